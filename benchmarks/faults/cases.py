"""The faults, each with what is wanted of the listener.

In: a scene. Out: what came of a fault, as frozen figures. A time that did not come is None. Never
does: words for a table.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from benchmarks.faults.run import DRAINED_SECONDS, Line, Run, Start
from benchmarks.faults.scene import PLUGGED, ROOM, Scene
from edge_aac.errors import EdgeAacError

LOST, BACK = "The microphone is lost.", "The microphone is back."
AWAY = "I did not listen for"
"""Begins what the next listener says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault; times in seconds since it struck, where nothing else is said."""

    detected: float | None = None
    """The first line about it."""
    announced: float | None = None
    """The first sound in the ear; of an alarm its signal, since the alarm was decided."""
    back: float | None = None
    """Since it could be well again: that this is announced."""
    words: float | None = None
    """Of an alarm: its words in the ear, since it was decided."""
    lost: int | None = None
    """Blocks that were lost or skipped while there was a microphone; None where it ended."""
    code: int | None = None
    """The exit code, where it ended."""
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One fault."""

    name: str
    run: Callable[[Scene], Outcome]
    bounds: dict[str, float] = field(default_factory=dict)
    """Most seconds, by the outcome's field."""
    code: int | None = None
    """The exit code wanted; None where it is to go on."""


def _since(run: Run, line: Line | None) -> float | None:
    return None if line is None else line.at - run.struck_at


def _spoken(run: Run, line: Line | None) -> float | None:
    """When the first sound of a line's sentence was heard, which is spoken before it is printed."""
    sound = None if line is None else run.heard(line.at - DRAINED_SECONDS, 4.0)
    return (
        None if line is None or sound is None else line.at - DRAINED_SECONDS + sound - run.struck_at
    )


def _about(line: Line) -> bool:
    """Whether a line tells of something that is wrong."""
    return line.fields.get("kind") == "status" and line.fields.get("state") not in {
        "control", "unheard", "listening", "ended",
    }  # fmt: skip


def _goes_on(
    fault: str, name: str, seconds: float, announced: bool = True
) -> Callable[[Scene], Outcome]:
    """A fault inside, after which it listens on."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, fault, f"{name}.monitor")) as one:
            before = one.lost()
            one.strike(one.signal)
            line = one.line(_about, seconds) if announced else None
            sound = _spoken(one, line)
            time.sleep(0.0 if announced else seconds)
            lost = one.lost() - before
            return Outcome(_since(one, line), sound, lost=lost, printed=tuple(one.printed()))

    return run


def _asked(scene: Scene) -> Outcome:
    """The thread of the control socket fails; the next command is carried out."""
    with closing(Run(scene, "control", f"{ROOM}.monitor")) as one:
        before = one.lost()
        one.strike(one.signal)
        with contextlib.suppress(EdgeAacError, ValueError):  # whoever asks first gets no answer
            one.figures()
        line = one.line(_about)
        sound = _spoken(one, line)
        one.figures()
        back = time.monotonic() - one.struck_at
        lost = one.lost() - before
        return Outcome(_since(one, line), sound, back, lost=lost, printed=tuple(one.printed()))


def _ended(fault: str, blow: Callable[[Run], object], seconds: float) -> Callable[[Scene], Outcome]:
    """A fault with which it ends."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, fault, f"{ROOM}.monitor")) as one:
            one.strike(partial(blow, one))
            code = one.code(seconds)
            ended = None if code is None else time.monotonic() - one.struck_at
            sound = one.heard(one.struck_at, 4.0)
            return Outcome(ended, sound, code=code, printed=tuple(one.printed()))

    return run


def _begun_again(
    start: Start, blow: Callable[[Run], object], fault: str = "alarm"
) -> Callable[[Scene], Outcome]:
    """A fault with which it ends; whoever started it starts the next one."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, fault, f"{ROOM}.monitor", start)) as one:
            one.strike(partial(blow, one))
            line = one.says(AWAY)
            sound = _spoken(one, line)
            lost = None if line is None else one.lost()
            return Outcome(
                announced=sound, back=_since(one, line), lost=lost, printed=tuple(one.printed())
            )

    return run


def _kept_on(blow: Callable[[Run], object]) -> Callable[[Scene], Outcome]:
    """What is no fault, and changes nothing."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, "alarm", f"{ROOM}.monitor")) as one:
            before = one.lost()
            one.strike(partial(blow, one))
            time.sleep(3.0)
            code = one.process.poll()
            lost = one.lost() - before if code is None else None
            return Outcome(lost=lost, code=code, printed=tuple(one.printed()))

    return run


