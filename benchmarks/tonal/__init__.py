"""Temporal patterns of tones: what a detector announces of alarms and of their look-alikes.

The same sounds for every detector, made by the second renderer and from `score` recordings, which
nothing is fitted to.
"""
