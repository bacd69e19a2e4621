"""Visits of units: the plan of a month, the report from a phone, the second look, what follows."""
