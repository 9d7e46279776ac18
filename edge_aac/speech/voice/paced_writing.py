"""Sound handed to a device as it has room for it.

In: an open stream, samples. Out: the same samples, played; or a fault where the device takes
nothing for seconds. PortAudio's own waiting is not used: on a busy machine a stream of a sound
server, once it has run dry, may wait for us while we wait for it, for two seconds and more. One
that stands still is begun again instead, which takes a millisecond. One that has run dry is filled
with silence first: begun again with a fiftieth of a second in it, it would run dry at the next
look, and swallow seconds of words that nobody hears.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from edge_aac.speech.voice.stream import Stream
from edge_aac.speech.voice_faults import VoiceError, VoiceFault
from edge_aac.types import FloatArray

STANDS_SECONDS = 0.5
"""Without room for one sample: three times what a device that plays needs for all that it holds.
Then doubled, since a stream takes its time to begin where the machine is busy."""
STUCK_SECONDS = 3.0
"""Then beginning it again does not help either."""
REFILL_SECONDS = 0.1
"""Of silence at most, where a stream has run dry: more than what a voice's stream holds."""
_LEAST_SLEEP_SECONDS = 0.002


def write_paced(
    stream: Stream,
    samples: FloatArray,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Write all of it.

    Parameters
    ----------
    stream : Stream
        Runs.
    samples : ndarray, shape (n, channels), float32
    clock : callable
        Seconds that only grow.
    sleep : callable

    Returns
    -------
    bool
        Whether some came late.

    Raises
    ------
    VoiceError
        The device takes nothing any more.
    """
    late, done = False, 0
    since = begun = clock()
    patience = STANDS_SECONDS
    while done < len(samples):
        room = min(stream.write_available, len(samples) - done)
        if room > 0:
            dry = bool(stream.write(samples[done : done + room]))
            done += room
            if dry:
                late = True
                _refill(stream)
            since = begun = clock()
            patience = STANDS_SECONDS
            continue
        if clock() - since > STUCK_SECONDS:
            raise VoiceError(VoiceFault.EARPIECE_STUCK)
        if clock() - begun > patience:
            stream.abort()
            stream.start()
            begun = clock()
            patience *= 2.0
        sleep(max(_LEAST_SLEEP_SECONDS, (len(samples) - done) / stream.samplerate))
    return late


def _refill(stream: Stream) -> None:
    """Fill a stream that has run dry with silence."""
    room = min(stream.write_available, round(REFILL_SECONDS * stream.samplerate))
    if room > 0:
        stream.write(np.zeros((room, stream.channels), np.float32))
