"""Whoever works units' figures out of what is published: nothing here knows the gate."""
