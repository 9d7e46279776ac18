"""Where a sentence can be broken off without tearing a word group apart.

In: a rendered sentence. Out: its pieces, each from pause to pause. Never does:
changing a sample; laid end to end, the pieces are the sentence.
"""

from __future__ import annotations

import itertools

import numpy as np

from edge_aac.speech.sound import Sound

PAUSE_SECONDS = 0.08
"""A voice rests so long at a comma; the closure of a plosive is shorter."""
_STEP_SECONDS = 0.01
_QUIET = 0.004


def groups(sound: Sound) -> tuple[Sound, ...]:
    """The word groups of a sentence, each with the pause before it.

    Parameters
    ----------
    sound : Sound

    Returns
    -------
    tuple of Sound
        At least one. A voice that hurries makes no pauses; then it is one.
    """
    step = int(_STEP_SECONDS * sound.rate)
    count = len(sound.samples) // step
    peaks = np.abs(sound.samples[: count * step]).reshape(count, step).max(axis=1, initial=0.0)
    quiet = np.concatenate([[False], peaks < _QUIET, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    long = (ends - starts) * _STEP_SECONDS >= PAUSE_SECONDS
    # A pause at either end of the sentence parts nothing from nothing.
    cuts = [int(at) * step for at, end in zip(starts[long], ends[long], strict=True) if at > 0]
    bounds = [0, *(cut for cut in cuts if cut), len(sound.samples)]
    return tuple(Sound(sound.samples[a:b], sound.rate) for a, b in itertools.pairwise(bounds))
