"""Evidence of a case: files that the unit attaches and the reviewers read (letter 60/227210 §5)."""
