"""Faults around a listener: a machine without time, without descriptors, without a sound server.

In: a scene. Out: what came of it. Never does: words for a table.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np

from benchmarks.faults.outcome import AWAY, BACK, LOST, Outcome, about, since, spoken
from benchmarks.faults.run import Line, Run, Start
from benchmarks.faults.scene import ROOM, Scene
from benchmarks.renderer.rendered import render
from edge_aac.types import SAMPLE_RATE

LOOPS = 2 * (os.cpu_count() or 1)
"""As many as leave each processor short of time."""
STARVED_SECONDS = 68.0
FALSE = frozenset({"voice", "recovering", "silent", "hears_badly", "part_failed", "stumbled"})
"""States of faults that there are not where there is only little time."""
REPEATS = (10.0, 30.0, 60.0)
"""When a hazard that goes on is announced again [s], as the gate has it."""
NEAR_SECONDS = 3.0
NAMED_SECONDS = 9.0
"""So soon after its first announcement an alarm is announced by its name, from which repeats count;
before the first one."""
ALARM, ALARM_SEED, ALARM_SECONDS = "t3_piezo", 3000, 90
SHORT_SECONDS, GONE_SECONDS = 10.0, 6.0
SPEAKS = "I speak again."


def returned(
    one: Run, line: Line | None, back: Line | None, at: float, words: float | None, before: int
) -> Outcome:
    """Of a fault that was mended at a moment `at`, after `before` blocks had been lost."""
    return Outcome(
        since(one, line),
        back=None if back is None else back.at - at,
        words=words,
        lost=one.lost() - before,
        printed=tuple(one.printed()),
    )


def starved(scene: Scene) -> Outcome:
    """A smoke alarm sounds, and busy loops take the processors for a minute."""
    once = render(ALARM, ALARM_SEED).samples
    alarm = np.tile(once, -(-ALARM_SECONDS * SAMPLE_RATE // len(once)))
    with ExitStack() as stack:
        one = stack.enter_context(closing(Run(scene, "alarm", f"{ROOM}.monitor", Start.MANAGER)))
        stack.enter_context(scene.playing(alarm))
        one.strike(lambda: None)
        first = one.line(_hazard)
        with ExitStack() as busy:
            for _ in range(LOOPS):
                loop = subprocess.Popen([sys.executable, "-c", "while True: pass"])
                busy.callback(loop.wait)
                busy.callback(loop.kill)
            time.sleep(STARVED_SECONDS)
        late = None if first is None else _latest(one, first)
        wrong = sum(_wrong(line) for line in one.lines()) + one.starts - 1
        return Outcome(late=late, false=wrong, lost=one.lost(), printed=tuple(one.printed()))


def _wrong(line: Line) -> bool:
    return line.fields.get("state") in FALSE or line.detail.startswith(AWAY)


def _hazard(line: Line) -> bool:
    caption = line.fields.get("kind") == "caption" and line.fields["spoken"]
    return caption and line.fields["priority"] == "critical"


def _latest(run: Run, first: Line) -> float | None:
    """How late the latest repeat was heard, against the announcement by name.

    None where one was not heard at all.
    """
    begun = [one for one in run.lines() if _hazard(one)]
    named = [one for one in begun if one.fields["t"] < first.fields["t"] + NAMED_SECONDS][-1]
    heard = spoken(run, named)
    late = []
    for due in REPEATS:
        wanted = named.fields["t"] + due
        lines = (one for one in run.lines() if _hazard(one))
        line = next((one for one in lines if 0 <= one.fields["t"] - wanted < NEAR_SECONDS), None)
        sound = spoken(run, line)
        if heard is None or sound is None:
            return None
        late.append(sound - heard - due)
    return max(late)


def descriptors_short(scene: Scene) -> Outcome:
    """No descriptor is to be had for a while, in which both voices are lost and an alarm begins."""
    with closing(Run(scene, "alarm", f"{ROOM}.monitor")) as one:
        before, voices = one.lost(), one.voices()
        limits = resource.prlimit(one.listener, resource.RLIMIT_NOFILE)
        count = len(list(Path(f"/proc/{one.listener}/fd").iterdir()))

        def blow() -> None:
            resource.prlimit(one.listener, resource.RLIMIT_NOFILE, (count, limits[1]))
            for voice in voices:
                os.kill(voice, signal.SIGKILL)
            one.signal()

        one.strike(blow)
        line = one.line(about)
        time.sleep(SHORT_SECONDS)
        mended = time.monotonic()
        resource.prlimit(one.listener, resource.RLIMIT_NOFILE, limits)
        words = one.heard(mended, 20.0)
        back = one.says(SPEAKS, 20.0)
        return returned(one, line, back, mended, words, before)


def output_gone(scene: Scene) -> Outcome:
    """The earpiece is unplugged alone, an alarm is decided, and it is plugged in again.

    Nothing was said before: a stream that is open already is moved to another output by the server.
    """
    with closing(Run(scene, "alarm", f"{ROOM}.monitor")) as one:
        before = one.lost()
        scene.deafen()
        one.strike(one.signal)
        line = one.line(about, 20.0)
        time.sleep(GONE_SECONDS)
        scene.hear_again()
        words = one.heard(scene.began, 20.0)
        back = one.says(SPEAKS, 20.0)
        return returned(one, line, back, scene.began, words, before)


def sound_server_gone(scene: Scene) -> Outcome:
    """The sound server is killed, and with it microphone and earpiece; it is started again."""
    with closing(Run(scene, "alarm", f"{ROOM}.monitor")) as one:
        before = one.lost()
        one.strike(lambda: scene.server.signal(signal.SIGKILL))
        line = one.says(LOST)
        time.sleep(GONE_SECONDS)
        scene.restart()
        back = one.says(BACK)
        words = one.heard(scene.began, 20.0)
        return returned(one, line, back, scene.began, words, before)


def silenced_twice(scene: Scene) -> Outcome:
    """Zeros for a while; then the same again, of which the times are given."""
    with closing(Run(scene, "zeros_for_a_while", f"{ROOM}.monitor")) as one:
        before = one.lost()
        one.strike(one.signal)
        one.says(BACK)
        time.sleep(3.0)
        one.strike(one.signal)
        line = one.line(about, 20.0)
        sound = spoken(one, line)
        back = one.says(BACK, 20.0)
        lost = one.lost() - before
        return Outcome(
            since(one, line), sound, since(one, back), lost=lost, printed=tuple(one.printed())
        )
