"""The dated policy: its book of values in force, and how values are added to it."""
