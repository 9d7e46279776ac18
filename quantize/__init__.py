"""Checkpoint in, released bundle out: fp32 ONNX -> int8 ONNX, manifest, gates."""

from edge_aac.process import forbid_telemetry

forbid_telemetry()
