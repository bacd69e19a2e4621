"""The publishing desk of the statistics office: which month is ripe, and what came of it."""
