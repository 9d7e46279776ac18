"""Temporal patterns of tones: what a detector tells of alarms, and of what is mistaken for them.

The same sounds for every detector, made by the second renderer and from `score` recordings, which
nothing is fitted to.
"""
