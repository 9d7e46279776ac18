"""What holds for the gate whatever happens: a thousand streams of events."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_aac.salience.announcement_policy import AnnouncementPolicy
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.gate import Gate, GateState
from edge_aac.salience.profiles import PROFILES
from edge_aac.salience.rules import Rule
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.salience.verdict import Candidate, Verdict
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Event, EventEnd, Priority, Urgency
from tests.thoroughness import examples

pytestmark = pytest.mark.slow

TAXONOMY = load_taxonomy()
CATALOGUE = load_catalogue()
LABELS = [one.name for one in TAXONOMY.every if one.priority is not Priority.AMBIENT]
TEXTS = ["Rain falls.", "A dog barks.", "Music plays.", "A smoke alarm beeps.", "It hums.", ""]
EXACT = {"alarm": ["smoke_alarm", "co_alarm", "fire_alarm"], "breaking": ["glass_breaking"]}


@dataclass(frozen=True)
class Heard:
    """One input and what the gate made of it."""

    what: Event | EventEnd | Candidate | None
    t: float
    verdicts: tuple[Verdict, ...]
    escalation: bool = False
    known: bool = False


Step = tuple[float, int, int]
"""Pause before it [s], what kind of thing happens, and which."""

steps = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.16, 0.5, 1.9, 2.0, 5.0, 10.0, 14.9, 30.0, 61.0]),
        st.sampled_from([0, 0, 0, 1, 2, 3, 3, 4]),
        st.integers(0, len(LABELS) - 1),
    ),
    max_size=40,
)
gates = st.builds(
    SalienceSettings,
    profile=st.sampled_from(sorted(PROFILES)),
    cooldown_seconds=st.sampled_from([None, 0.0, 8.0, 30.0]),
    ambient_per_hour=st.sampled_from([None, 0, 2, 240]),
    block=st.sampled_from([(), ("dog", "gunshot")]),
    allow=st.sampled_from([(), ("dog", "kettle")]),
    talk_per_hour=st.sampled_from([None, 0, 1, 4, 1_000]),
)


def replay(settings: SalienceSettings, steps: list[Step]) -> tuple[GateState, list[Heard]]:
    """Events that begin, escalate and end, descriptions, and time."""
    gate = Gate(settings, TAXONOMY, CATALOGUE)
    state, heard, t, identity = gate.start(), [], 0.0, 0
    open_events: dict[int, Event] = {}
    for pause, kind, which in steps:
        t = round(t + pause, 6)
        if kind == 0:
            identity += 1
            one = TAXONOMY[LABELS[which]]
            event = Event(identity, t, max(0.0, t - 0.5), one.name, one.group, one.priority, 0.8)
            open_events[identity] = event
            state, verdict = gate.on_event(state, event)
            heard.append(Heard(event, t, (verdict,)))
        elif kind == 1 and (vague := [e for e in open_events.values() if e.label in EXACT]):
            old = vague[which % len(vague)]
            exact = EXACT[old.label]
            one = TAXONOMY[exact[which % len(exact)]]
            event = Event(old.id, t, old.onset, one.name, one.group, one.priority, 0.9)
            open_events[old.id] = event
            state, verdict = gate.on_event(state, event)
            heard.append(Heard(event, t, (verdict,), escalation=True))
        elif kind == 2 and open_events:
            over = open_events.pop(sorted(open_events)[which % len(open_events)])
            end = EventEnd(over.id, t, over.onset, over.label, over.group)
            state, verdict = gate.on_event(state, end)
            heard.append(Heard(end, t, (verdict,)))
        elif kind == 3:
            candidate = Candidate(t, max(0.0, t - 3.0), t, TEXTS[which % len(TEXTS)])
            state, verdict = gate.on_caption(state, candidate)
            heard.append(Heard(candidate, t, (verdict,)))
        else:
            state, verdicts = gate.on_time(state, t)
            heard.append(Heard(None, t, verdicts))
    return state, heard


thousand = settings(
    max_examples=examples(1_000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
"""A thousand streams for each property where the tests are thorough."""


@thousand
@given(gates, steps)
def test_the_cool_down_is_honoured_and_counts_from_spoken_announcements_only(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    policy = AnnouncementPolicy(settings, TAXONOMY)
    spoken: dict[str, float] = {}
    for one in replay(settings, steps)[1]:
        for verdict in one.verdicts:
            if verdict.rule is Rule.ENDED and isinstance(one.what, EventEnd):
                group = one.what.group
                spoken = {k: v for k, v in spoken.items() if TAXONOMY[k].group != group}
        if one.what is None:
            for verdict in one.verdicts:
                assert verdict.caption is not None
                names = [n for n in LABELS if CATALOGUE.still(n) == verdict.caption.text]
                spoken |= dict.fromkeys(names, one.t)
        if not isinstance(one.what, Event):
            continue
        (verdict,) = one.verdicts
        label = one.what.label
        if verdict.rule.withheld:
            assert one.what.priority is Priority.ATTENTION and verdict.utterance is None
            continue
        cooling = label in spoken and one.t - spoken[label] < policy.cooldown(label) - 1e-6
        allowed, _ = policy.announcement(label, one.what.priority)
        assert bool(verdict.utterance) == (allowed and (one.escalation or not cooling))
        if verdict.utterance:
            spoken[label] = one.t


@thousand
@given(gates, steps)
def test_a_critical_event_is_suppressed_by_nothing_but_its_own_label_or_the_persons_wish(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    said: set[str] = set()
    for one in replay(settings, steps)[1]:
        if isinstance(one.what, Event) and one.what.priority is Priority.CRITICAL:
            (verdict,) = one.verdicts
            if one.what.label not in said | set(settings.block):
                assert verdict.utterance is not None
            if verdict.utterance:
                said.add(one.what.label)


@thousand
@given(gates, steps)
def test_every_utterance_has_its_report_and_its_reason_and_replay_gives_the_same(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    state, heard = replay(settings, steps)
    assert replay(settings, steps) == (state, heard)
    for one in heard:
        for verdict in one.verdicts:
            if verdict.caption is not None:
                assert verdict.caption.spoken == (verdict.utterance is not None)
                assert verdict.caption.start <= verdict.caption.end <= verdict.caption.t == one.t
            if verdict.utterance is not None:
                assert verdict.caption is not None
                assert verdict.caption.text == verdict.utterance.text
                assert verdict.caption.priority is verdict.utterance.priority
                by_pattern = verdict.utterance.reason.endswith("I only knew it was an alarm.")
                assert (
                    verdict.rule.because in verdict.utterance.reason.lower()
                    if not by_pattern
                    else verdict.rule is Rule.ESCALATED
                )
        if isinstance(one.what, Event):
            assert one.verdicts[0].caption is not None


@thousand
@given(gates, steps)
def test_descriptions_keep_their_distance_and_budget_and_the_state_is_bounded(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    policy = AnnouncementPolicy(settings, TAXONOMY)
    state, heard = replay(settings, steps)
    announced = -1e9
    described: list[float] = []
    for one in heard:
        spoken = [v for v in one.verdicts if v.utterance]
        if isinstance(one.what, Candidate):
            if spoken:
                assert one.t - announced >= settings.hush_seconds - 1e-6
                assert not described or one.t - described[-1] >= policy.scene_seconds - 1e-6
                assert sum(t > one.t - 3600.0 for t in described) < policy.ambient_per_hour
                described.append(one.t)
        elif spoken:
            announced = one.t
    assert len(state.said) <= len(TAXONOMY.every)
    assert len(state.sounding) <= 64
    assert len(state.ambient) <= max(policy.ambient_per_hour, 0)


def test_thousands_of_events_that_never_end_do_not_grow_the_state() -> None:
    gate = Gate(SalienceSettings(), TAXONOMY, CATALOGUE)
    state = gate.start()
    for identity in range(5_000):
        event = Event(identity, identity, identity, "dog", "dog", Priority.ATTENTION, 0.9)
        state, _ = gate.on_event(state, event)
    assert len(state.sounding) == 64
    assert len(state.said) == 1


# Budgets.


def unsolicited(heard: list[Heard]) -> list[tuple[float, str]]:
    """Announcements that are not critical, and descriptions; a description's label is empty."""
    said = []
    for one in heard:
        for verdict in one.verdicts:
            if verdict.utterance is None or verdict.utterance.priority is Priority.CRITICAL:
                continue
            said.append((one.t, one.what.label if isinstance(one.what, Event) else ""))
    return said


