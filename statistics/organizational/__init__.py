"""Organizational statistics: what offices report of themselves, by indicator and period."""
