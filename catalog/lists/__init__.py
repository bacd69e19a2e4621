"""The short lists that the statistics office keeps: holidays, counties, measures; their history."""
