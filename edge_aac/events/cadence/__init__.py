"""Cadence: the order of beeps in time, heard on log-Mel frames beside the network.

    frames -> tones -> bank (what looks like a group of pulses) -> fit (how well) -> chain -> heard

A smoke alarm says what it is by its temporal pattern, so the pattern is measured and not
learnt: loudness plays no part in it.
"""
