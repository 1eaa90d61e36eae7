"""Prompts as files. The model's draft, and with it the first prompt, comes through the same seams as the script."""
