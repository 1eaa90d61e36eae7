"""The guardrails: a text is taken apart into claims, and each claim asks for the fact behind it."""
