"""Sounds -> cues: what is shown, from when to when.

In: the sounds of a recording, each with its name. Out: cues that never overlap, with a gap between
them, each shown long enough to be read. A cue begins with its sound. It ends with it, too, or as
soon as it can be read, or where the next one begins; a sound that only colours the scene is shown
for some seconds and not as long as it goes on. Sounds that begin too close together to be read one
after another share a cue, the more important first; of three, the least important is left out.

Never does: words, files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles.cue import Cue
from edge_aac.types import Priority

CHARACTERS_PER_SECOND = 17.0
"""Most that are read in a second: the usual bound of subtitles for adults."""
GAP_SECONDS = 0.08
"""Between two cues, two pictures of a film: else nobody sees that the text is another."""
SHORTEST_SECONDS = 0.84
"""A cue that is gone sooner is not seen (five sixths of a second)."""
AMBIENT_SECONDS = 7.0
"""The usual longest time of a cue, after which what goes on is known."""
_LINES = 2
_ROUNDING = 0.002
"""Times are written to the millisecond [s]."""
_AGAIN_SECONDS = 5.0
"""Sounds of one group with a shorter pause are one: music is shown once, not at each bar."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A sound and what it is called."""

    sound: SoundSpan
    line: str
    until: float
    """Until when it is worth showing [s]."""

    @property
    def weight(self) -> tuple[int, float]:
        """The lower, the more important."""
        return -self.sound.priority.rank, self.sound.start


def joined(sounds: Iterable[SoundSpan]) -> list[SoundSpan]:
    """Sounds of one group that follow each other closely, as one each; in order of their starts."""
    open_: dict[str, SoundSpan] = {}
    done: list[SoundSpan] = []
    for sound in sorted(sounds, key=lambda one: (one.start, one.end)):
        before = open_.get(sound.group)
        if before is None or sound.start - before.end > _AGAIN_SECONDS:
            done += [before] if before is not None else []
            open_[sound.group] = sound
            continue
        longer = sound if _importance(sound) > _importance(before) else before
        end, score = max(before.end, sound.end), max(before.score, sound.score)
        open_[sound.group] = replace(longer, start=before.start, end=end, score=score)
    return sorted([*done, *open_.values()], key=lambda one: (one.start, one.end, one.label))


def cues(sounds: Iterable[SoundSpan], line: Callable[[str], str]) -> list[Cue]:
    """Lay the sounds of a recording out.

    Parameters
    ----------
    sounds : iterable of SoundSpan
        In any order.
    line : callable
        What a label is called on a line of a cue.
    """
    laid: list[Cue] = []
    shown: list[_Named] = []
    for sound in joined(sounds):
        named = _Named(sound, line(sound.label), _until(sound))
        if not shown:
            shown = [named]
        elif named.sound.start - GAP_SECONDS >= _start(shown) + reading_seconds(_lines(shown)):
            laid.append(_cue(shown, named.sound.start - GAP_SECONDS))
            shown = _kept([*_lasting(shown, laid[-1].end + GAP_SECONDS), named])
        else:
            shown = _kept([*shown, named])
    if shown:
        laid.append(_cue(shown, float("inf")))
    return laid


def reading_seconds(lines: Iterable[str]) -> float:
    """How long lines have to be shown [s]."""
    return max(SHORTEST_SECONDS, sum(map(len, lines)) / CHARACTERS_PER_SECOND) + _ROUNDING


def _importance(sound: SoundSpan) -> tuple[int, float]:
    return sound.priority.rank, sound.end - sound.start


def _until(sound: SoundSpan) -> float:
    ambient = sound.priority is Priority.AMBIENT
    return min(sound.end, sound.start + AMBIENT_SECONDS) if ambient else sound.end


def _lasting(shown: list[_Named], t: float) -> list[_Named]:
    """What matters and still sounds goes on beside what begins now."""
    return [
        replace(one, sound=replace(one.sound, start=t))
        for one in shown
        if one.sound.priority is not Priority.AMBIENT
        and one.until - t >= reading_seconds([one.line])
    ]


def _kept(shown: list[_Named]) -> list[_Named]:
    """The most important, each kind once."""
    kept: dict[str, _Named] = {}
    for one in sorted(shown, key=lambda one: one.weight):
        kept.setdefault(one.line, one)
    return list(kept.values())[:_LINES]


def _lines(shown: list[_Named]) -> list[str]:
    return [one.line for one in shown]


def _start(shown: list[_Named]) -> float:
    """A cue begins with the most important of its sounds."""
    return shown[0].sound.start


def _cue(shown: list[_Named], latest: float) -> Cue:
    start, lines = _start(shown), _lines(shown)
    # To the millisecond, as the files have it.
    wanted = max(start + reading_seconds(lines), *(one.until for one in shown))
    return Cue(round(start, 3), round(min(wanted, latest), 3), tuple(lines))
