"""The unit's own pages that need decisions: tasks, confirmation, receipt, case."""
