"""Chirps: a short beep that comes again each half minute to a minute, as of a low battery.

columns -> beeps (single tones with quiet around them) -> rows of three -> one event that lasts
"""
