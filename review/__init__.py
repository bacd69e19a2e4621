"""The way of a filed month from desk to desk: by people, and by the clock."""
