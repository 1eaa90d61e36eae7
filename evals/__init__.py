"""Cases, scorers, runs and comparisons."""
