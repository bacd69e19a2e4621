"""Disclosure control: which cells of a table are hidden, by pure rules."""