@thousand
@given(gates, steps)
def test_no_budget_withholds_a_critical_event_or_an_end_and_all_it_withholds_is_reported(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    for one in replay(settings, steps)[1]:
        for verdict in one.verdicts:
            if verdict.rule.withheld:
                assert isinstance(one.what, Event)
                assert one.what.priority is Priority.ATTENTION
                assert verdict.caption is not None and not verdict.caption.spoken
                assert verdict.rule.because in verdict.why


@thousand
@given(gates, steps)
def test_talk_keeps_to_the_budget_but_for_first_times_and_the_door(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    policy = AnnouncementPolicy(settings, TAXONOMY)
    exempt = {*settings.allow, "doorbell", "door_wood_knock"}
    past: list[tuple[float, str]] = []
    for t, label in unsolicited(replay(settings, steps)[1]):
        recent = [one for one in past if one[0] > t - 3600.0]
        own = sum(name == label for _, name in recent)
        if not label or (own and label not in exempt):
            assert len(recent) < policy.talk_per_hour
        if own and label and label not in exempt:
            assert own < max(1, policy.talk_per_hour // 2)
        past.append((t, label))


@thousand
@given(gates, steps)
def test_what_was_withheld_starts_no_cool_down(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    policy = AnnouncementPolicy(settings, TAXONOMY)
    said: dict[str, float] = {}
    for one in replay(settings, steps)[1]:
        if isinstance(one.what, Event):
            (verdict,) = one.verdicts
            label = one.what.label
            if verdict.rule is Rule.COOLDOWN:
                assert one.t - said[label] < policy.cooldown(label)
            if verdict.utterance is not None:
                said[label] = one.t
        elif one.what is None:
            for verdict in one.verdicts:
                assert verdict.caption is not None
                told = verdict.caption.text
                said |= {n: one.t for n in LABELS if CATALOGUE.still(n) == told}


@thousand
@given(gates, st.integers(0, 120), steps)
def test_an_alarm_that_goes_on_is_recalled_in_time_and_its_end_is_told_whatever_else_happens(
    settings: SalienceSettings, seconds: int, steps: list[Step]
) -> None:
    """A siren in the street never silences a smoke alarm, and neither does anything else."""
    gate = Gate(settings, TAXONOMY, CATALOGUE)
    state, _ = replay(settings, [(pause, 0, which) for pause, _, which in steps])
    start = 4_000.0
    siren = Event(9_000, start, start, "siren", "emergency_vehicle", Priority.CRITICAL, 0.9)
    state, _ = gate.on_event(state, siren)
    alarm = Event(9_001, start, start, "smoke_alarm", "hazard_alarm", Priority.CRITICAL, 0.9)
    state, verdict = gate.on_event(state, alarm)
    assert verdict.utterance is not None
    recalled = []
    for tick in range(1, seconds * 5):
        state, verdicts = gate.on_time(state, start + tick / 5)
        # Other alarms may sound; this one is known by its onset.
        own = [v for v in verdicts if v.utterance and v.caption and v.caption.start == start]
        recalled += [tick / 5 for _ in own]
    due = [t for t in (10.0, 30.0, 60.0) if t < seconds]
    assert [t for t in recalled if t <= 60.0] == due
    end = EventEnd(9_001, start + seconds, start, "smoke_alarm", "hazard_alarm")
    state, over = gate.on_event(state, end)
    assert over.utterance is not None and over.rule is Rule.ENDED


@thousand
@given(gates, steps)
def test_nothing_is_said_while_the_listener_speaks_but_what_was_asked_for(
    settings: SalienceSettings, steps: list[Step]
) -> None:
    gate = Gate(settings, TAXONOMY, CATALOGUE)
    state, _ = replay(settings, steps)
    for text in TEXTS[:-1]:
        own = Candidate(9_000.0, 8_990.0, 9_000.0, text, while_speaking=True)
        after, verdict = gate.on_caption(state, own)
        assert verdict.utterance is None and after == state
        asked = Candidate(
            9_000.0, 8_990.0, 9_000.0, text, urgency=Urgency.REQUESTED, while_speaking=True
        )
        assert gate.on_caption(state, asked)[1].utterance is not None
