"""The best units of a year: candidates by indicators, the list of a province, and its letter."""
