"""Sounds that a person taught: a few recordings in, a score beside the labels' own out.

In: recordings of one sound, what the networks make of them, and rows of what else a home holds.
Out: one frozen `TaughtSound`, kept as numbers and never as sound, and how sure each is, hop by hop.

Never does: hearing (the networks do), deciding what is announced (the detector and the gate do).
"""
