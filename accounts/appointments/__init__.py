"""Posts: asked for, signed by two people, accepted by the person, reviewed yearly, ended."""
