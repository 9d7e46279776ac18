"""A sound server without a card, and what comes out of it."""
