"""The units in an office's reach, the worst first: who owes what, and whom to call."""
