"""Proving a mobile as one's own, and changing it: a code to the number one has, one to the new."""
