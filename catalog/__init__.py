"""Code lists (ISIC, products, measures, places, holidays) and the dated policy."""