def _voice(number: signal.Signals, both: bool = False) -> Callable[[Scene], Outcome]:
    """Voices are struck, and a smoke alarm is decided at once."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, "alarm", f"{ROOM}.monitor")) as one:
            before, voices = one.lost(), one.voices() if both else [one.speaking()]

            def blow() -> None:
                for voice in voices:
                    os.kill(voice, number)
                one.signal()

            one.strike(blow)
            alarm = one.line(lambda line: line.fields.get("priority") == "critical")
            began = one.struck_at if alarm is None else alarm.at
            heard = one.alarm_heard(began, 40.0)
            line = one.line(_about, 5.0)
            back = one.says("I speak again.", 10.0)
            sound, words = heard or (None, None)
            return Outcome(
                _since(one, line),
                sound,
                _since(one, back),
                words,
                one.lost() - before,
                printed=tuple(one.printed()),
            )

    return run


def _microphone(
    blow: Callable[[Scene], object], mend: Callable[[Scene], object], after: float
) -> Callable[[Scene], Outcome]:
    """A microphone goes, and comes back so long after it was announced [s]."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, "alarm", f"{PLUGGED}.monitor")) as one:
            before = one.lost()
            try:
                one.strike(partial(blow, scene))
                line = one.says(LOST)
                sound = _spoken(one, line)
                time.sleep(after)
            finally:
                mended = time.monotonic() if after else one.struck_at
                mend(scene)
            again = one.says(BACK)
            back = None if again is None else again.at - mended
            lost = one.lost() - before
            printed = tuple(one.printed())
            return Outcome(_since(one, line), sound, back, lost=lost, printed=printed)

    return run


def _moved(scene: Scene) -> None:
    scene.server.move_recordings("ear.monitor")


BARS = {"detected": 2.0, "announced": 3.0}
BEGUN_AGAIN = {"announced": 27.0, "back": 25.0}
"""It listens again, and that is heard two seconds later at most."""
CASES = (
    Case("listener killed", _ended("alarm", lambda run: run.signal(signal.SIGKILL), 5.0),
         {"announced": 2.0}, -signal.SIGKILL),
    Case("SIGTERM", _ended("alarm", lambda run: run.signal(signal.SIGTERM), 10.0),
         {"detected": 5.0}, 0),
    Case("SIGHUP", _kept_on(lambda run: run.signal(signal.SIGHUP))),
    Case("loop hangs", _ended("hang", lambda run: run.signal(), 60.0),
         {"detected": 35.0, "announced": 38.0}, 70),
    Case("killed, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(signal.SIGKILL)), BEGUN_AGAIN),
    Case("stopped, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(signal.SIGSTOP)), BEGUN_AGAIN),
    Case("loop hangs, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(), "hang"), BEGUN_AGAIN),
    Case("killed, started at a terminal",
         _begun_again(Start.TERMINAL, lambda run: run.signal(signal.SIGKILL)), BEGUN_AGAIN),
    Case("voice stopped, then an alarm", _voice(signal.SIGSTOP), {"announced": 1.5, "words": 3.0}),
    Case("voice killed, then an alarm", _voice(signal.SIGKILL), {"announced": 1.5, "words": 3.0}),
    Case("both voices stopped, then an alarm", _voice(signal.SIGSTOP, both=True),
         {"announced": 0.5, "words": 3.0}),
    Case("microphone unplugged, and plugged in",
         _microphone(Scene.unplug, Scene.plug, 4.0), {**BARS, "back": 5.0}),
    Case("recording moved by the sound server",
         _microphone(_moved, lambda _: None, 0.0), {**BARS, "back": 5.0}),
    Case("microphone gives zeros", _goes_on("zeros", ROOM, 20.0), {"detected": 10.0}),
    Case("microphone gives one value", _goes_on("constant", ROOM, 20.0), {"detected": 10.0}),
    Case("driver repeats a buffer", _goes_on("repeated", ROOM, 20.0), {"detected": 10.0}),
    Case("a reading that is no number", _goes_on("not_a_number", ROOM, 3.0, announced=False)),
    Case("microphone gives 15.8 kHz for 16", _goes_on("slow", ROOM, 40.0), {"detected": 25.0}),
    Case("encoder raises once", _goes_on("encoder", ROOM, 10.0), BARS),
    Case("speaker's thread raises once", _goes_on("speaker", ROOM, 10.0), BARS),
    Case("control's thread raises once", _asked, BARS),
)  # fmt: skip
