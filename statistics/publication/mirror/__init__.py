"""The mirror: a unit against its group, of which nobody but the group's own holders reads."""
