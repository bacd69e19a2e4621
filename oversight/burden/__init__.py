"""The burden on the units: how long they take over a month, from its draft to its sending."""
