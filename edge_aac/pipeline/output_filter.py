"""Where verdicts become outputs: the last word belongs to the person's quiet and mute.

In: the gate's verdicts, the wishes quiet, mute and unmute. Out: reports to print and
utterances to speak. Remembers decisions, and what was withheld. Never does: judging
what is worth saying (the gate's), or what quiet and mute let through (`quiet_and_mute.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from edge_aac.journal.decisions import Decisions
from edge_aac.journal.missed import Missed
from edge_aac.salience import quiet_and_mute
from edge_aac.salience.gate import GateState
from edge_aac.salience.quiet_and_mute import SilenceState
from edge_aac.salience.rules import Rule
from edge_aac.salience.verdict import Verdict
from edge_aac.types import Report, Utterance

Output: TypeAlias = Report | Utterance
Judgement: TypeAlias = tuple[GateState, Verdict]
"""What the gate gives: its new state, and the verdict."""


class OutputFilter:
    """Lets verdicts out, or withholds what they would say; what budgets withheld was missed too.

    Parameters
    ----------
    explain : bool
        Whether decisions are reported as they are made; they are remembered anyhow.
    because : callable
        The second half of a rule's sentence, in the language in force.
    """

    def __init__(
        self,
        explain: bool = False,
        because: Callable[[Rule], str] = lambda rule: rule.because,
    ) -> None:
        self._explain = explain
        self._because = because
        self._silence = SilenceState()
        self.decisions = Decisions()
        """The newest decisions."""
        self.missed = Missed()
        """What was withheld: by budgets, and since the last quiet or muted time began."""

    @property
    def silence(self) -> SilenceState:
        """What the person does not want to hear just now."""
        return self._silence

    def quiet(self, t: float, seconds: float) -> None:
        """From `t` on, only what is critical is said, for so long [s]."""
        self._begin(quiet_and_mute.quiet(self._silence, t, seconds))

    def mute(self) -> None:
        """Only hazard alarms are said from now on."""
        self._begin(quiet_and_mute.mute(self._silence))

    def unmute(self) -> None:
        """Everything is said again."""
        self._silence = quiet_and_mute.unmute(self._silence)

    def on_time(self, t: float) -> bool:
        """Time has passed; whether everything is said again just now."""
        self._silence, over = quiet_and_mute.on_time(self._silence, t)
        return over and self._silence.open

    def judged(
        self, before: GateState, judged: Judgement, t: float, label: str = ""
    ) -> tuple[GateState, list[Output]]:
        """Let a verdict out, or withhold what it says.

        What nobody heard was not announced: the gate's state is then the one before, so
        that it starts no cool-down and costs no budget.

        Parameters
        ----------
        before : GateState
            As it was before the verdict.
        judged : tuple of GateState and Verdict
        t : float
            When it was decided [s].
        label : str
            The sound that it announces; empty where it announces none.
        """
        after, verdict = judged
        if verdict.rule.withheld and verdict.caption is not None:
            spared = Utterance(verdict.text, verdict.caption.priority, t, verdict.why)
            self.missed.add(t, label, spared)
        rule = quiet_and_mute.withholds(self._silence, t, verdict)
        if rule is None or verdict.utterance is None:
            return after, self.let_out(verdict, t)
        self.missed.add(t, label, verdict.utterance)
        return before, self.let_out(quiet_and_mute.withheld(verdict, rule, self._because), t)

    def let_out(self, verdict: Verdict, t: float) -> list[Output]:
        """What the gate reports, then what it wants said; the decision is remembered."""
        decision = verdict.decision(t)
        if decision is not None:
            self.decisions.add(decision)
        shown = decision if self._explain else None
        outputs = (verdict.caption, verdict.status, shown, verdict.utterance)
        return [one for one in outputs if one is not None]

    def _begin(self, state: SilenceState) -> None:
        """Withhold by this state; what was missed is counted from where it was open."""
        if self._silence.open:
            self.missed.clear()
        self._silence = state
