"""The loader of a whole country's rows, for the bench and for tests of size."""
