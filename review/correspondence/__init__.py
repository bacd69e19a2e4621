"""What unit and office write to each other: questions, and requests for correction."""
