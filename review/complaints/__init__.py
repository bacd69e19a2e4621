"""Complaints of a unit about a return or its inactive state; they move nothing."""
