"""Analyses beyond a single reply (taxonomy §4): a case explained (explanation.py), a plan (planning.py).

Nothing of them is shown unchecked. They are slow to load and few use them: import from the modules.
"""
