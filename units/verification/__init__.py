"""The union holds a unit against its licence; what does not hold is followed up."""
