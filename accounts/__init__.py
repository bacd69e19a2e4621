"""People and offices: who exists, who may do what at which office, and what each is told."""
