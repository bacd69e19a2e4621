"""Problems, written to the liaison of a province and answered in working days (same, §4)."""
