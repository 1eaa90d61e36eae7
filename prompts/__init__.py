"""Prompts as files: ``NAME.md`` or ``NAME@VERSION.md`` with front matter and ``system:`` and ``user:`` parts.

A file is read, checked and named once; what a customer types is a value, never a template and never a role.
"""

from .book import PromptBook, shipped_prompts
from .prompt import Prompt, PromptError, Rendered

__all__ = ["Prompt", "PromptBook", "PromptError", "Rendered", "shipped_prompts"]
