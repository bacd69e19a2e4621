"""Bounded readers of files from strangers: kind by content, limits, the private store."""
