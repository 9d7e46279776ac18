"""The training side: what makes the shipped bundle, and never runs on the board."""

from edge_aac.process import forbid_telemetry

forbid_telemetry()
