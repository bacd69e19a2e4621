"""Circulars, handed down from office to office with a receipt at each (circular 60/227210 §6)."""
