"""A month typed at the union for an owner who came, and confirmed by the owner's code."""
