"""Leave of an officer: who stands in, with a dated grant of their own."""
