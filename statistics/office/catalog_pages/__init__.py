"""The pages on which products and activities are edited."""
