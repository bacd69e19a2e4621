"""How far one filing moves a published total: its place in the inbox, and who may tick it."""
