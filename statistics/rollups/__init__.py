"""Sums of what stands, kept in the transaction that makes a version final (decision 0073)."""
