"""The second factor: a code from the person's phone beside the password, and what stands by it."""
