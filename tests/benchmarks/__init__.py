"""Speed and memory, measured: ``make bench`` or ``python -m tests.benchmarks [NAME…]``. Never part of the tests."""
