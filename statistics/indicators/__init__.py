"""What became final, as figures of a place: production, people, exports, and how they change."""
