"""What is said aloud before a listener that cannot listen ends.

In: a sentence, and a way to open the voice. Out: the sentence, spoken, unless it was
spoken a short while ago by one that was started before: a service that is started again
every two seconds says it after one minute, two, four, at most each hour. It counts as spoken
only where the voice played it to its end: else the next one that is started tries again.
Never does: waiting long for a voice or for whatever lies in the memory's place; raising, since
the reason why the listener ends is what matters.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.paths import is_own, open_own
from edge_aac.speech.speech_output import SpeechOutput
from edge_aac.supervision.fault_announcements import AnnouncementBackoff, FaultChange, FaultState
from edge_aac.types import Priority, Utterance

SPEAK_SECONDS = 15.0
BACKOFF = AnnouncementBackoff(first_seconds=60.0, longest_seconds=3600.0, steady_seconds=1800.0)
_MOST_BYTES = 1000


def announce_finally(
    open_voice: Callable[[], SpeechOutput],
    text: str,
    memory: Path | None,
    now: Callable[[], float] = time.time,
) -> bool:
    """Say a sentence, and wait until it is said.

    Parameters
    ----------
    open_voice : callable
    text : str
    memory : Path or None
        A small file that outlives the process and not the machine's run; None remembers
        nothing.
    now : callable
        Seconds that later processes count on.

    Returns
    -------
    bool
        Whether it was time to say it, and the voice played it.
    """
    before = _remembered(memory, now())
    after, change = BACKOFF.on_wrong(before, now())
    played = change is FaultChange.WRONG and _played(open_voice, text)
    if memory is not None:
        unplayed = change is FaultChange.WRONG and not played
        _remember(memory, replace(before, seen=after.seen) if unplayed else after)
    return played


def forget(memory: Path | None) -> bool:
    """It listens: what is wrong later is new. Whether there was anything to forget."""
    if memory is None:
        return False
    with contextlib.suppress(OSError):
        ours = is_own(memory.lstat())
        memory.unlink()
        return ours
    return False


def _played(open_voice: Callable[[], SpeechOutput], text: str) -> bool:
    """Say it, wait until it is said; whether nothing of it was lost on the way."""
    try:
        with closing(open_voice()) as voice:
            voice.say(Utterance(text, Priority.CRITICAL, 0.0, text))
            over = voice.wait(SPEAK_SECONDS)
            # Warnings of the voice count, too: one that was lost may be heard as this one lost,
            # and then it is said once more, which is better than never.
            return over and voice.counts.said > 0 and voice.counts.dropped == 0
    except (EdgeAacError, OSError, RuntimeError):  # no voice, or no thread for it
        return False


def _remembered(memory: Path | None, now: float) -> FaultState:
    """The state of those who were started before; none where it makes no sense."""
    if memory is None:
        return FaultState()
    try:
        with os.fdopen(open_own(memory), "rb") as file:
            kept = json.loads(file.read(_MOST_BYTES))
        seen, announced_at, pause = (float(kept[name]) for name in ("seen", "told_at", "pause"))
    except (OSError, ValueError, OverflowError, TypeError, KeyError, RecursionError):
        return FaultState()
    # After the clock was set back, or in a file that somebody changed.
    sane = (
        math.isfinite(announced_at)
        and announced_at <= seen <= now
        and 0.0 <= pause <= BACKOFF.longest_seconds
    )
    return FaultState(seen=seen, announced_at=announced_at, pause=pause) if sane else FaultState()


def _remember(memory: Path, state: FaultState) -> None:
    if state.announced_at is None:  # never played, so that the next one says it
        return
    kept = {"seen": state.seen, "told_at": state.announced_at, "pause": state.pause}
    with (
        contextlib.suppress(OSError),
        os.fdopen(open_own(memory, os.O_WRONLY | os.O_CREAT), "w") as file,
    ):
        file.truncate()  # not before it is known to be ours
        json.dump(kept, file)
