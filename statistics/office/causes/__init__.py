"""The page of the list of causes (directive 5013 §10)."""
