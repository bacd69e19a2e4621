"""The union's three checks of a month, kept with its approval (letter 60/227210 §2)."""
