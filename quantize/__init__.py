"""Checkpoint in, released bundle out: fp32 ONNX -> int8 ONNX, manifest, gates."""
