"""The first page of who has just come aboard."""
