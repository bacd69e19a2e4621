"""The dated policy as people read and extend it."""
