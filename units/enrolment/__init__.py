"""Owners come aboard: found by two ids, known by the mobile that the registry holds."""
