"""What is said aloud before a listener that cannot listen ends.

In: a sentence, and a way to open the voice. Out: the sentence, spoken, unless it was
spoken a short while ago by one that was started before: a service that is started again
every two seconds says it after one minute, two, four, at most each hour. Never does:
waiting for a voice for long.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from edge_aac.service.trouble import News, Trouble, TroubleState
from edge_aac.service.voice import Voice
from edge_aac.types import Priority, Utterance

SPEAK_SECONDS = 15.0
TROUBLE = Trouble(first_seconds=60.0, longest_seconds=3600.0, steady_seconds=1800.0)
_MOST_BYTES = 1000


def say_last(
    open_voice: Callable[[], Voice],
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
        Whether it was time to say it.
    """
    state, news = TROUBLE.on_wrong(_remembered(memory, now()), now())
    if memory is not None:
        _remember(memory, state)
    if news is not News.WRONG:
        return False
    with closing(open_voice()) as voice:
        voice.say(Utterance(text, Priority.CRITICAL, 0.0, text))
        voice.wait(SPEAK_SECONDS)
    return True


def forget(memory: Path | None) -> bool:
    """It listens: what is wrong later is new. Whether there was anything to forget."""
    if memory is not None:
        with contextlib.suppress(OSError):
            memory.unlink()
            return True
    return False


def _remembered(memory: Path | None, now: float) -> TroubleState:
    """The state of those who were started before; none where it makes no sense."""
    if memory is None:
        return TroubleState()
    try:
        with memory.open("rb") as file:
            told = json.loads(file.read(_MOST_BYTES))
        seen, told_at, pause = (float(told[name]) for name in ("seen", "told_at", "pause"))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return TroubleState()
    # After the clock was set back, or in a file that somebody changed.
    sane = told_at <= seen <= now and 0.0 <= pause <= TROUBLE.longest_seconds
    return TroubleState(seen=seen, told_at=told_at, pause=pause) if sane else TroubleState()


def _remember(memory: Path, state: TroubleState) -> None:
    state = replace(state, told_at=state.seen if state.told_at is None else state.told_at)
    told = {"seen": state.seen, "told_at": state.told_at, "pause": state.pause}
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with contextlib.suppress(OSError), os.fdopen(os.open(memory, flags, 0o600), "w") as file:
        json.dump(told, file)
