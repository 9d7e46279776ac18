"""What the listener costs on this machine.

In: settings, a sound. Out: `Figures`: processor time, whole and by stage, the time of a hop,
start-up, memory. The listener that is measured is the real one, on a device that plays the sound.
Never does: speaking; printing; anything while an ordinary listener runs.
"""
