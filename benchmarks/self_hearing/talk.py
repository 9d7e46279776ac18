"""A listener and its loudspeaker in one room: what it says, it hears.

In: a bed of sound, what it is made to say and when, a room and a level. Out: a `Talk`: what the
listener decided, and when its voice was in the sound. What it says by itself is played, too: the
first sound comes 0.3 s after the decision; a hazard cuts off what is said, anything else waits
its turn, and a description is dropped where something is being said.

Never does: judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.self_hearing.leak import leak, played
from benchmarks.self_hearing.texts import Own
from edge_aac.pipeline import Output, Pipeline
from edge_aac.types import SAMPLE_RATE, Event, FloatArray, Priority, Utterance
from models.listening.blocks import Blocks

FIRST_SOUND_SECONDS = 0.3
"""From the decision to the first sample in the room."""


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """How the loudspeaker reaches the microphone."""

    response: FloatArray | None
    level_db: float


@dataclass(frozen=True, slots=True)
class Speaks:
    """Its voice is in the sound from `start` to `end`, known from one moment on [s]."""

    known: float
    start: float
    end: float


@dataclass
class Talk:
    """What became of one session; times on its own clock [s]."""

    said: list[Utterance] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    speaks: list[Speaks] = field(default_factory=list)


@dataclass
class _Loudspeaker:
    """Puts what is said into the sound that is still to be heard."""

    sound: FloatArray
    room: Room
    busy: float = 0.0
    cut: int = 0
    speaking: Priority | None = None

    def say(self, own: Own, t: float, before: FloatArray) -> tuple[float, float] | None:
        """Play something that was decided at `t`; from when to when, or not at all."""
        start = t + FIRST_SOUND_SECONDS
        critical = own.priority is Priority.CRITICAL
        if self.busy > t:
            if own.priority is Priority.AMBIENT:
                return None
            if critical and self.speaking is not Priority.CRITICAL:
                at = int(start * SAMPLE_RATE)
                self.sound[at:] = before[at:]
            else:
                start = max(start, self.busy)
        heard = leak(played(own.text, own.earcon), self.room.response, self.room.level_db)
        at = int(start * SAMPLE_RATE)
        piece = heard.samples[: max(0, len(self.sound) - at)]
        self.sound[at : at + len(piece)] += piece
        self.busy, self.speaking = start + heard.seconds, own.priority
        return start, self.busy


def talk(
    pipeline: Pipeline,
    bed: FloatArray,
    prompts: Sequence[tuple[float, Own]],
    room: Room,
    known: bool,
) -> Talk:
    """Let a listener hear a bed, and itself.

    Parameters
    ----------
    pipeline : Pipeline
        A fresh one.
    bed : ndarray, shape (n,), float32
        What sounds in the room.
    prompts : sequence of (float, Own)
        What it says at which second, whatever it hears.
    room : Room
    known : bool
        Whether it knows when its voice is in the sound.
    """
    loudspeaker = _Loudspeaker(bed.copy(), room)
    waiting = sorted(prompts, key=lambda one: one[0])
    done = Talk()
    for block in Blocks().of(loudspeaker.sound):
        t = block.start / SAMPLE_RATE
        due: list[Own] = []
        while waiting and waiting[0][0] <= t and loudspeaker.busy <= t:
            due.append(waiting.pop(0)[1])
            break
        outputs = pipeline.step(block)
        t = pipeline.seconds
        _keep(done, outputs)
        due += [Own(one.text, one.priority) for one in outputs if isinstance(one, Utterance)]
        for own in due:
            span = loudspeaker.say(own, t, bed)
            if span is not None:
                done.speaks.append(Speaks(t, t, span[1]))
                if known:
                    pipeline.spoke(t, span[1])
    return done


def silent(pipeline: Pipeline, bed: FloatArray, speaks: Sequence[Speaks], known: bool) -> Talk:
    """The same without the leak: the listener believes that it speaks, and nothing is heard."""
    waiting = list(speaks)
    done = Talk(speaks=list(speaks))
    for block in Blocks().of(bed):
        _keep(done, pipeline.step(block))
        while waiting and waiting[0].known <= pipeline.seconds:
            one = waiting.pop(0)
            if known:
                pipeline.spoke(one.start, one.end)
    return done


def _keep(done: Talk, outputs: Sequence[Output]) -> None:
    done.said += [one for one in outputs if isinstance(one, Utterance)]
    done.events += [one for one in outputs if isinstance(one, Event)]
