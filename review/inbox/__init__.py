"""A desk's open cases, the most urgent first, and the approval of several."""
