"""The kinds of licences that guild units hold: a dated list of the statistics office."""
