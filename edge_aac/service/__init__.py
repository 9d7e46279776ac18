"""The listener: the loop, what leaves it, and when its own voice spoke."""
