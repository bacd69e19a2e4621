"""The lists of the statistics office: one page that gathers them, and those without a room."""
