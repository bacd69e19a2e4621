"""Template tags of the whole portal."""
