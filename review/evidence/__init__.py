"""Evidence of a case: files of the unit that the reviewers read (circular 60/227210 §5)."""
