"""A developer's machine: real servers from wheels, the demonstration, pictures of the pages."""
