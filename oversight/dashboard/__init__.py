"""Backlogs, lapses and explained changes by province, each number with its list."""
