"""What units of one product make for each worker, and how a month stands to it."""
