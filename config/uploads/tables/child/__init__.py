"""Reads one uploaded table in a process of its own, where no other room of the portal runs."""
