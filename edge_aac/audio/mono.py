"""Channels -> one, around zero, and nothing in it that is no number.

In: what a file or a device gave, cut anywhere. Out: one channel, the same to the bit however
it was cut. The offset is taken out before the channels are joined, for each has its own.
"""

from __future__ import annotations

import numpy as np

from edge_aac.audio.channel_mixing import ChannelState, mix
from edge_aac.audio.offset import OffsetState, remove_offset
from edge_aac.audio.segments import Segments
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Fact, Reason
from edge_aac.reasons.why import Why
from edge_aac.types import FloatArray

LOUDEST = 8.0
"""Full scale is 1; what lies far beyond comes from a damaged file, and would drown the rest."""
MOST_CHANNELS = 32
"""What a file or a device has beyond these is not listened to: it bounds memory and work."""


class Mono:
    """One stream's way to one channel; what it learnt of the stream is in it.

    Parameters
    ----------
    rate : int
        Samples per second.
    channel : int or None
        The one channel to take, counted from 0; None joins them.
    """

    def __init__(self, rate: int, channel: int | None = None) -> None:
        self._rate = rate
        self._wanted = slice(0, MOST_CHANNELS) if channel is None else slice(channel, channel + 1)
        self._segments = Segments(rate)
        self._offset = OffsetState()
        self._channels = ChannelState()

    def step(self, channels: FloatArray, last: bool = False) -> FloatArray:
        """Take a block; less than 40 ms of the sound wait for the next one, or for `last`.

        Parameters
        ----------
        channels : ndarray, shape (n, channels), float32
            Not a number and infinity count as silence, and beyond `LOUDEST` it is cut.

        Returns
        -------
        ndarray, shape (m,), float32
        """
        taken = channels[:, self._wanted]
        # Channel after channel, as all that follows works along the samples.
        clean = _clean(np.ascontiguousarray(taken.T, np.float32))
        done = [self._join(segment) for segment in self._segments.step(clean, last)]
        return np.concatenate(done) if done else np.zeros(0, np.float32)

    def _join(self, segment: FloatArray) -> FloatArray:
        self._offset, centred = remove_offset(self._offset, segment)
        if len(centred) == 1:
            return np.asarray(centred[0], np.float32)
        self._channels, joined = mix(self._channels, centred, self._rate)
        return joined


def _clean(channels: FloatArray) -> FloatArray:
    """Before they are joined: infinity in one channel must not undo the others."""
    if not np.isfinite(channels).all():
        channels = np.nan_to_num(channels, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(channels, -LOUDEST, LOUDEST)


def channel_index(channel: int | None, available: int, name: Fact) -> int | None:
    """Where the channel is that a person counts from 1; None where they named none.

    Parameters
    ----------
    channel : int or None
    available : int
        How many channels there are.
    name : str or Reason
        What has them.

    Raises
    ------
    EdgeAacError
        There is no such channel.
    """
    if channel is None or 1 <= channel <= available:
        return None if channel is None else channel - 1
    if available == 1:
        raise EdgeAacError(Reason.of(Why.ONE_CHANNEL, name=name, channel=channel))
    raise EdgeAacError(Reason.of(Why.NO_CHANNEL, name=name, count=available, channel=channel))
