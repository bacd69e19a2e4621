"""Telling of the end of a licence: before it, nearer to it, and when it is over."""
