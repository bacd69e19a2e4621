"""Editions: what is published of a month, through one gate that hides every unit's figure."""
