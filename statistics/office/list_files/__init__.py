"""The lists of the statistics office by file: under 5,000 rows, judged by what stores them."""
