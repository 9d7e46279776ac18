"""What goes into the gate beside events, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.salience.rules import Rule
from edge_aac.types import Caption, Decision, Status, Urgency, Utterance


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the decoder that might be spoken."""

    t: float
    """When it was complete [s]."""
    start: float
    end: float
    """The stretch of sound that it describes [s]."""
    text: str
    labels: tuple[str, ...] = ()
    """What was heard in it."""
    urgency: Urgency = Urgency.ORDINARY
    """Requested where the person asked for it."""
    while_speaking: bool = False
    """Whether the own voice is heard just now."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate made of one input."""

    rule: Rule
    """The rule that decided."""
    utterance: Utterance | None = None
    """To be spoken."""
    caption: Caption | None = None
    """To be reported; `spoken` says whether there is an utterance."""
    again: bool = False
    """A description came at a bad moment and is worth asking for again."""
    why: str = ""
    """The evidence and the rule, as one sentence; empty where there was nothing to say."""
    text: str = ""
    """What was said, or would have been."""
    evidence: str = ""
    """What the sound was known by, with its figures."""
    status: Status | None = None
    """To be reported about the listener itself; its `spoken` says whether there is an utterance."""

    def decision(self, t: float) -> Decision | None:
        """The verdict for the journal."""
        if not self.why:
            return None
        spoken = self.utterance is not None
        return Decision(t, self.text, spoken, self.rule.value, self.why, self.evidence)
