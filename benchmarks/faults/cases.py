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
from functools import partial

from benchmarks.faults.outcome import AWAY, BACK, LOST, Case, Outcome, about, since, spoken
from benchmarks.faults.run import Run, Start
from benchmarks.faults.scene import PLUGGED, ROOM, Scene
from benchmarks.faults.surroundings import (
    descriptors_short,
    output_gone,
    silenced_twice,
    sound_server_gone,
    starved,
)
from edge_aac.errors import EdgeAacError


def _goes_on(
    fault: str, name: str, seconds: float, announced: bool = True
) -> Callable[[Scene], Outcome]:
    """A fault inside, after which it listens on."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, fault, f"{name}.monitor")) as one:
            before = one.lost()
            one.strike(one.signal)
            line = one.line(about, seconds) if announced else None
            sound = spoken(one, line)
            time.sleep(0.0 if announced else seconds)
            lost = one.lost() - before
            return Outcome(since(one, line), sound, lost=lost, printed=tuple(one.printed()))

    return run


def _asked(scene: Scene) -> Outcome:
    """The thread of the control socket fails; the next command is carried out."""
    with closing(Run(scene, "control", f"{ROOM}.monitor")) as one:
        before = one.lost()
        one.strike(one.signal)
        with contextlib.suppress(EdgeAacError, ValueError):  # whoever asks first gets no answer
            one.figures()
        line = one.line(about)
        sound = spoken(one, line)
        one.figures()
        back = time.monotonic() - one.struck_at
        lost = one.lost() - before
        return Outcome(since(one, line), sound, back, lost=lost, printed=tuple(one.printed()))


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
            sound = spoken(one, line)
            lost = None if line is None else one.lost()
            return Outcome(
                announced=sound, back=since(one, line), lost=lost, printed=tuple(one.printed())
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
            line = one.line(about, 5.0)
            back = one.says("I speak again.", 10.0)
            sound, words = heard or (None, None)
            return Outcome(
                since(one, line),
                sound,
                since(one, back),
                words,
                one.lost() - before,
                printed=tuple(one.printed()),
            )

    return run


def _stopped_all(seconds: float) -> Callable[[Scene], Outcome]:
    """All its processes stand still for so long, as in a machine that sleeps."""

    def run(scene: Scene) -> Outcome:
        with closing(Run(scene, "alarm", f"{ROOM}.monitor")) as one:
            processes = [one.listener, *one.voices()]
            for number in processes:
                os.kill(number, signal.SIGSTOP)
            time.sleep(seconds)

            def blow() -> None:
                for number in processes:
                    os.kill(number, signal.SIGCONT)

            one.strike(blow)
            line = one.line(about)
            sound = spoken(one, line)
            return Outcome(since(one, line), sound, lost=one.lost(), printed=tuple(one.printed()))

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
                sound = spoken(one, line)
                time.sleep(after)
            finally:
                mended = time.monotonic() if after else one.struck_at
                mend(scene)
            again = one.says(BACK)
            back = None if again is None else again.at - mended
            lost = one.lost() - before
            printed = tuple(one.printed())
            return Outcome(since(one, line), sound, back, lost=lost, printed=printed)

    return run


def _moved(scene: Scene) -> None:
    scene.server.move_recordings("ear.monitor")


def _signalled(number: signal.Signals, run: Run) -> None:
    run.signal(number)


def _interrupted_twice(run: Run) -> None:
    """The second comes while it ends."""
    run.signal(signal.SIGINT)
    time.sleep(0.7)
    with contextlib.suppress(ProcessLookupError):
        run.signal(signal.SIGINT)


BARS = {"detected": 2.0, "announced": 2.0}
WELL_HEARD = {"detected": 10.0, "announced": 10.0}
BEGUN_AGAIN = {"announced": 25.0, "back": 25.0}
INSIDE = (
    ("encoder raises once", "encoder", 10.0, BARS),
    ("encoder gives once what is no number", "encoder_numberless", 10.0, BARS),
    ("encoder takes twice as long as the sound", "encoder_slow", 30.0, {"detected": 15.0}),
    ("speaker's thread raises once", "speaker", 10.0, BARS),
    ("microphone's thread raises once", "read_raises", 10.0, BARS),
    ("no memory for one block", "encoder_without_memory", 10.0, BARS),
    ("microphone gives zeros", "zeros", 20.0, WELL_HEARD),
    ("microphone gives one value", "constant", 20.0, WELL_HEARD),
    ("one value, its last bit moves", "nearly_constant", 20.0, WELL_HEARD),
    ("nothing but what is no number", "numberless", 20.0, WELL_HEARD),
    ("driver repeats a buffer", "repeated", 20.0, WELL_HEARD),
    ("everything is clipped", "clipped", 20.0, {"detected": 12.0}),
    ("an offset of 0.3", "offset", 20.0, {"detected": 12.0}),
    ("talk is 45 dB too quiet", "too_quiet", 120.0, {"detected": 90.0}),
    ("microphone gives 15.8 kHz for 16", "slow", 40.0, {"detected": 12.0}),
)
"""Faults inside: the name, which one, how long to wait for its line [s], bounds."""
CASES = (
    *(Case(f"{signal.Signals(number).name}", _ended("alarm", partial(_signalled, number), 5.0),
           {"announced": 2.0}, -number) for number in (signal.SIGKILL, signal.SIGSEGV)),
    Case("SIGTERM", _ended("alarm", lambda run: run.signal(signal.SIGTERM), 10.0),
         {"detected": 5.0}, 0),
    Case("SIGINT twice", _ended("alarm", _interrupted_twice, 10.0), {"detected": 5.0}, 0),
    Case("SIGHUP", _kept_on(lambda run: run.signal(signal.SIGHUP))),
    Case("all of it stands still for 20 s", _stopped_all(20.0), BARS),
    Case("loop hangs", _ended("hang", lambda run: run.signal(), 60.0),
         {"announced": 2.0, "detected": 10.0}, 70),
    Case("encoder raises for good", _ended("encoder_for_good", lambda run: run.signal(), 60.0),
         {"announced": 2.0, "detected": 10.0}, 70),
    Case("encoder raises for good, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(), "encoder_for_good"),
         {"back": 25.0}),
    Case("encoder raises for good, started at a terminal",
         _begun_again(Start.TERMINAL, lambda run: run.signal(), "encoder_for_good"),
         {"back": 25.0}),
    Case("killed, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(signal.SIGKILL)), BEGUN_AGAIN),
    Case("stopped, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(signal.SIGSTOP)), BEGUN_AGAIN),
    Case("loop hangs, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(), "hang"), BEGUN_AGAIN),
    Case("microphone hangs, with a service manager",
         _begun_again(Start.MANAGER, lambda run: run.signal(), "read_hangs"), BEGUN_AGAIN),
    Case("killed, started at a terminal",
         _begun_again(Start.TERMINAL, lambda run: run.signal(signal.SIGKILL)), BEGUN_AGAIN),
    Case("starved, with a service manager", starved, {"late": 1.0}),
    Case("voice stopped, then an alarm", _voice(signal.SIGSTOP), {"announced": 0.5, "words": 3.0}),
    Case("voice killed, then an alarm", _voice(signal.SIGKILL), {"announced": 0.5, "words": 3.0}),
    Case("both voices stopped, then an alarm", _voice(signal.SIGSTOP, both=True),
         {"announced": 0.5, "words": 3.0}),
    Case("both voices killed, out of descriptors for 10 s", descriptors_short, {"words": 2.0}),
    Case("output gone for 6 s, in which an alarm is decided", output_gone,
         {"detected": 2.0, "words": 2.0}),
    Case("sound server gone for 6 s", sound_server_gone,
         {"detected": 2.0, "words": 2.0, "back": 5.0}),
    Case("microphone unplugged, and plugged in",
         _microphone(Scene.unplug, Scene.plug, 4.0), {**BARS, "back": 5.0}),
    Case("recording moved by the sound server",
         _microphone(_moved, lambda _: None, 0.0), {**BARS, "back": 5.0}),
    Case("zeros, and again within a minute", silenced_twice, {"detected": 10.0, "back": 15.0}),
    Case("a reading that is no number", _goes_on("not_a_number", ROOM, 3.0, announced=False)),
    *(Case(name, _goes_on(fault, ROOM, seconds), bounds)
      for name, fault, seconds, bounds in INSIDE),
    Case("control's thread raises once", _asked, BARS),
)  # fmt: skip
