"""The training side: what makes the shipped bundle, and never runs on the board."""
