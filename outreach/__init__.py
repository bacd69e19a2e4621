"""Reaching everybody: circulars down the line with their receipts, and the liaison's help desk."""
