"""What a unit can make of a product in a month, stated by its holder or seen by an office."""
