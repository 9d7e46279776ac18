"""Tonal detector: the patterns in time that tones make, heard by one small network in narrow bands.

    columns -> pitches and salience (what each pitch does, 20 ms by 20 ms) -> network -> patterns

The network's weights are shared by all pitches, as its memory is not: what an alarm does is the
same at 2.9 kHz and at 3.4 kHz.
"""
