"""Text to samples: the engines, and texts rendered ahead."""
