"""`make bench`: the portal's speed as ratios to a floor measured in the same run.

A floor is the least the database or the server must do for the same result. Absolute times on a
shared machine say little; the ratio to a floor measured beside it holds.
"""
