"""Supervision: the listener's own faults, recovery, signs of life, dropouts, health."""
