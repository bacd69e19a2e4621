"""What offices do with the file of a unit: each act with its source, each change kept."""
