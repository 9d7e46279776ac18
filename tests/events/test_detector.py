"""Events: what is confirmed, under which name, since when, and when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.errors import EdgeAacError
from edge_aac.events.detector import Detector
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.timing import rows
from edge_aac.events.tonal.patterns import NO_PATTERN, PATTERNS, Patterns, TonalPattern
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Event, EventEnd, FloatArray, Priority
from tests.thoroughness import examples

TAXONOMY = load_taxonomy()
WIDTH = len(TAXONOMY.labels)
ROW = 0.08
HINT, T3, T4, TWO_TONE = TonalPattern


def pattern(one: TonalPattern, score: float = 0.97, hertz: float = 3_100.0) -> Patterns:
    scores = np.zeros(len(PATTERNS), np.float32)
    scores[PATTERNS.index(one)] = score
    return Patterns(scores, np.full(len(PATTERNS), hertz, np.float32))


Spans = Mapping[str, list[tuple[float, float, float]]]
"""Per label: from, to [s], posterior."""


def sound(seconds: float, spans: Spans) -> FloatArray:
    posteriors = np.full((rows(seconds), WIDTH), 0.02, np.float32)
    for label, stretches in spans.items():
        for start, end, p in stretches:
            posteriors[round(start / ROW) : round(end / ROW), TAXONOMY.index(label)] = p
    return posteriors


def detector(**changes: object) -> Detector:
    return Detector(TAXONOMY, {}, EventSettings.model_validate(changes))


def hear(
    posteriors: FloatArray,
    listener: Detector | None = None,
    flush: bool = False,
    patterns: Mapping[float, Patterns] = MappingProxyType({}),
) -> list[Event | EventEnd]:
    """Hop by hop; `patterns` says which was heard when."""
    listener = listener or detector()
    state, decided = listener.start(), []
    for at in range(0, len(posteriors), 2):
        end = round((at + 2) * ROW, 6)
        heard = (one for t, one in patterns.items() if end - 2 * ROW < t <= end)
        now = next(heard, NO_PATTERN)
        state, some = listener.step(state, posteriors[at : at + 2], end, now)
        decided.extend(some)
    end = len(posteriors) * ROW
    rest: tuple[Event | EventEnd, ...] = ()
    if flush:
        _, rest = listener.flush(state, end)
    return [*decided, *rest]


def begun(decided: list[Event | EventEnd]) -> list[Event]:
    return [one for one in decided if isinstance(one, Event)]


def over(decided: list[Event | EventEnd]) -> list[EventEnd]:
    return [one for one in decided if isinstance(one, EventEnd)]


def t3(start: float, cycles: int, p: float = 0.9) -> list[tuple[float, float, float]]:
    return [
        (start + 4.0 * c + k, start + 4.0 * c + k + 0.5, p) for c in range(cycles) for k in range(3)
    ]


def t4(start: float, cycles: int, p: float = 0.9) -> list[tuple[float, float, float]]:
    return [(start + 5.8 * c, start + 5.8 * c + 0.8, p) for c in range(cycles)]


def test_silence_gives_no_event() -> None:
    assert hear(sound(60.0, {}), flush=True) == []


def test_a_doorbell_is_one_event_with_its_onset_and_its_end() -> None:
    first, last = hear(sound(12.0, {"doorbell": [(3.04, 4.64, 0.9)]}))
    assert isinstance(first, Event)
    assert isinstance(last, EventEnd)
    assert (first.id, first.label, first.group) == (1, "doorbell", "doorbell")
    assert first.priority is Priority.ATTENTION
    assert first.onset == pytest.approx(3.04, abs=0.17)
    assert first.onset < first.t <= first.onset + 0.6
    assert 0.5 <= first.score <= 0.9
    assert (last.id, last.onset, last.label) == (1, first.onset, "doorbell")
    assert last.t == pytest.approx(4.64 + 3.0, abs=0.4)


def test_an_onset_is_where_the_sound_was_first_hinted_at() -> None:
    sudden = hear(sound(12.0, {"doorbell": [(3.04, 4.64, 0.9)]}))
    doubted = hear(sound(12.0, {"doorbell": [(2.72, 3.04, 0.1), (3.04, 4.64, 0.9)]}))
    assert doubted[0].t == pytest.approx(sudden[0].t, abs=0.09)
    assert sudden[0].onset - doubted[0].onset == pytest.approx(0.32, abs=0.01)


def test_an_ambient_label_is_never_an_event() -> None:
    everything = np.ones((200, WIDTH), np.float32)
    priorities = {one.priority for one in begun(hear(everything))}
    assert priorities == {Priority.ATTENTION, Priority.CRITICAL}


def test_a_score_below_the_threshold_is_no_event() -> None:
    assert hear(sound(10.0, {"doorbell": [(1.0, 6.0, 0.45)]}), flush=True) == []


def test_the_settings_threshold_comes_before_the_bundles_and_that_before_the_default() -> None:
    posteriors = sound(10.0, {"doorbell": [(1.0, 3.0, 0.6)]})
    strict = Detector(TAXONOMY, {"doorbell": 0.8}, EventSettings())
    lenient = Detector(TAXONOMY, {"doorbell": 0.8}, EventSettings(thresholds={"doorbell": 0.4}))
    assert len(begun(hear(posteriors))) == 1
    assert begun(hear(posteriors, strict)) == []
    assert len(begun(hear(posteriors, lenient))) == 1


def test_a_threshold_for_an_unknown_label_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(EdgeAacError, match="Did you mean 'doorbell'"):
        detector(thresholds={"dorbell": 0.5})
    with pytest.raises(EdgeAacError, match="remove it"):
        detector(thresholds={"zzzzzz": 0.5})


@pytest.mark.parametrize("label", ["door_wood_knock", "glass_breaking", "gunshot"])
def test_a_sound_that_is_over_in_a_moment_is_confirmed_by_two_rows(label: str) -> None:
    assert len(begun(hear(sound(3.0, {label: [(1.04, 1.20, 0.9)]})))) == 1
    assert begun(hear(sound(3.0, {label: [(1.04, 1.12, 0.9)]}))) == []


def test_a_tonal_sound_needs_longer_than_a_moment() -> None:
    for label in ("alarm", "siren", "phone_ringing", "crying_baby"):
        assert begun(hear(sound(3.0, {label: [(1.04, 1.28, 0.9)]}))) == []
        assert [e.label for e in begun(hear(sound(4.0, {label: [(1.04, 2.8, 0.9)]})))] == [label]


def test_confirmation_can_be_set_in_seconds() -> None:
    posteriors = sound(4.0, {"doorbell": [(1.04, 2.0, 0.9)]})
    assert len(begun(hear(posteriors, detector(confirm_seconds=0.8)))) == 1
    assert begun(hear(posteriors, detector(confirm_seconds=1.2))) == []


def test_a_doorbell_pressed_twice_is_one_event() -> None:
    posteriors = sound(14.0, {"doorbell": [(1.0, 2.2, 0.9), (4.4, 5.6, 0.9)]})
    decided = hear(posteriors)
    assert len(begun(decided)) == 1
    assert over(decided)[0].t > 8.0


def test_a_doorbell_that_rings_much_later_is_another_event() -> None:
    posteriors = sound(20.0, {"doorbell": [(1.0, 2.2, 0.9), (10.0, 11.2, 0.9)]})
    assert [e.id for e in begun(hear(posteriors))] == [1, 2]


@pytest.mark.parametrize(("label", "pulses"), [("smoke_alarm", t3), ("co_alarm", t4)])
@pytest.mark.slow
def test_an_alarm_with_its_pauses_is_one_event(label: str, pulses: object) -> None:
    spans = pulses(2.0, 8)  # type: ignore[operator]  # one of two functions above
    decided = hear(sound(70.0, {label: spans}))
    assert {e.id for e in decided} == {1}
    assert begun(decided)[0].t < 8.0
    assert len(over(decided)) == 1


@pytest.mark.parametrize("label", ["smoke_alarm", "co_alarm"])
@pytest.mark.slow
def test_without_its_pattern_an_alarm_is_never_more_than_an_alarm(label: str) -> None:
    decided = hear(sound(60.0, {label: [(2.0, 58.0, 0.99)]}))
    assert [e.label for e in begun(decided)] == ["alarm"]


def test_a_pattern_makes_an_alarm_exact_with_the_same_id_and_onset() -> None:
    spans = {"smoke_alarm": t3(2.0, 4)}
    decided = hear(sound(30.0, spans), patterns={5.3: pattern(T3)})
    first, second = begun(decided)
    assert (first.label, second.label) == ("alarm", "smoke_alarm")
    assert (first.id, first.onset) == (second.id, second.onset)
    assert first.t < second.t <= 5.44
    assert second.evidence.startswith("the T3 pattern at 3100 Hz, and the network at 0.")
    assert [(e.id, e.label) for e in over(decided)] == [(1, "smoke_alarm")]


def test_a_pattern_is_believed_where_the_encoder_hears_nothing() -> None:
    decided = hear(sound(30.0, {}), patterns={9.3: pattern(T3), 13.3: pattern(T3)})
    (event,) = begun(decided)
    assert event.label == "smoke_alarm"
    assert event.onset == pytest.approx(9.3 - 3.2, abs=0.2)
    assert event.score == pytest.approx(0.97, abs=0.01)
    assert len(over(decided)) == 1
    assert 18.0 < over(decided)[0].t < 20.0


def test_a_pattern_below_its_threshold_is_none() -> None:
    listener = Detector(TAXONOMY, {"T3": 0.95}, EventSettings())
    assert not hear(sound(12.0, {}), listener, patterns={5.3: pattern(T3, 0.9)})
    assert hear(sound(12.0, {}), listener, patterns={5.3: pattern(T3, 0.96)})


@pytest.mark.parametrize("own", [0.3, 0.99, 1.0])
def test_a_persons_threshold_is_for_the_posterior_and_leaves_the_pattern_alone(own: float) -> None:
    settings = EventSettings(thresholds={"smoke_alarm": own})
    listener = Detector(TAXONOMY, {"T3": 0.8}, settings)
    assert hear(sound(12.0, {}), listener, patterns={5.3: pattern(T3, 0.9)})
    assert not hear(sound(12.0, {}), listener, patterns={5.3: pattern(T3, 0.7)})


def test_a_rival_keeps_the_encoder_from_naming_a_fire_alarm() -> None:
    spans = {"alarm": [(2.0, 14.0, 0.97)], "fire_alarm": [(2.0, 14.0, 0.95)]}
    bell = {**spans, "clock_alarm": [(2.0, 14.0, 0.85)]}
    assert "fire_alarm" in [e.label for e in begun(hear(sound(20.0, spans)))]
    assert "fire_alarm" not in [e.label for e in begun(hear(sound(20.0, bell)))]


def test_an_alarm_and_its_exact_kind_are_one_sound_and_not_two_witnesses() -> None:
    faint = [(1.0, 11.0, 0.4)]
    assert not begun(hear(sound(14.0, {"alarm": faint, "fire_alarm": faint})))


def test_a_person_may_lengthen_what_a_pattern_holds() -> None:
    listener = detector(release_seconds=30.0)
    decided = hear(sound(40.0, {}), listener, patterns={5.3: pattern(T3)})
    assert over(decided)[0].t > 35.0


def test_pulses_that_begin_hold_no_event() -> None:
    """They open one; a vehicle that reverses for a minute is no alarm for a minute."""
    again = {2.0 + 0.16 * k: pattern(HINT, 0.4) for k in range(200)}
    decided = hear(sound(40.0, {}), patterns={1.9: pattern(HINT), **again})
    assert over(decided)[0].t < 10.0


def test_a_pattern_that_is_no_number_is_no_evidence() -> None:
    bad = pattern(T3, float("nan"))
    decided = hear(sound(20.0, {}), patterns={2.0: bad, 5.3: pattern(T3)})
    assert [one.label for one in begun(decided)] == ["smoke_alarm"]


def test_pulses_that_begin_are_an_alarm_at_once_and_get_a_name_later() -> None:
    told = {3.5: pattern(HINT), 5.5: pattern(T3)}
    first, second = begun(hear(sound(20.0, {}), patterns=told))
    assert (first.label, second.label, first.id) == ("alarm", "smoke_alarm", second.id)
    assert first.t <= 3.52
    assert "pulses that may become an alarm's at 3100 Hz" in first.evidence


def test_of_two_patterns_at_once_the_surer_gives_the_name() -> None:
    both = pattern(T3, 0.8)
    both.scores[PATTERNS.index(T4)] = 0.9
    (event,) = begun(hear(sound(20.0, {}), patterns={5.5: both}))
    assert event.label == "co_alarm"


def test_two_tones_are_a_siren_whatever_the_encoder_hears() -> None:
    begin, end = hear(sound(30.0, {}), patterns={8.0: pattern(TWO_TONE, hertz=440.0)})
    assert isinstance(begin, Event)
    assert (begin.label, begin.group) == ("siren", "emergency_vehicle")
    assert begin.evidence.startswith("two tones in turn at 440 Hz")
    assert isinstance(end, EventEnd)


@pytest.mark.slow
def test_a_siren_in_the_street_never_silences_a_smoke_alarm() -> None:
    spans = {"siren": [(1.0, 39.0, 0.99)]}
    decided = hear(sound(40.0, spans), patterns={17.3: pattern(T3), 21.3: pattern(T3)})
    assert [e.label for e in begun(decided)] == ["siren", "smoke_alarm"]
    heard_by_both = {"siren": [(1.0, 39.0, 0.99)], "alarm": t3(10.0, 6)}
    decided = hear(sound(40.0, heard_by_both), patterns={13.3: pattern(T3)})
    assert [e.label for e in begun(decided)][:2] == ["siren", "alarm"]


@pytest.mark.slow
def test_an_alarm_lasts_as_long_as_its_pattern_comes_again() -> None:
    again = {5.3 + 4.0 * k: pattern(T3) for k in range(15)}
    decided = hear(sound(61.0, {}), patterns=again)
    assert len(begun(decided)) == 1
    assert over(decided) == []


def test_an_event_goes_on_between_the_two_thresholds() -> None:
    posteriors = sound(20.0, {"siren": [(1.0, 3.0, 0.9), (3.0, 15.0, 0.35)]})
    decided = hear(posteriors)
    assert len(begun(decided)) == 1
    assert over(decided) == []


def test_an_event_that_lingers_between_the_thresholds_does_not_last_for_ever() -> None:
    posteriors = sound(60.0, {"doorbell": [(1.0, 3.0, 0.9), (3.0, 45.0, 0.35), (45.0, 47.0, 0.9)]})
    assert [e.id for e in begun(hear(posteriors))] == [1, 2]


def test_the_network_names_a_fire_alarm_only_when_no_pattern_has_spoken() -> None:
    decided = hear(sound(20.0, {"fire_alarm": [(2.0, 15.0, 0.95)]}))
    assert [e.label for e in begun(decided)] == ["alarm", "fire_alarm"]
    first, second = begun(decided)
    assert (first.id, first.onset) == (second.id, second.onset)
    assert second.t - first.t >= 5.0
    early = hear(sound(20.0, {"fire_alarm": [(2.0, 15.0, 0.95)]}), patterns={5.3: pattern(T3)})
    assert [e.label for e in begun(early)] == ["alarm", "smoke_alarm"]


def test_a_clock_that_might_be_a_fire_alarm_stays_an_alarm() -> None:
    decided = hear(sound(20.0, {"fire_alarm": [(2.0, 15.0, 0.8)]}))
    assert [e.label for e in begun(decided)] == ["alarm"]


def test_two_exact_kinds_that_are_equally_strong_stay_an_alarm() -> None:
    posteriors = sound(8.0, {"smoke_alarm": [(2.0, 8.0, 0.8)], "fire_alarm": [(2.0, 8.0, 0.8)]})
    assert [e.label for e in begun(hear(posteriors))] == ["alarm"]


def test_an_event_never_changes_to_a_less_exact_label_or_to_a_sister() -> None:
    spans = {"smoke_alarm": [(1.0, 3.0, 0.9)], "fire_alarm": [(4.0, 18.0, 0.99)]}
    told = {4.3: pattern(T3), 16.0: pattern(T4)}
    decided = hear(sound(20.0, spans), patterns=told)
    assert [e.label for e in begun(decided)][-1] == "smoke_alarm"
    assert len(begun(decided)) <= 2


def test_trifles_of_several_alarms_do_not_make_an_alarm() -> None:
    faint = [(1.0, 20.0, 0.24)]
    spans = dict.fromkeys(("alarm", "smoke_alarm", "fire_alarm", "co_alarm"), faint)
    assert begun(hear(sound(20.0, spans))) == []


def test_something_breaking_becomes_breaking_glass_and_critical() -> None:
    posteriors = sound(4.0, {"breaking": [(1.04, 1.6, 0.8)], "glass_breaking": [(1.36, 1.6, 0.9)]})
    first, second = begun(hear(posteriors))
    assert (first.label, first.priority) == ("breaking", Priority.ATTENTION)
    assert (second.label, second.priority) == ("glass_breaking", Priority.CRITICAL)
    assert first.id == second.id


def test_one_bang_is_one_event_of_the_likelier_kind() -> None:
    posteriors = sound(5.0, {"gunshot": [(1.04, 1.3, 0.9)], "explosion": [(1.04, 1.3, 0.6)]})
    assert [e.label for e in begun(hear(posteriors))] == ["gunshot"]


def test_screeching_tyres_are_told_while_a_level_crossing_rings() -> None:
    posteriors = sound(
        12.0, {"level_crossing": [(1.0, 11.0, 0.9)], "tire_screech": [(6.0, 7.0, 0.9)]}
    )
    decided = begun(hear(posteriors))
    assert [(e.id, e.label) for e in decided] == [(1, "level_crossing"), (2, "tire_screech")]


def test_the_evidence_of_an_event_that_is_over_does_not_confirm_another() -> None:
    listener = detector(release_seconds=0.16)
    posteriors = sound(6.0, {"doorbell": [(1.04, 2.0, 0.9)]})
    assert len(begun(hear(posteriors, listener))) == 1


def test_different_groups_are_different_events_at_the_same_time() -> None:
    posteriors = sound(8.0, {"dog": [(1.0, 6.0, 0.9)], "doorbell": [(2.0, 4.0, 0.9)]})
    assert [(e.id, e.label) for e in begun(hear(posteriors))] == [(1, "dog"), (2, "doorbell")]


def test_the_onset_is_looked_for_only_so_far_back() -> None:
    posteriors = sound(40.0, {"doorbell": [(1.0, 30.0, 0.3), (30.0, 31.0, 0.9)]})
    (event,) = begun(hear(posteriors))
    assert 30.0 - 1.2 <= event.onset < event.t


def test_the_end_of_the_input_ends_what_is_open_and_keeps_counting() -> None:
    listener = detector()
    posteriors = sound(3.0, {"doorbell": [(1.0, 3.0, 0.9)]})
    state, first = listener.step(listener.start(), posteriors, 3.04)
    state, last = listener.flush(state, 3.04)
    assert [(type(e), e.id) for e in (*first, *last)] == [(Event, 1), (EventEnd, 1)]
    assert last[0].t == 3.04
    assert listener.flush(state, 4.0)[1] == ()
    _, again = listener.step(state, posteriors, 6.08)
    assert [e.id for e in again] == [2]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_row_that_is_no_number_is_no_evidence(bad: float) -> None:
    assert hear(np.full((100, WIDTH), bad, np.float32), flush=True) == []
    posteriors = sound(4.0, {"doorbell": [(1.0, 3.0, 0.9)]})
    posteriors[20, 5] = bad
    assert len(begun(hear(posteriors))) == 1


def test_posteriors_of_another_width_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="88"):
        hear(np.zeros((2, 10), np.float32))


WATCHED = ["alarm", "smoke_alarm", "co_alarm", "doorbell", "dog", "glass_breaking", "breaking"]

streams = st.lists(
    st.tuples(
        st.sampled_from(WATCHED),
        st.floats(0, 38),
        st.floats(0.08, 9),
        st.floats(0, 1, width=32),
    ),
    max_size=12,
).map(
    lambda stretches: sum(
        (sound(40.0, {label: [(a, a + d, p)]}) - 0.02 for label, a, d, p in stretches),
        sound(40.0, {}),
    ).clip(0, 1)
)


@settings(max_examples=examples(60), deadline=None)
@given(streams, st.lists(st.integers(1, 60), min_size=1, max_size=20))
@pytest.mark.slow
def test_cutting_the_rows_differently_changes_nothing(
    posteriors: FloatArray, cuts: list[int]
) -> None:
    listener = detector()
    state = listener.start()
    cut: list[Event | EventEnd] = []
    start = 0
    for size in [*cuts, len(posteriors)]:
        piece = posteriors[start : start + size]
        start += len(piece)
        state, decided = listener.step(state, piece, start * ROW)
        cut += decided
    assert cut == hear(posteriors)


heard_patterns = st.dictionaries(
    st.floats(0.16, 20.0),
    st.builds(pattern, st.sampled_from(PATTERNS), st.floats(0.0, 1.0, width=32)),
    max_size=6,
)


@settings(max_examples=examples(100), deadline=None)
@given(streams, heard_patterns)
@pytest.mark.slow
def test_events_are_well_formed_whatever_is_heard(
    posteriors: FloatArray, patterns: Mapping[float, Patterns]
) -> None:
    decided = hear(posteriors, flush=True, patterns=patterns)
    assert [e.t for e in decided] == sorted(e.t for e in decided)
    opened = begun(decided)
    firsts = list(dict.fromkeys(e.id for e in opened))
    assert firsts == list(range(1, len(firsts) + 1))
    assert sorted(e.id for e in over(decided)) == firsts
    for one in opened:
        assert 0.0 <= one.onset <= one.t
        assert 0.0 <= one.score <= 1.0
    for identity in firsts:
        labels = [e.label for e in opened if e.id == identity]
        assert len(labels) <= 2
        if len(labels) == 2:
            assert labels[0] in {"alarm", "breaking"}
            assert labels[1] not in {"alarm", "breaking"}
