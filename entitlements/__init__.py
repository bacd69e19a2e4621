"""What filing opens: certificates of a unit's filing, and who asked about it."""
