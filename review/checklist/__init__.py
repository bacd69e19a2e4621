"""The union's three checks of a month, kept with its approval (circular 60/227210 §2)."""
