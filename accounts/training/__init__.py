"""Lessons on the guides: who has finished which, and who is reminded."""
