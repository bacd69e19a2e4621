"""Who has not filed, whom an office has reached, and who is reminded at once."""
