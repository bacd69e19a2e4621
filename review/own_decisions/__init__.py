"""What a person decided: the log of decisions by its actor."""
