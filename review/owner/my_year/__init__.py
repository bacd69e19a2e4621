"""«سال من»: what a unit filed in thirteen months, beside the year before, for its own people."""
