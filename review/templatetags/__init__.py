"""The words of review in templates."""
