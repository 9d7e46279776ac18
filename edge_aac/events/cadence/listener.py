"""One standard's listener: columns in, the row of groups that is heard out.

In: the past after each hop. Out: `Heard` when a group has just ended (or is seen more clearly
than a hop ago), with all that leads up to it. Never does: deciding whether that is enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.events.cadence.bank import Bank, Candidate
from edge_aac.events.cadence.fit import Weights, measure, stands_alone
from edge_aac.events.cadence.fold import Fold, Folded, Likenesses
from edge_aac.events.cadence.group import Group, row_to
from edge_aac.events.cadence.partials import square_waves
from edge_aac.events.cadence.past import LONG_SECONDS, Past
from edge_aac.events.cadence.patterns import LOW_HERTZ, PIEZO_HERTZ, SQUARE_HERTZ, Pattern, Standard
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import (
    COLUMN_FRAMES,
    COLUMN_SECONDS,
    FRAME_SECONDS,
    HIGHEST,
    LOWEST,
)
from edge_aac.types import FloatArray

_ODDS = -2.5
"""Groups less likely than that are not remembered; those in between lend no weight to a row, but
hold it together."""
_MOST = 24
"""Groups that are remembered."""
_LOUDER, _WITH_IT = 1.0, 0.7
"""By how much an octave's fundamental is louder, and rises with it [nepers]."""
_ECHO_SECONDS = 0.5
_LOUD = 0.35
"""Part of the pulses' strength above which a pause is not silent."""
_STRAY = 0.15
"""Part of a pause that may be loud all the same."""
_STRAY_LOW = 0.4
"""The same where voices are."""
_DISC = (1.0, 2.0, 3.0)
_SQUARE = (*_DISC, 5 / 3, 7 / 3, 5.0, 7.0)
"""Ratios of partials; of a square wave the fundamental may be masked."""
_LOWEST_DISC = PIEZO_HERTZ[0]
_OFF = 0.05
"""A band is that wide."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A group that has just ended, with those before it."""

    pattern: Pattern
    onset: float
    """When the row began [s]."""
    groups: int
    odds: float
    """Sum of the groups' logarithms of odds."""
    hertz: float
    period: float
    """From pulse to pulse [s]."""
    company: float = 0.0
    """Sum of the log-odds of other tones in the same times that are no partials of this one:
    two-tone telephones and chords ring in threes as well, a device's sounder has one pitch."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """What a listener remembers; bounded in number and time."""

    likenesses: Likenesses | None
    kept: tuple[Group, ...] = ()


class StandardListener:
    """Listens for one standard.

    Parameters
    ----------
    standard : Standard
    weights : Weights
    hertz : ndarray, shape (bands,)
        Frequency of each of the front end's bands [Hz].
    """

    def __init__(self, standard: Standard, weights: Weights, hertz: FloatArray) -> None:
        self._standard = standard
        self._weights = weights
        self._hertz = hertz
        shapes, waves = templates(standard), square_waves(hertz)
        self._bank = Bank(shapes, standard.every, waves)
        self._usual = shapes[len(shapes) // 2]
        # Discs stand out of any bed by themselves; at the low pitch voices cover every group.
        bands = np.concatenate([np.arange(LOWEST, HIGHEST), [wave[0] for wave in waves]])
        at = hertz[bands]
        half = 0.5 * float(hertz[LOWEST + 1] - hertz[LOWEST])
        self._low = np.flatnonzero((at > SQUARE_HERTZ[0] - half) & (at < SQUARE_HERTZ[1] + half))
        self._low_hertz = at[self._low]
        zero = standard.folded
        self._fold = None if zero is None else Fold(standard, zero, len(self._low))

    @property
    def seconds(self) -> float:
        """The past that it needs in detail [s]."""
        return self._bank.columns * COLUMN_FRAMES * FRAME_SECONDS

    def start(self) -> Groups:
        """Nothing was heard yet."""
        return Groups(None if self._fold is None else self._fold.start())

    def step(self, state: Groups, past: Past, end: float) -> tuple[Groups, tuple[Heard, ...]]:
        """Listen to one more hop.

        Parameters
        ----------
        state : Groups
        past : Past
            With the hop.
        end : float
            End of the hop [s].
        """
        oldest = past.heard - round((LONG_SECONDS + self._standard.farthest) / FRAME_SECONDS)
        kept = [one for one in state.kept if one.end > oldest]
        likeness = self._bank.likeness(past.columns[-self._bank.columns :])
        likenesses, heard = self._folded(state.likenesses, likeness, end)
        for candidate in self._bank.candidates(likeness, self._standard.like):
            group = self._group(past, candidate)
            if group is None:
                continue
            same = [one for one in kept if group.is_another_look_at(one)]
            if any(one.odds >= group.odds for one in same):
                continue
            kept = [one for one in kept if one not in same]
            row = self._row(past, group, tuple(kept))
            kept.append(group)
            heard.append(self._heard(past, row, tuple(kept), end))
        return Groups(likenesses, tuple(kept[-_MOST:])), tuple(heard)

    def _folded(
        self, before: Likenesses | None, likeness: FloatArray, end: float
    ) -> tuple[Likenesses | None, list[Heard]]:
        """Three cycles at once."""
        if self._fold is None or before is None:
            return None, []
        best = self._bank.best(likeness)[:, self._low]
        after, folded = self._fold.step(before, best)
        return after, [] if folded is None else [self._together(folded, end)]

    def _together(self, folded: Folded, end: float) -> Heard:
        """Three groups of which none may be clear alone."""
        usual = self._usual
        since = (folded.back + len(usual) - usual.first) * COLUMN_SECONDS + 2 * folded.cycle
        return Heard(
            self._standard.pattern,
            max(0.0, round(end - since, 6)),
            3,
            round(folded.odds, 3),
            float(self._low_hertz[folded.column]),
            usual.period,
        )

    def _group(self, past: Past, candidate: Candidate) -> Group | None:
        template = candidate.template
        frames = past.window(candidate.back, len(template))
        odds = self._weights.odds(measure(frames, candidate))
        if odds < _ODDS or not stands_alone(frames, candidate, self._standard.cut is None):
            return None
        begin = past.heard - (candidate.back + len(template)) * COLUMN_FRAMES
        columns = past.columns[len(past.columns) - candidate.back - len(template) :]
        strength = columns[: len(template)][template.on, candidate.band - LOWEST].mean()
        return Group(
            begin + template.first * COLUMN_FRAMES,
            begin + template.last * COLUMN_FRAMES,
            self._pitch(frames, candidate),
            candidate.band,
            template.period,
            odds,
            float(strength),
        )

    def _pitch(self, frames: FloatArray, candidate: Candidate) -> int:
        """Band of the tone's pitch, for a room may leave only its octave clear.

        What is heard an octave above a louder tone that sounds with it is that tone's.
        """
        band = candidate.band
        below = int(np.abs(self._hertz - 0.5 * self._hertz[band]).argmin())
        if below < LOWEST:
            return band
        near = frames[:, below - 1 : below + 2].max(axis=1)
        on, off = candidate.template.sounding, candidate.template.silent
        louder = near[on].mean() > frames[on, band].mean() + _LOUDER
        return below if louder and near[on].mean() - near[off].mean() > _WITH_IT else band

    def _row(self, past: Past, group: Group, earlier: tuple[Group, ...]) -> tuple[Group, ...]:
        """The row, as far back as the pauses in it were silent."""
        row = row_to(group, earlier, self._standard)
        if not self._standard.quiet:
            return row
        for at in range(len(row) - 1, 0, -1):
            before, after = row[at - 1], row[at]
            others = any(one.sounds_between(before, after) for one in earlier)
            if others or not self._silent(past, before, after):
                return row[at:]
        return row

    def _silent(self, past: Past, before: Group, after: Group) -> bool:
        echo = round(_ECHO_SECONDS / FRAME_SECONDS)
        pause = past.between(before.end + echo, after.start, after.heard_in - LOWEST)
        allowed = _STRAY if self._hertz[after.heard_in] > LOW_HERTZ[1] else _STRAY_LOW
        return not len(pause) or float(np.mean(pause >= _LOUD * after.level)) <= allowed

    def _company(self, row: tuple[Group, ...], kept: tuple[Group, ...]) -> float:
        """How surely tones of other pitches keep the row's times."""
        return sum(
            max(
                (
                    other.odds
                    for other in kept
                    if other.sounds_with(group) and not self._partials(other.band, group.band)
                ),
                default=0.0,
            )
            for group in row
        )

    def _partials(self, one: int, other: int) -> bool:
        """Whether a band may be a partial of the tone that is in the other."""
        pitch = float(self._hertz[other])
        low, high = sorted((float(self._hertz[one]), pitch))
        ratios = _DISC if pitch > _LOWEST_DISC else _SQUARE
        return any(abs(high / low / ratio - 1.0) <= _OFF for ratio in ratios)

    def _heard(
        self, past: Past, row: tuple[Group, ...], kept: tuple[Group, ...], end: float
    ) -> Heard:
        onset = max(0.0, round(end - (past.heard - row[0].start) * FRAME_SECONDS, 6))
        return Heard(
            self._standard.pattern,
            onset,
            len(row),
            round(sum(max(0.0, one.odds) for one in row), 3),
            float(self._hertz[row[-1].band]),
            row[-1].period,
            round(self._company(row, kept), 3),
        )
