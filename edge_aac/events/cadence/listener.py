"""One standard's listener: columns in, the row of groups that is heard out.

In: the past after each hop. Out: `Heard` when a group has just ended (or is seen more clearly
than a hop ago), with all that leads up to it. Never does: deciding whether that is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edge_aac.events.cadence.bank import Bank, Candidate
from edge_aac.events.cadence.fit import Weights, look
from edge_aac.events.cadence.fold import CYCLES, Fold, Folded, Laid
from edge_aac.events.cadence.group import Group, row_to
from edge_aac.events.cadence.past import Past, window
from edge_aac.events.cadence.patterns import Pattern, Sounder, Standard
from edge_aac.events.cadence.pitches import Tones, watched
from edge_aac.events.cadence.template import templates
from edge_aac.events.cadence.tones import COLUMN_SECONDS
from edge_aac.types import FloatArray

_ODDS = -5.0
"""Groups less likely than that are not remembered."""
_AGAIN = 4.0
"""That a group comes again at the same pitch, speed and distance is worth so much: in five hours of
streams without alarms chance repeated no T3; single groups reached -0.1."""
_LONE = 1.5
"""Log-odds that one partial of a square wave can have at most: under what a single group needs.
That it comes twice adds no more than that, for so do the beeps of timers."""
_LEAST_PART = 0.5
"""Part of a group's sound, and of its silence, that has to be free of the own voice."""
_COVERED = 4.0
"""Log-odds that a group covered in part can have at most: it is a hint, and one of a row, and under
what a single group needs for a name. They are as much less as there is less to be looked at."""
_ROW = 3
"""Groups that are a row, of whatever partials: faint square waves are heard by one of them."""
_MOST = 64
"""Groups that are remembered: a street makes two in a second that are next to nothing."""
_CLEAR = 2.0
_APART_COLUMNS = 40
"""A group as clear as that, so far from the three that were laid over each other, is a fourth."""
_LAG_SECONDS = 0.03
"""A column's window of 64 ms is half filled by a tone so long after the tone began."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A group that has just ended, with those before it."""

    pattern: Pattern
    onset: float
    """When the row began [s]."""
    groups: int
    odds: float
    """Logarithm of the odds that a device made them, the network not asked."""
    hertz: float
    period: float
    """From pulse to pulse [s]."""
    folded: bool = False
    """Whether three cycles were laid over each other."""
    newest: float | None = None
    """Of the newest group alone; None where it cannot be told from the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """What a listener remembers; bounded in number and time."""

    laid: Laid | None
    """What the fold remembers."""
    kept: tuple[Group, ...] = ()


class StandardListener:
    """Listens for one standard.

    Parameters
    ----------
    standard : Standard
    weights : mapping of Sounder to Weights
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the spectrum [Hz].
    """

    def __init__(
        self, standard: Standard, weights: Mapping[Sounder, Weights], hertz: FloatArray
    ) -> None:
        self._standard = standard
        self._weights = weights
        self._hertz = hertz
        pitches = watched(hertz)
        self._tones = Tones(pitches, len(hertz))
        self._bank = Bank(templates(standard), pitches, standard.every)
        self._fold = Fold(standard, self._bank, pitches) if standard.folded else None

    @property
    def columns(self) -> tuple[int, int]:
        """Columns of the spectrum and of tones that it needs."""
        seen = self._bank.columns
        return seen, seen if self._fold is None else self._fold.columns

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
        oldest = past.heard - round(CYCLES * self._standard.farthest / COLUMN_SECONDS)
        kept = [one for one in state.kept if one.end > oldest]
        laid, heard = state.laid, []
        if self._fold is not None and laid is not None:
            laid, folded = self._fold.step(laid, past)
            together = None if folded is None else self._together(past, folded, kept, end)
            if together is not None:
                heard.append(together)
        new: list[Group] = []
        for group in self._groups(past):
            same = [one for one in kept if group.is_another_look_at(one)]
            if any(one.odds >= group.odds for one in same):
                continue
            kept = [one for one in kept if one not in same]
            kept.append(group)
            new.append(group)
        heard += [
            self._heard(past, row_to(one, tuple(kept), self._standard), end)
            for one in new
            if not one.in_company(kept)
        ]
        return Groups(laid, tuple(kept[-_MOST:])), tuple(heard)

    def _together(self, past: Past, folded: Folded, kept: list[Group], end: float) -> Heard | None:
        """Three groups of which none may be clear alone; none where others sound between them."""
        template, hertz, cycle = folded.template, folded.pitch.hertz, folded.cycle
        newest = past.heard - folded.back - len(template) + template.first
        for one in kept:
            within = newest - 2 * cycle < one.start < newest
            off = (newest - one.start) % cycle
            between = within and _APART_COLUMNS < off < cycle - _APART_COLUMNS
            if between and not one.hidden and one.odds > _CLEAR and one.has_pitch(hertz):
                return None
        since = (past.heard - newest + 2 * cycle) * COLUMN_SECONDS
        return Heard(
            self._standard.pattern,
            max(0.0, round(end - since - _LAG_SECONDS, 6)),
            3,
            round(folded.odds, 3),
            hertz,
            template.period,
            folded=True,
        )

    def _groups(self, past: Past) -> Iterator[Group]:
        """What may be groups that have just ended; where the own voice is, with it and without."""
        bank, like = self._bank, self._standard.like
        tones, known = self._tones.of(past.tones[-bank.columns :]), past.known[-bank.columns :]
        found = [(one, False) for one in bank.candidates(bank.match(tones), like)]
        if not known.all():
            match = bank.match(tones, known)
            # Of what is covered for the most part nothing is to be told.
            match[bank.part(known) < _LEAST_PART] = -1.0
            found += [(one, True) for one in bank.candidates(match, like)]
        for candidate, hidden in found:
            group = self._group(past, candidate, hidden)
            if group is not None:
                yield group

    def _group(self, past: Past, candidate: Candidate, hidden: bool) -> Group | None:
        """The group of a candidate, if it is one; `hidden` if the own voice is not looked at."""
        template = candidate.template
        place = window(candidate.back, len(template))
        spectrum, tones, known = past.spectrum[place], past.tones[place], past.known[place]
        if hidden:
            spectrum, tones = (template.completed(one, known > 0.0) for one in (spectrum, tones))
        seen = look(spectrum, tones, candidate, self._standard.cut is None)
        if seen is None:
            return None
        odds = self._weights[candidate.pitch.sounder].odds(seen.measures)
        if seen.lone:
            odds = min(odds, _LONE)
        if hidden:
            odds = min(odds, _COVERED, odds * float(template.masks.part(known)[0]))
        if odds < _ODDS:
            return None
        begin = past.heard - candidate.back - len(template)
        at = float(self._hertz[seen.band]) + seen.off * float(self._hertz[1] - self._hertz[0])
        partial = max(1, round(at / candidate.pitch.hertz))
        return Group(
            begin + template.first,
            begin + template.last,
            at / partial,
            template.period,
            odds,
            seen.level,
            seen.lone,
            hidden,
        )

    def _heard(self, past: Past, row: tuple[Group, ...], end: float) -> Heard:
        since = (past.heard - row[0].start) * COLUMN_SECONDS
        counted = row if len(row) >= _ROW else [one for one in row if not one.lone]
        again = max(0, len(counted) - 1)
        return Heard(
            self._standard.pattern,
            max(0.0, round(end - since - _LAG_SECONDS, 6)),
            len(row),
            round(sum(one.odds for one in row) + _AGAIN * again, 3),
            row[-1].hertz,
            row[-1].period,
            newest=row[-1].odds,
        )
