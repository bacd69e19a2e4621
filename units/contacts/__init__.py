"""The numbers at which a unit is reached: kept by its own people and by offices."""
