"""Cases as files: who decided at each level, what lapsed, what nobody has looked at."""
