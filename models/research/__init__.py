"""Architectures compared: front ends, encoders and decoders behind one interface, at equal cost."""
