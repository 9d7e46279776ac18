"""The cadence detector: narrow-band columns in, the standards' temporal patterns out.

In: one hop of columns at a time. Out: `Heard` values, usually none. Faint or loud is the same
to it. Everything is decided hop by hop on aligned columns, so the cutting of the sound into
blocks changes nothing.

Never does: naming labels or making events.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.events.cadence.beeps import COLUMNS
from edge_aac.events.cadence.chirps import ChirpListener, ChirpState
from edge_aac.events.cadence.listener import Groups, Heard, StandardListener
from edge_aac.events.cadence.past import Past
from edge_aac.events.cadence.patterns import T3, T3_BEGINS, T4
from edge_aac.events.cadence.two_tone import Turns, TwoToneListener
from edge_aac.events.cadence.weights import load_weights
from edge_aac.types import FloatArray

STANDARDS = (T3, T4, T3_BEGINS)


@dataclass(frozen=True, slots=True, eq=False)
class CadenceState:
    """All that is remembered between hops; its size never changes."""

    past: Past
    groups: tuple[Groups, ...]
    chirps: ChirpState
    turns: tuple[Turns, ...]


class Cadence:
    """Hears temporal patterns.

    Parameters
    ----------
    hertz : ndarray, shape (bins,)
        Frequency of each bin of the narrow-band front end [Hz].
    """

    def __init__(self, hertz: FloatArray) -> None:
        weights = load_weights()
        self._bins = len(hertz)
        self._listeners = tuple(
            StandardListener(one, weights[one.pattern], hertz) for one in STANDARDS
        )
        self._chirps = ChirpListener(hertz)
        self._turns = TwoToneListener(hertz)

    def start(self) -> CadenceState:
        """Silence so far."""
        spectrum, tones = map(max, zip(*(one.columns for one in self._listeners), strict=True))
        return CadenceState(
            Past.nothing(max(spectrum, COLUMNS), max(tones, self._turns.columns), self._bins),
            tuple(one.start() for one in self._listeners),
            self._chirps.start(),
            self._turns.start(),
        )

    def step(
        self, state: CadenceState, spectrum: FloatArray, end: float, covered: bool = False
    ) -> tuple[CadenceState, tuple[Heard, ...]]:
        """Hear one hop.

        Parameters
        ----------
        state : CadenceState
        spectrum : ndarray, shape (8, bins), float32
            Natural log power.
        end : float
            End of the hop [s].
        covered : bool
            Whether the own voice was in it: what it covers speaks neither for an alarm nor against.
        """
        past = state.past.then(spectrum, covered)
        groups: list[Groups] = []
        heard: list[Heard] = []
        for listener, before in zip(self._listeners, state.groups, strict=True):
            after, found = listener.step(before, past, end)
            groups.append(after)
            heard.extend(found)
        chirps, chirped = self._chirps.step(state.chirps, past, end)
        turns, turned = self._turns.step(state.turns, past, end)
        return CadenceState(past, tuple(groups), chirps, turns), (*heard, *chirped, *turned)
