"""The guardrails: a text is taken apart into claims, and each claim asks for the fact behind it.

`Checker` gives the verdict on a text, `Gate` lets a growing text out sentence by sentence.
"""

from .check import Checker
from .gate import Gate
from .overrides import OverrideError
from .rules import Rule, read_rules
from .setting import Setting

__all__ = ["Checker", "Gate", "OverrideError", "Rule", "Setting", "read_rules"]
