"""A signal without a voice: the sound server plays it by itself.

In: a signal. Out: sound within a few hundredths of a second, where there is a sound server. Never
does: waiting for it; raising.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial

import numpy as np

from edge_aac.devices.sample import play
from edge_aac.speech.earcon import Earcon, render
from edge_aac.speech.voice.output_stream import RATE


def signal_bare(device: str | None, earcon: Earcon, volume: float) -> None:
    """Let a signal be played.

    Parameters
    ----------
    device : str or None
        The earpiece that the settings name.
    earcon : Earcon
    volume : float
        0 to 1.
    """
    samples = np.round(render(earcon, RATE) * (volume * 32_767.0)).astype("<i2").tobytes()
    # Of its own, since a server may hang; without a thread there is no signal.
    with suppress(RuntimeError):
        threading.Thread(target=partial(_play, samples, device), name="signal", daemon=True).start()


def _play(samples: bytes, device: str | None) -> None:
    with suppress(OSError, ValueError):
        play(samples, RATE, device)
