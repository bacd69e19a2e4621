"""Files of what is published: for everybody, at addresses that stay, and without a hidden value."""
