"""The desk of the statistics office: what it keeps for all others."""
