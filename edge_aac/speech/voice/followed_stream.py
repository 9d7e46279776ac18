"""A stream to a sink of the sound server that somebody named, followed to other sinks.

In: samples. Out: the same stream's sound, or a fault once the server has moved it elsewhere, as
PulseAudio does when an earpiece is unplugged. The voice would go on in another room, and stay there
when the earpiece is back. Whoever gets the fault opens the named one again, as soon as it is there.
Never does: following a stream for which no sink was named: that goes where the server leads it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from edge_aac.devices.device import Direction
from edge_aac.devices.whereabouts import Whereabouts, follow
from edge_aac.speech.voice.stream import Stream
from edge_aac.speech.voice_faults import VoiceError, VoiceFault

Find = Callable[[str], Whereabouts | None]


def _playing(sink: str) -> Whereabouts | None:
    return follow(wanted=sink, direction=Direction.OUTPUT)


class FollowedStream:
    """An output stream that knows its place.

    Parameters
    ----------
    stream : Stream
    sink : str
        The sound server's name of where it leads.
    find : callable
        Follows what this process plays, from when the stream runs; None where nobody can.
    """

    def __init__(self, stream: Stream, sink: str, find: Find = _playing) -> None:
        self._stream, self._sink, self._find = stream, sink, find
        self._whereabouts: Whereabouts | None = None
        self.samplerate, self.channels = stream.samplerate, stream.channels

    @property
    def write_available(self) -> int:
        """Frames that can be written without waiting."""
        return self._stream.write_available

    def start(self) -> None:
        """Run, and be followed from here on."""
        self._stream.start()
        self._let_go()
        self._whereabouts = self._find(self._sink)

    def abort(self) -> None:
        """Stop at once."""
        self._stream.abort()

    def close(self) -> None:
        """Let the device go."""
        self._let_go()
        self._stream.close()

    def write(self, data: NDArray[np.float32]) -> bool:
        """Wait until these frames, shape (n, channels), are taken; whether some came late.

        Raises
        ------
        VoiceError
            They would be heard from another sink.
        """
        if self._whereabouts is not None and self._whereabouts.strayed:
            raise VoiceError(VoiceFault.EARPIECE_GONE)
        return self._stream.write(data)

    def _let_go(self) -> None:
        whereabouts, self._whereabouts = self._whereabouts, None
        if whereabouts is not None:
            whereabouts.close()
