"""Sounds -> chapters: where a recording changes, and what each part holds.

In: the sounds of a recording and its length. Out: chapters that cover it from its start to its end.
A chapter is named after what sounds longest in it, hazards first. Never does: words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles.cue import Chapter
from edge_aac.types import Priority

PART_SECONDS = 10.0
"""A recording is looked at in parts so long."""
SHORTEST_SECONDS = 30.0
"""A chapter lasts at least so long, where the recording does: nobody jumps to less."""
_NAMED = 2
"""Sounds that a title names."""
_LEAST_SHARE = 0.1
"""A sound that only colours a chapter is named from this part of it."""


def chapters(
    sounds: Sequence[SoundSpan], seconds: float, title: Callable[[Iterable[str]], str]
) -> list[Chapter]:
    """Divide a recording.

    Parameters
    ----------
    sounds : sequence of SoundSpan
    seconds : float
        The recording's length [s].
    title : callable
        A title of labels, the most important first; of none, where nothing is known.
    """
    bounds = [0.0]
    before: str | None = None
    at = 0.0
    while at < seconds:
        main = _main(sounds, at, min(at + PART_SECONDS, seconds))
        changed = at > 0.0 and main != before
        if changed and at - bounds[-1] >= SHORTEST_SECONDS and seconds - at >= SHORTEST_SECONDS:
            bounds.append(at)
        before = main
        at += PART_SECONDS
    pairs = zip(bounds, [*bounds[1:], seconds], strict=True)
    return [Chapter(a, b, title(_labels(sounds, a, b))) for a, b in pairs if b > a]


def _main(sounds: Sequence[SoundSpan], start: float, end: float) -> str | None:
    """What fills most of a part."""
    lasting = _lengths(sounds, start, end)
    return max(lasting, key=lambda label: (lasting[label], label), default=None)


def _labels(sounds: Sequence[SoundSpan], start: float, end: float) -> list[str]:
    lasting = _lengths(sounds, start, end)
    ranks = {one.label: one.priority.rank for one in sounds if one.label in lasting}
    enough = [
        label
        for label, length in lasting.items()
        if ranks[label] > Priority.AMBIENT.rank or length >= _LEAST_SHARE * (end - start)
    ]
    return sorted(enough, key=lambda label: (-ranks[label], -lasting[label], label))[:_NAMED]


def _lengths(sounds: Sequence[SoundSpan], start: float, end: float) -> dict[str, float]:
    """How long each label sounds in a stretch [s]."""
    lengths: dict[str, float] = {}
    for one in sounds:
        inside = min(one.end, end) - max(one.start, start)
        if inside > 0.0:
            lengths[one.label] = lengths.get(one.label, 0.0) + inside
    return lengths
