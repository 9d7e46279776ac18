"""Choose the scores from which subtitles name a sound: those with the best F1 of events.

    python -m benchmarks.subtitle_thresholds

A file can be heard again, so a false cue costs no more than a missing one, and a score is chosen
for itself and not for a night's rest. Programmes are composed of rows that nobody trained on and
that do not prove anything (`calibrate`, and what is kept of `train` and `dev`). For each priority
and score: sounds found, and stretches of groups that were neither placed then nor in the bed, from
the network alone; what a listener's detector finds comes on top. Of two halves of the programmes,
each gives the other its score. Nothing is written: `MOST_HEARD` in
`edge_aac/pipeline/transcriber.py` has what was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.soundscapes.programme import Programme
from benchmarks.soundscapes.tuning import tuning_programmes
from edge_aac.build import build_transcriber
from edge_aac.events.spans import Spans
from edge_aac.settings import Settings
from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles.layout import joined
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray, HopResult, Priority
from models.ground.desk import at_desk
from models.listening.blocks import Blocks

SCORES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Tally:
    """Events of one priority."""

    found: int = 0
    placed: int = 0
    invented: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.placed + other.placed,
            self.invented + other.invented,
        )

    @property
    def f1(self) -> float:
        """Of events, 0..1."""
        return 2.0 * self.found / max(self.found + self.placed + self.invented, 1)


def stretches(scores: FloatArray, threshold: float) -> list[SoundSpan]:
    """What subtitles would name by the network's scores alone, those of a group joined."""
    labels = load_taxonomy().labels
    spans = Spans(np.full(len(labels), threshold, np.float32))
    state, _, over = spans.step(spans.start(), scores)
    named = ((labels[one.column], one) for one in [*over, *spans.flush(state)])
    return joined(
        SoundSpan(label.name, label.group, label.priority, one.start, one.end, one.score)
        for label, one in named
    )


def tally(of: Programme, sounds: Sequence[SoundSpan], priority: Priority) -> Tally:
    """Compare."""
    taxonomy = load_taxonomy()
    own = [one for one in of.placed if taxonomy[one.label].priority is priority]

    def sounding(group: str, start: float, end: float) -> bool:
        return any(one.group == group and start < one.end and end > one.onset for one in of.placed)

    found = sum(
        any(s.group == one.group and s.start < one.end and s.end > one.onset for s in sounds)
        for one in own
    )
    invented = sum(
        one.priority is priority
        and one.group not in of.around
        and not sounding(one.group, one.start, one.end)
        for one in sounds
    )
    return Tally(found, len(own), invented)


def main() -> None:
    """Compose, hear, count, print."""
    transcriber = build_transcriber(Settings())
    tallies: dict[tuple[Priority, float], list[Tally]] = {
        (priority, score): [Tally(), Tally()] for priority in Priority for score in SCORES
    }
    for seed, made in tuning_programmes(__doc__):
        hops: list[HopResult] = []
        for _ in transcriber.sounds(Blocks().of(made.samples), hops.append):
            pass
        heard = np.concatenate([hop.posteriors for hop in hops])
        for score in SCORES:
            sounds = stretches(heard, score)
            for priority in Priority:
                tallies[priority, score][seed % 2] += tally(made, sounds, priority)
    for priority in Priority:
        for score in SCORES:
            one = sum(tallies[priority, score], Tally())
            print(
                f"{priority.value}, from {score:g}: {one.found} of {one.placed} found, "
                f"{one.invented} invented, F1 {one.f1:.3f}"
            )
        other = Tally()
        for half in (0, 1):
            best = max(SCORES, key=lambda score: tallies[priority, score][half].f1)
            other += tallies[priority, best][1 - half]
        print(f"{priority.value}, each half with the other's best score: F1 {other.f1:.3f}")


if __name__ == "__main__":
    at_desk(main)
