"""Quiet and mute: what a person does not want to hear just now.

In: the wishes quiet, mute and unmute, the time, and verdicts of the gate. Out: a frozen
`SilenceState`, and the same verdicts, without their utterance where it is withheld. A
pure function of state, input and time on the source's clock; while the source is lost
that clock stands still, and so does a quiet time.

Never does: judging whether something is worth saying (the gate's); withholding a hazard
alarm, what the person asked for, or that the microphone is lost and found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from edge_aac.salience.rules import Rule
from edge_aac.salience.verdict import Verdict
from edge_aac.types import Priority

LONGEST_SECONDS = 12 * 3600.0
"""Nobody is left in quiet for longer, whatever was asked for."""


@dataclass(frozen=True, slots=True)
class SilenceState:
    """What was asked for and still holds."""

    muted: bool = False
    until: float | None = None
    """When the quiet time ends [s]."""

    @property
    def open(self) -> bool:
        """Whether everything is said."""
        return not self.muted and self.until is None


def quiet(state: SilenceState, t: float, seconds: float) -> SilenceState:
    """Only what is critical for so long; a new wish takes the place of the one before."""
    return replace(state, until=t + min(max(seconds, 0.0), LONGEST_SECONDS))


def mute(state: SilenceState) -> SilenceState:
    """Only hazard alarms, until `unmute`; a quiet time that runs goes on beneath."""
    return replace(state, muted=True)


def unmute(state: SilenceState) -> SilenceState:  # noqa: ARG001  # all three are called alike
    """Everything is said again: both the mute and a quiet time are over."""
    return SilenceState()


def on_time(state: SilenceState, t: float) -> tuple[SilenceState, bool]:
    """Time has passed.

    Returns
    -------
    state : SilenceState
    over : bool
        Whether a quiet time has ended just now.
    """
    if state.until is None or t < state.until:
        return state, False
    return replace(state, until=None), True


def withholds(state: SilenceState, t: float, verdict: Verdict) -> Rule | None:
    """The rule by which an utterance is not spoken now, if any.

    Parameters
    ----------
    state : SilenceState
    t : float
        The time of the decision [s].
    verdict : Verdict
    """
    said = verdict.utterance
    if said is None or said.urgency.always_spoken:
        return None
    if state.muted:
        return Rule.MUTED
    in_quiet = state.until is not None and t < state.until
    return Rule.QUIET if in_quiet and said.priority is not Priority.CRITICAL else None


def withheld(
    verdict: Verdict, rule: Rule, because: Callable[[Rule], str] = lambda rule: rule.because
) -> Verdict:
    """The verdict as it is when its utterance is not spoken by this rule.

    Parameters
    ----------
    verdict : Verdict
    rule : Rule
    because : callable
        The second half of a rule's sentence, in the language of the verdict.
    """
    caption = verdict.caption and replace(verdict.caption, spoken=False)
    status = verdict.status and replace(verdict.status, spoken=False)
    reason = because(rule)
    evidence = verdict.why.removesuffix(f"{because(verdict.rule)}.")
    alone = evidence in {verdict.why, ""}
    why = f"{reason[0].upper()}{reason[1:]}." if alone else f"{evidence}{reason}."
    return replace(
        verdict, rule=rule, utterance=None, caption=caption, status=status, again=False, why=why
    )
