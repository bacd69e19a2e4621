"""Reading the trail of access: the pages of the one post that may."""
