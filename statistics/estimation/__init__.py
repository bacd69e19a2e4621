"""What can honestly be said of a month that not everybody has filed (decision 0075)."""
