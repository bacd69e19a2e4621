"""One case as its reviewer reads and decides it."""
