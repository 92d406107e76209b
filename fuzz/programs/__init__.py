"""Random compute shaders of one meaning each, to find translations that change it."""
