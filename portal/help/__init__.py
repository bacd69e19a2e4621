"""The help: its topics, and which place of them explains which page."""
