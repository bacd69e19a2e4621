"""Who owes which month, what counts as filed, who is active."""
