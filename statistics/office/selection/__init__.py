"""The dated lists of selected units and products (directive 5013 §3)."""
