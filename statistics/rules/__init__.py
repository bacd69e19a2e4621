"""The table of edit rules, and what each checks."""
