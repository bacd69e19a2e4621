"""The pages of the dated policy."""
