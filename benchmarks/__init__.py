"""One question per file; each writes one JSON under results/ and prints a table."""
