"""The causes of growth and decline that units choose from: a dated list."""
