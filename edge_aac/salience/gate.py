"""The salience gate: what is worth saying now, and why.

In: events, their ends, the decoder's sentences, the time. Out: a `Verdict` for each: an utterance
or none, the caption that reports it, and the rule that decided. A pure function of state, input
and time: the same inputs give the same verdicts.
"""

from __future__ import annotations

import re

from edge_aac.salience.announcement_policy import AnnouncementPolicy
from edge_aac.salience.catalogue import Catalogue
from edge_aac.salience.gate_state import HOUR, DescribedScene, GateState, Sounding
from edge_aac.salience.notices import Announcement
from edge_aac.salience.rules import Rule
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.salience.verdict import Candidate, Verdict
from edge_aac.taxonomy import HAZARD, Taxonomy
from edge_aac.types import Caption, Event, EventEnd, Priority, Status, Style, Urgency, Utterance

__all__ = ["Gate", "GateState"]

_EPSILON = 1e-6
"""Times are sums of hops; what is this close is equal."""
_GROWS = 6.0
"""Each description in an hour makes the next wait so many times as long, or the hour's few would
be spent in its first two minutes."""


class Gate:
    """Decides what is said.

    Parameters
    ----------
    settings : SalienceSettings
    taxonomy : Taxonomy
    catalogue : Catalogue
    style : Style
        How much an announcement says.

    Raises
    ------
    EdgeAacError
        The settings name a label that does not exist, or block a hazard alarm.
    """

    def __init__(
        self,
        settings: SalienceSettings,
        taxonomy: Taxonomy,
        catalogue: Catalogue,
        style: Style = Style.NORMAL,
    ) -> None:
        self._settings = settings
        self._taxonomy = taxonomy
        self._catalogue = catalogue
        self._style = style
        self._policy = AnnouncementPolicy(settings, taxonomy)

    def start(self) -> GateState:
        """Nothing said yet."""
        return GateState()

    def on_event(
        self, state: GateState, event: Event | EventEnd, input_over: bool = False
    ) -> tuple[GateState, Verdict]:
        """An event was confirmed, became more exact, or is over.

        Parameters
        ----------
        state : GateState
        event : Event or EventEnd
        input_over : bool
            The input ended, not the sound: no end of an alarm is announced.
        """
        if isinstance(event, EventEnd):
            return self._ended(state, event, input_over)
        return self._began(state, event)

    def on_time(self, state: GateState, t: float) -> tuple[GateState, tuple[Verdict, ...]]:
        """Time has passed: hazards that go on are announced again."""
        verdicts = []
        for one in state.sounding:
            due = _repeats_due(t - one.since)
            if one.event.group != HAZARD or due <= one.repeats:
                continue
            text = self._catalogue.still(one.event.label)
            verdicts.append(self._say(Rule.GOES_ON, one.event, text, t, Urgency.ONGOING))
            state = state.announced(one.event, t)
            state = state.with_sounding(Sounding(one.event, one.since, True, due))
        return state, tuple(verdicts)

    def on_caption(self, state: GateState, candidate: Candidate) -> tuple[GateState, Verdict]:
        """The decoder completed a sentence about the scene."""
        rule = self._judge(state, candidate)
        spoken = rule in (Rule.NEW_SCENE, Rule.REQUESTED)
        if spoken:
            described = DescribedScene(
                candidate.t, _wording(candidate.text), self._catalogue.mentions(candidate.text)
            )
            state = state.spoke_scene(described, counts=rule is Rule.NEW_SCENE)
        why = self._catalogue.why_scene(rule, candidate.labels)
        if rule is Rule.NO_WORDS:
            return state, Verdict(rule, why=why)
        requested = candidate.urgency is Urgency.REQUESTED
        priority = Priority.ATTENTION if requested else Priority.AMBIENT
        caption = Caption(
            candidate.t, candidate.start, candidate.end, candidate.text, priority, spoken
        )
        said = Utterance(candidate.text, priority, candidate.t, why, candidate.urgency)
        again = rule in (Rule.HUSH, Rule.TOO_SOON, Rule.OWN_VOICE)
        return state, Verdict(rule, said if spoken else None, caption, again, why, candidate.text)

    def on_listener(
        self, state: GateState, t: float, announcement: Announcement
    ) -> tuple[GateState, Verdict]:
        """The listener announces something about itself: an utterance and its line, together."""
        notice, values = announcement.notice, announcement.values
        priority = self._catalogue.listener_phrases[notice.value].priority
        text = self._catalogue.listener(notice.value, values)
        line = self._catalogue.listener_line(notice.value, values)
        why = self._catalogue.why_listener(Rule.LISTENER)
        said = Utterance(text, priority, t, why, notice.urgency)
        status = Status(t, notice.state, line, announcement.spoken)
        # What is only printed again is no decision to explain.
        why = why if announcement.spoken else ""
        spoken = said if announcement.spoken else None
        return state, Verdict(Rule.LISTENER, spoken, status=status, why=why, text=text)

    def quiet(self, state: GateState, t: float) -> bool:
        """Whether a description could be spoken now; the hour's budget aside."""
        return self._bad_moment(state, t) is None

    def describable(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Those labels that a description by rule may name: no danger, nothing blocked."""
        return tuple(
            one for one in labels if not (self._is_critical(one) or self._policy.blocked(one))
        )

    def _began(self, state: GateState, event: Event) -> tuple[GateState, Verdict]:
        known = state.find(event.id)
        rule, spoken = self._announcement(state, event, known)
        if rule is Rule.REPEATED:
            return state, self._report(rule, event)
        if spoken:
            if event.priority is not Priority.CRITICAL:
                state = state.counted(event.label, event.t)
            state = state.announced(event, event.t).with_sounding(Sounding(event, event.t, True))
            text = self._catalogue.alert(event.label, self._style)
            urgency = Urgency.VITAL if event.group == HAZARD else Urgency.ORDINARY
            return state, self._say(rule, event, text, event.t, urgency)
        said = known is not None and known.said
        since = event.t if known is None else known.since
        repeats = 0 if known is None else known.repeats
        state = state.with_sounding(Sounding(event, since, said, repeats))
        return state, self._report(rule, event)

    def _announcement(
        self, state: GateState, event: Event, known: Sounding | None
    ) -> tuple[Rule, bool]:
        if known is not None and known.event.label == event.label:
            return Rule.REPEATED, False
        wanted, rule = self._policy.announcement(event.label, event.priority)
        if not wanted:
            return rule, False
        if known is not None:
            return Rule.ESCALATED, True
        last = state.last_said(*self._policy.family(event.label))
        if last is not None and last.cooling:
            passed = event.t - last.t
            if passed < self._policy.cooldown(event.label) - _EPSILON:
                return Rule.COOLDOWN, False
        withheld = self._withheld(state, event) if rule is Rule.ATTENTION else None
        return withheld or rule, withheld is None

    def _withheld(self, state: GateState, event: Event) -> Rule | None:
        """The budget that an attention sound has used up."""
        total = state.talk(event.t) + _described(state, event.t)
        return self._policy.talk_budget(event.label, state.talk(event.t, event.label), total)

    def _ended(
        self, state: GateState, end: EventEnd, input_over: bool
    ) -> tuple[GateState, Verdict]:
        known = state.find(end.id)
        state = state.without(end.id)
        text = self._catalogue.ended(end.label)
        announced = known is not None and known.said and end.group == HAZARD
        if known is None or not announced or input_over:
            rule = Rule.INPUT_OVER if announced else Rule.END_NOT_TOLD
            why = self._catalogue.why_over(rule, end.label)
            return state, Verdict(rule, why=why, text=text)
        verdict = self._say(Rule.ENDED, known.event, text, end.t, Urgency.VITAL)
        return state.end_announced(end.group, end.t), verdict

    def _judge(self, state: GateState, candidate: Candidate) -> Rule:
        if not candidate.text.strip():
            return Rule.NO_WORDS
        if candidate.urgency is Urgency.REQUESTED:
            return Rule.REQUESTED
        refused = self._not_worth_saying(state, candidate)
        if not refused and candidate.while_speaking:
            return Rule.OWN_VOICE
        return refused or self._bad_moment(state, candidate.t) or self._budget(state, candidate.t)

    def _not_worth_saying(self, state: GateState, candidate: Candidate) -> Rule | None:
        named = self._catalogue.mentions(candidate.text)
        about = named or frozenset(candidate.labels)
        announced = frozenset(
            label for label in named if self._just_announced(state, label, candidate.t)
        )
        rules = (
            (any(self._policy.blocked(label) for label in named), Rule.BLOCKED),
            (any(self._is_critical(label) for label in named - announced), Rule.UNCONFIRMED),
            (bool(named) and named == announced, Rule.TOLD),
            (
                bool(about) and not any(self._policy.remarkable(label) for label in about),
                Rule.UNREMARKABLE,
            ),
            (self._same(state.described, candidate, named), Rule.SAME_SCENE),
        )
        return next((rule for applies, rule in rules if applies), None)

    def _is_critical(self, label: str) -> bool:
        return self._taxonomy[label].priority is Priority.CRITICAL

    def _just_announced(self, state: GateState, label: str, t: float) -> bool:
        """Whether announcements have just said it, or their cool-down covers it."""
        last = state.last_said(label)
        if last is not None and t - last.t < self._policy.cooldown(label):
            return True
        groups = state.announced_groups(t - self._settings.told_seconds)
        return self._taxonomy[label].group in groups

    def _budget(self, state: GateState, t: float) -> Rule:
        recent = _described(state, t)
        full = recent + state.talk(t) >= self._policy.talk_per_hour
        return Rule.BUDGET if full or recent >= self._policy.ambient_per_hour else Rule.NEW_SCENE

    def _same(
        self, last: DescribedScene | None, candidate: Candidate, named: frozenset[str]
    ) -> bool:
        if last is None or candidate.t - last.t > self._settings.forget_seconds + _EPSILON:
            return False
        return _wording(candidate.text) == last.wording or (bool(named) and named == last.labels)

    def _bad_moment(self, state: GateState, t: float) -> Rule | None:
        announced, described = state.last_announced, state.described
        if announced is not None and t - announced < self._settings.hush_seconds - _EPSILON:
            return Rule.HUSH
        if described is not None and t - described.t < self._pause(state, t) - _EPSILON:
            return Rule.TOO_SOON
        return None

    def _pause(self, state: GateState, t: float) -> float:
        """From the last description to the next [s]: longer, the more there were in the hour."""
        shortest = self._policy.scene_seconds
        even = HOUR / max(1, self._policy.ambient_per_hour)
        grown = shortest * _GROWS ** max(0, _described(state, t) - 1)
        return max(shortest, min(grown, even / 2))

    def _say(self, rule: Rule, event: Event, text: str, t: float, urgency: Urgency) -> Verdict:
        why = self._why(rule, event)
        return Verdict(
            rule,
            Utterance(text, event.priority, t, why, urgency),
            Caption(t, event.onset, t, text, event.priority, True),
            why=why,
            text=text,
            evidence=_evidence(event),
        )

    def _report(self, rule: Rule, event: Event) -> Verdict:
        text = self._catalogue.alert(event.label, self._style)
        caption = Caption(event.t, event.onset, event.t, text, event.priority, False)
        why = self._why(rule, event)
        return Verdict(rule, None, caption, why=why, text=text, evidence=_evidence(event))

    def _why(self, rule: Rule, event: Event) -> str:
        return self._catalogue.why_heard(rule, event.label, _evidence(event))


def _evidence(event: Event) -> str:
    return event.evidence or f"a score of {event.score:.2f}"


def _described(state: GateState, t: float) -> int:
    """Descriptions in the last hour."""
    return sum(spoken > t - HOUR for spoken in state.ambient)


def _repeats_due(passed: float) -> int:
    """How often a hazard is to have been repeated: at 10, 30, 60 s, then each minute."""
    passed += _EPSILON
    return sum(passed >= due for due in (10.0, 30.0)) + max(0, int(passed // 60.0))


def _wording(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))
