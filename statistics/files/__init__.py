"""Figures as files: final months for the statistics office, own months for a unit."""
