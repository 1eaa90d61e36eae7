"""Customers by their orders: one in a request (view.py), or all of a shop (population.py, READ FIRST)."""
