"""The pages of training: one's own lessons, one lesson, and the people of an office."""
