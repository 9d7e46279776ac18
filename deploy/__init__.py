"""What brings the program onto a machine, and what it brings along there."""
