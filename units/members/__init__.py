"""Who files for a unit besides its holder: invited by the holder, for chosen units, until ended."""
