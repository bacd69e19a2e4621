"""Files that bring the registry and the code lists: a dry run that is kept, then stored."""
