"""Samples in, log-Mel frames out."""
