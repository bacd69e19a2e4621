"""How a union comes to its access: letters from desk to desk, two signatures, and the way back."""
