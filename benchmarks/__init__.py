"""One question per file; each writes one JSON under results/ and prints a table."""

from edge_aac.process import forbid_telemetry

forbid_telemetry()
