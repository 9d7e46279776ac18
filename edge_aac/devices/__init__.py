"""Microphones and earpieces: what there is, which one a name means, why there is none."""
