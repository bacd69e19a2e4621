"""What follows each class of ISIC Rev.3 in Rev.4: a table that comes with the reference data."""
