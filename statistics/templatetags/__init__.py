"""The words of monthly statistics in templates."""
