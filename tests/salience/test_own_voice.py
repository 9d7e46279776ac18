"""The own voice: when it is in the sound, and what is believed meanwhile."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.salience.own_voice import RESEMBLING, OwnVoice
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
THRESHOLDS = dict.fromkeys(TAXONOMY.names, 0.5)
ECHO = 1.0


def own_voice(echo: float = ECHO) -> OwnVoice:
    return OwnVoice(TAXONOMY, THRESHOLDS, SalienceSettings(echo_seconds=echo))


spans = st.lists(
    st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 5.0)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=10,
)


def test_nothing_is_held_before_anything_was_said() -> None:
    voice = own_voice()
    assert not voice.holds(voice.start(), 0.0, 1_000.0)


def test_the_voice_is_in_the_sound_until_the_room_is_silent() -> None:
    voice = own_voice()
    state = voice.spoke(voice.start(), 10.0, 12.0)
    assert not voice.holds(state, 9.8, 9.96)
    assert voice.holds(state, 9.9, 10.06)
    assert voice.holds(state, 12.5, 12.66)
    assert not voice.holds(state, 13.0, 13.16)


def test_the_network_remembers_it_for_longer_than_the_room() -> None:
    voice = own_voice()
    state = voice.spoke(voice.start(), 10.0, 12.0)
    assert voice.remembered(state, 11.0, 11.16)
    assert voice.remembered(state, 13.9, 14.06)
    assert not voice.holds(state, 13.9, 14.06)
    assert not voice.remembered(state, 14.0, 14.16)


def test_it_covers_other_sound_for_as_long_as_it_is_loud() -> None:
    voice = own_voice()
    state = voice.spoke(voice.start(), 10.0, 12.0)
    assert voice.covers(state, 9.9, 10.06)
    assert voice.covers(state, 12.1, 12.26)
    assert not voice.covers(state, 12.3, 12.46)
    assert not own_voice(0.0).covers(state, 12.1, 12.26)


def test_a_stretch_may_be_told_in_pieces() -> None:
    voice = own_voice()
    state = voice.start()
    for tenth in range(100, 120):
        state = voice.spoke(state, tenth / 10, (tenth + 1) / 10)
    assert len(state.spans) == 1
    assert voice.holds(state, 10.0, 10.1) and voice.holds(state, 12.9, 13.0)


def test_a_stretch_that_lies_ahead_is_kept_until_it_comes() -> None:
    """The listener is behind: what is said now is heard in a while."""
    voice = own_voice()
    state = voice.spoke(voice.start(), 20.0, 21.0)
    assert not voice.holds(state, 15.0, 15.16)
    assert voice.holds(state, 20.5, 20.66)


@given(spans, st.floats(0.0, 60.0))
def test_exactly_what_was_told_is_held_and_the_state_is_bounded(
    told: list[tuple[float, float]], t: float
) -> None:
    voice = own_voice()
    state = voice.start()
    for start, end in told:
        state = voice.spoke(state, start, end)
    assert len(state.spans) <= 16
    expected = any(start < t + 0.16 and t < end + ECHO for start, end in told)
    assert voice.holds(state, t, t + 0.16) == expected


def test_thousands_of_utterances_do_not_grow_the_state() -> None:
    voice = own_voice()
    state = voice.start()
    for at in range(0, 50_000, 10):
        state = voice.spoke(state, at, at + 2.0)
    assert len(state.spans) == 16
    assert voice.holds(state, 49_990.0, 49_990.1)


@given(st.lists(st.floats(0.0, 1.0), min_size=len(TAXONOMY.names), max_size=len(TAXONOMY.names)))
def test_what_resembles_a_voice_confirms_nothing_and_all_else_is_as_it_was(
    row: list[float],
) -> None:
    rows = np.asarray([row, row[::-1]], np.float32)
    believed = own_voice().believed(rows)
    assert believed.shape == rows.shape
    for column, label in enumerate(TAXONOMY.labels):
        if label.name in RESEMBLING:
            assert (believed[:, column] < THRESHOLDS[label.name]).all()
            # A sound that was there before goes on.
            low = rows[:, column] < 0.4
            assert (believed[low, column] == rows[low, column]).all()
        else:
            assert (believed[:, column] == rows[:, column]).all()


def test_a_hazard_alarm_is_never_held_back() -> None:
    assert not any(TAXONOMY[name].group == "hazard_alarm" for name in RESEMBLING)
