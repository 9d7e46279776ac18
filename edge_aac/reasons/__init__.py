"""Why something does not work, as values that either language can word."""
