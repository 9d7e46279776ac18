"""Cadence: the order of beeps in time, heard in narrow bands beside the network.

    columns -> tones -> bank (what looks like a group of pulses) -> fit (how well) -> row -> heard

    columns -> beeps -> chirps (a single one that comes again each half minute or so) -> heard

    tones -> two_tone (two horns in turn) -> heard

A smoke alarm says what it is by its temporal pattern, and a siren of two horns by theirs, so the
pattern is measured and not learnt: loudness plays no part in it.
"""
