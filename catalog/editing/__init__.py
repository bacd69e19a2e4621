"""Edits of products and activities by the statistics office, each kept in the history."""
