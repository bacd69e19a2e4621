"""Months of many units in one prefilled workbook: filled in, judged, sent unit by unit."""
