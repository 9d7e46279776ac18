"""A firing is what a person would hear announced, whoever gave the score."""

from __future__ import annotations

import numpy as np
import pytest

from models.baseline.scores import BASELINE_CLASSES, BaselineScores
from models.evaluation.tracks import Sides, Track, baseline_tracks, own_tracks, sides
from tests.models.evaluation.conftest import MakeClip, MakeHeard
from tests.models.evaluation.made_track import made_track


def firings(track: Track, *thresholds: float) -> list[int]:
    return [int(n) for n in track.firings(np.array(thresholds, np.float64))]


def test_a_score_that_stays_up_fires_once() -> None:
    assert firings(made_track("rain", [0.0, 0.8, 0.9, 0.7, 0.8] + [0.8] * 40), 0.5) == [1]


def test_a_clip_that_starts_above_the_threshold_fires_at_once() -> None:
    assert firings(made_track("rain", [0.8, 0.1]), 0.5) == [1]


def test_a_threshold_is_reached_by_a_score_equal_to_it() -> None:
    assert firings(made_track("rain", [0.1, 0.5]), 0.5, float(np.nextafter(0.5, 1))) == [1, 0]


def test_a_second_firing_within_the_cool_down_is_the_same_event() -> None:
    pulses = [1.0, 0.0, 0.0]
    # One row a second: up at 0, 3, 6, 9 s.
    assert firings(made_track("rain", pulses * 4), 0.5) == [1]


def test_the_cool_down_counts_from_the_last_event_and_is_not_extended() -> None:
    # Up at 0, 3, 6, 9, 12, ..., 27 s: heard at 0, 12 and 24 s.
    assert firings(made_track("rain", [1.0, 0.0, 0.0] * 10), 0.5) == [3]


def test_a_firing_exactly_at_the_end_of_the_cool_down_is_another_event() -> None:
    scores = [1.0, *[0.0] * 124, 1.0]
    assert firings(made_track("rain", scores, step=0.08), 0.5) == [2]
    assert firings(made_track("rain", [1.0, *[0.0] * 123, 1.0], step=0.08), 0.5) == [1]


def test_each_threshold_has_its_own_cool_down() -> None:
    scores = [0.3, *[0.0] * 4, 0.9, *[0.0] * 6, 0.3, 0.0, 0.0, 0.0, 0.9]
    # At 0.2: 0 and 12 s (5 s and 16 s fall into cool-downs); at 0.5: 5 and 16 s.
    assert firings(made_track("rain", scores), 0.2, 0.5, 0.95) == [2, 2, 0]


def test_of_a_long_recording_the_judged_beginning_counts() -> None:
    assert made_track("rain", [0.0], seconds=40.0).seconds == 30.0
    assert made_track("rain", [0.0], seconds=6.0).seconds == 6.0


def test_times_that_do_not_fit_the_scores_are_refused(make_clip: MakeClip) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Track(make_clip("rain"), np.zeros(2, np.float32), np.zeros(3, np.float32))


def test_clips_of_other_announced_sounds_are_on_neither_side() -> None:
    tracks = [
        made_track(label, [0.0], number)
        for number, label in enumerate(["siren", "fire_alarm", "dog", "rain", "background", "rir"])
    ]
    divided = sides(tracks, {"siren", "fire_alarm"})
    assert [t.clip.label for t in divided.positives] == ["siren", "fire_alarm"]
    assert [t.clip.label for t in divided.negatives] == ["rain", "background"]


def test_an_ambient_sound_that_is_looked_for_is_no_negative() -> None:
    divided = sides([made_track("rain", [0.0], 1), made_track("wind", [0.0], 2)], {"rain"})
    assert [t.clip.label for t in divided.negatives] == ["wind"]


def test_a_clip_that_is_there_twice_is_refused() -> None:
    track = made_track("rain", [0.0])
    with pytest.raises(ValueError, match="twice"):
        Sides((), (track, track))


def test_our_track_is_the_smoothed_posterior_of_the_strongest_label(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    heard = make_heard(make_clip("siren"), {"siren": 0.8, "fire_alarm": 0.5}, 10, {"siren": 5})
    (track,) = own_tracks([heard], ["siren", "fire_alarm"])
    (alone,) = own_tracks([heard], ["siren"])
    # The first is known after five rows; the siren fills one more row of the five each time.
    assert track.times == pytest.approx([0.4, 0.48, 0.56, 0.64, 0.72, 0.8])
    assert alone.scores == pytest.approx([0.0, 0.16, 0.32, 0.48, 0.64, 0.8])
    assert track.scores == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.64, 0.8])
    assert alone.best == heard.score("siren")


def test_the_baselines_track_is_its_strongest_class_at_the_end_of_each_window(
    make_clip: MakeClip,
) -> None:
    wanted = BASELINE_CLASSES["siren"]
    names = ["Speech", *wanted, *[n for n in BASELINE_CLASSES["dog"] if n not in wanted]]
    scores = np.zeros((2, len(names)), np.float32)
    scores[:, 0] = 1.0
    scores[1, len(wanted)] = 0.7
    heard = BaselineScores(make_clip("siren"), scores)
    (track,) = baseline_tracks([heard], ["siren"], names)
    assert track.times == pytest.approx([0.975, 1.4625])
    assert track.scores == pytest.approx([0.0, 0.7])
    assert baseline_tracks([heard], ["dog", "siren"], names)[0].best == pytest.approx(0.7)
