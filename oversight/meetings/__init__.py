"""The monthly monitoring meeting: its two sheets, its minutes sent up, and their tasks."""
