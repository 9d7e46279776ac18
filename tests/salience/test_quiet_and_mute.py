"""Quiet and mute: what they let through, when they end, and that nothing else ends them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.salience import quiet_and_mute
from edge_aac.salience.quiet_and_mute import LONGEST_SECONDS, SilenceState
from edge_aac.salience.rules import Rule
from edge_aac.salience.verdict import Verdict
from edge_aac.types import Caption, Priority, Urgency, Utterance

OPEN = SilenceState()
MUTED = quiet_and_mute.mute(OPEN)
QUIET = quiet_and_mute.quiet(OPEN, 100.0, 60.0)


def verdict(
    priority: Priority, rule: Rule = Rule.ATTENTION, urgency: Urgency = Urgency.ORDINARY
) -> Verdict:
    why = f"I heard a dog: {rule.because}."
    return Verdict(
        rule,
        Utterance("A dog is barking.", priority, 110.0, why, urgency),
        Caption(110.0, 109.0, 110.0, "A dog is barking.", priority, True),
        why=why,
        text="A dog is barking.",
    )


# Every edge.


@pytest.mark.parametrize(
    ("state", "priority", "rule"),
    [
        (OPEN, Priority.AMBIENT, None),
        (OPEN, Priority.ATTENTION, None),
        (OPEN, Priority.CRITICAL, None),
        (QUIET, Priority.AMBIENT, Rule.QUIET),
        (QUIET, Priority.ATTENTION, Rule.QUIET),
        (QUIET, Priority.CRITICAL, None),
        (MUTED, Priority.AMBIENT, Rule.MUTED),
        (MUTED, Priority.ATTENTION, Rule.MUTED),
        (MUTED, Priority.CRITICAL, Rule.MUTED),
    ],
)
def test_what_is_withheld(state: SilenceState, priority: Priority, rule: Rule | None) -> None:
    assert quiet_and_mute.withholds(state, 110.0, verdict(priority)) is rule


@pytest.mark.parametrize("state", [OPEN, QUIET, MUTED])
@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("urgency", [Urgency.VITAL, Urgency.ONGOING, Urgency.REQUESTED])
def test_what_is_vital_or_was_asked_for_is_always_said(
    state: SilenceState, priority: Priority, urgency: Urgency
) -> None:
    assert quiet_and_mute.withholds(state, 110.0, verdict(priority, urgency=urgency)) is None


def test_a_verdict_that_says_nothing_is_not_withheld() -> None:
    assert quiet_and_mute.withholds(MUTED, 110.0, Verdict(Rule.COOLDOWN)) is None


def test_a_quiet_time_ends_at_its_time_and_says_so_once() -> None:
    assert quiet_and_mute.on_time(QUIET, 159.9) == (QUIET, False)
    ended, over = quiet_and_mute.on_time(QUIET, 160.0)
    assert (ended, over) == (OPEN, True)
    assert quiet_and_mute.on_time(ended, 161.0) == (OPEN, False)
    # Even where nobody has told it the time yet.
    assert quiet_and_mute.withholds(QUIET, 160.0, verdict(Priority.AMBIENT)) is None


def test_a_new_quiet_time_takes_the_place_of_the_old_one() -> None:
    assert quiet_and_mute.quiet(QUIET, 110.0, 5.0).until == 115.0
    assert quiet_and_mute.quiet(QUIET, 110.0, 500.0).until == 610.0


def test_nobody_is_left_in_quiet_for_ever() -> None:
    assert quiet_and_mute.quiet(OPEN, 0.0, 1e9).until == LONGEST_SECONDS
    assert quiet_and_mute.quiet(OPEN, 5.0, -1.0).until == 5.0


def test_mute_goes_on_when_a_quiet_time_ends() -> None:
    both = quiet_and_mute.mute(QUIET)
    ended, over = quiet_and_mute.on_time(both, 160.0)
    assert over and ended == MUTED


def test_unmute_ends_both() -> None:
    assert quiet_and_mute.unmute(quiet_and_mute.mute(QUIET)) == OPEN


def test_a_withheld_verdict_reports_that_it_was_not_spoken_and_why() -> None:
    kept = quiet_and_mute.withheld(verdict(Priority.ATTENTION), Rule.QUIET)
    assert kept.utterance is None and kept.rule is Rule.QUIET
    assert kept.caption is not None and not kept.caption.spoken
    assert kept.why == "I heard a dog: you asked for quiet, and it is not critical."
    decision = kept.decision(110.0)
    assert decision is not None
    assert (decision.spoken, decision.rule, decision.text) == (False, "quiet", "A dog is barking.")


def test_a_sentence_about_the_listener_has_the_rule_alone_as_its_reason() -> None:
    said = Utterance("Listening.", Priority.ATTENTION, 0.0, Rule.LISTENER.sentence)
    about = Verdict(Rule.LISTENER, said, why=Rule.LISTENER.sentence, text="Listening.")
    assert quiet_and_mute.withheld(about, Rule.MUTED).why == Rule.MUTED.sentence


# Whatever a person does, and whatever is heard.


@dataclass(frozen=True)
class Wish:
    kind: str
    seconds: float


wishes = st.builds(
    Wish,
    st.sampled_from(["quiet", "mute", "unmute", "time", "time", "time"]),
    st.sampled_from([0.0, 0.16, 1.0, 59.0, 60.0, 1800.0, 50_000.0]),
)
verdicts = st.builds(
    verdict,
    st.sampled_from(list(Priority)),
    st.sampled_from([Rule.ATTENTION, Rule.NEW_SCENE]),
    st.sampled_from(Urgency),
)


@given(st.lists(wishes, max_size=30), verdicts)
def test_the_state_is_what_the_wishes_say(story: list[Wish], heard: Verdict) -> None:
    """Against a plain account of the story: the last mute or unmute, the last quiet or unmute."""
    state, t = OPEN, 0.0
    muted, until = False, 0.0
    for wish in story:
        if wish.kind == "quiet":
            state = quiet_and_mute.quiet(state, t, wish.seconds)
            until = t + min(wish.seconds, LONGEST_SECONDS)
        elif wish.kind == "mute":
            state, muted = quiet_and_mute.mute(state), True
        elif wish.kind == "unmute":
            state, muted, until = quiet_and_mute.unmute(state), False, 0.0
        else:
            t += wish.seconds
            before = state
            state, over = quiet_and_mute.on_time(state, t)
            assert over == (before.until is not None and before.until <= t)
        assert state.muted == muted
        assert heard.utterance is not None
        critical = heard.utterance.priority is Priority.CRITICAL
        always = heard.utterance.urgency is not Urgency.ORDINARY
        rule = quiet_and_mute.withholds(state, t, heard)
        expected = Rule.MUTED if muted else Rule.QUIET if t < until and not critical else None
        assert rule is (None if always else expected)
    # Nothing but unmute is needed to hear everything, at any time.
    assert quiet_and_mute.withholds(quiet_and_mute.unmute(state), t, heard) is None
    # And a quiet time ends by itself.
    later, _ = quiet_and_mute.on_time(state, t + LONGEST_SECONDS)
    assert later.until is None and later.muted == state.muted


@given(verdicts, st.sampled_from([Rule.QUIET, Rule.MUTED]))
def test_what_is_withheld_is_reported_truly(heard: Verdict, rule: Rule) -> None:
    kept = quiet_and_mute.withheld(heard, rule)
    decision = kept.decision(1.0)
    assert kept.utterance is None and decision is not None and not decision.spoken
    assert kept.caption is not None and not kept.caption.spoken
    assert kept.text == heard.text and rule.because in decision.why
    assert heard.rule.because not in decision.why
