"""Simulation of a policy: the last twelve months under other values; none of them is changed."""
