"""The offices of the tree as a list: new unions and county offices, and names."""
