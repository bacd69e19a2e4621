"""The four steps of a month: forms, what they check, how they are stored."""
