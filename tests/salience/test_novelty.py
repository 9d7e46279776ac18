"""When a description of the scene is wanted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.salience.novelty import SceneState, SceneWatch, Wanted
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray, Urgency
from tests.thoroughness import examples

TAXONOMY = load_taxonomy()
WIDTH = len(TAXONOMY.labels)
ROW = 0.08


class Ear:
    """A watch with its state, fed hop by hop."""

    def __init__(self, **changes: object) -> None:
        self.watch = SceneWatch(TAXONOMY, {}, SalienceSettings.model_validate(changes))
        self.state: SceneState = self.watch.start()
        self.t = 0.0
        self.wanted: list[Wanted] = []

    def hear(
        self, seconds: float, *labels: str, p: float = 0.9, quiet: bool = True
    ) -> list[Wanted]:
        """Sounds for some time; what was wanted meanwhile."""
        row = np.full(WIDTH, 0.03, np.float32)
        row[[TAXONOMY.index(label) for label in labels]] = p
        return self.rows(np.tile(row, (round(seconds / ROW / 2) * 2, 1)), quiet)

    def rows(self, posteriors: FloatArray, quiet: bool = True) -> list[Wanted]:
        before = len(self.wanted)
        for hop in range(0, len(posteriors), 2):
            self.t = round(self.t + 2 * ROW, 6)
            self.state, wanted = self.watch.step(
                self.state, posteriors[hop : hop + 2], self.t, quiet
            )
            self.wanted += [wanted] if wanted else []
        return self.wanted[before:]

    def flush(self) -> Wanted | None:
        self.state, wanted = self.watch.flush(self.state, self.t)
        return wanted


def test_silence_and_room_tone_are_never_described() -> None:
    ear = Ear()
    assert ear.hear(300.0) == []
    assert ear.hear(60.0, "fan", p=0.15) == []
    assert ear.flush() is None


def test_the_first_description_is_wanted_after_about_two_seconds_of_something() -> None:
    ear = Ear()
    ear.hear(3.2)
    (wanted,) = ear.hear(10.0, "rain")
    assert wanted.labels == ("rain",)
    assert wanted.start == pytest.approx(3.2, abs=0.6)
    assert wanted.end - wanted.start == pytest.approx(2.0, abs=0.2)
    assert wanted.urgency is Urgency.ORDINARY


@pytest.mark.slow
def test_a_scene_that_does_not_change_is_described_once() -> None:
    ear = Ear()
    assert len(ear.hear(1200.0, "rain", "traffic")) == 1


def test_a_new_sound_is_described_once_it_has_settled() -> None:
    ear = Ear()
    ear.hear(30.0, "rain")
    start = ear.t
    (wanted,) = ear.hear(10.0, "rain", "music")
    assert wanted.labels == ("rain", "music")
    assert wanted.start >= start
    assert wanted.end - wanted.start == pytest.approx(1.5, abs=0.25)


def test_sounds_that_come_one_after_another_are_described_together() -> None:
    ear = Ear()
    ear.hear(30.0, "rain")
    ear.hear(1.28, "rain", "music")
    (wanted,) = ear.hear(10.0, "rain", "music", "laughing")
    assert set(wanted.labels) == {"rain", "music", "laughing"}


def test_a_scene_that_never_settles_is_described_all_the_same() -> None:
    ear = Ear()
    ear.hear(30.0, "rain")
    labels = ["music", "laughing", "coughing", "footsteps", "cat", "train", "cow", "pig"]
    heard = [w for i in range(8) for w in ear.hear(1.28, "rain", *labels[: i + 1])]
    assert len(heard) == 1


def test_a_sound_that_ends_is_no_news_nor_is_it_when_it_is_soon_back() -> None:
    ear = Ear(forget_seconds=120.0)
    ear.hear(30.0, "rain", "music")
    assert ear.hear(60.0, "rain") == []
    assert ear.hear(30.0, "rain", "music") == []


def test_a_sound_that_comes_back_after_long_is_news() -> None:
    ear = Ear(forget_seconds=60.0)
    ear.hear(30.0, "rain", "music")
    ear.hear(70.0, "rain")
    assert len(ear.hear(10.0, "rain", "music")) == 1


def test_a_short_sound_is_described_too() -> None:
    ear = Ear()
    ear.hear(30.0, "rain")
    ear.hear(0.96, "rain", "sneezing")
    (wanted,) = ear.hear(10.0, "rain")
    assert "sneezing" in wanted.labels


@pytest.mark.slow
def test_descriptions_are_at_least_scene_seconds_apart() -> None:
    ear = Ear(scene_seconds=20.0)
    labels = [one for one in TAXONOMY.names if not one.startswith("a")]
    for label in labels:
        ear.hear(4.0, label)
    times = [wanted.end for wanted in ear.wanted]
    assert len(times) > 5
    assert min(np.diff(times)) >= 20.0 - 1e-6


def test_a_wish_waits_for_quiet() -> None:
    ear = Ear()
    assert ear.hear(6.4, "rain", quiet=False) == []
    assert [w.labels for w in ear.hear(0.16, "rain")] == [("rain",)]


def test_what_is_announced_as_an_event_does_not_start_a_description_later() -> None:
    ear = Ear()
    ear.hear(30.0, "rain")
    assert ear.hear(10.0, "rain", "doorbell") == []


def test_what_is_announced_as_an_event_is_part_of_the_first_description() -> None:
    (wanted,) = Ear().hear(4.0, "doorbell")
    assert wanted.labels == ("doorbell",)


def test_a_request_is_answered_at_once_whatever_else() -> None:
    ear = Ear()
    ear.hear(30.0, "rain")
    ear.state = ear.watch.request(ear.state)
    (wanted,) = ear.hear(0.32, "rain", quiet=False)
    assert wanted.urgency is Urgency.REQUESTED
    assert wanted.labels == ("rain",)
    assert wanted.end - wanted.start == pytest.approx(10.0)


def test_a_request_in_silence_gives_no_labels() -> None:
    ear = Ear()
    ear.hear(4.0)
    ear.state = ear.watch.request(ear.state)
    (wanted,) = ear.hear(0.16)
    assert (wanted.labels, wanted.urgency) == ((), Urgency.REQUESTED)
    assert len(ear.hear(6.0, "rain")) == 1


def test_a_wish_that_came_to_nothing_is_made_again() -> None:
    ear = Ear()
    (first,) = ear.hear(3.2, "rain")
    ear.state = ear.watch.withdraw(ear.state)
    (again,) = ear.hear(0.16, "rain")
    assert again.labels == first.labels
    assert again.start == first.start
    assert ear.hear(60.0, "rain") == []


def test_a_withdrawn_request_stays_a_request() -> None:
    ear = Ear()
    ear.state = ear.watch.request(ear.state)
    ear.hear(0.16)
    ear.state = ear.watch.withdraw(ear.state)
    assert [w.urgency for w in ear.hear(0.32)] == [Urgency.REQUESTED]


def test_withdrawing_nothing_changes_nothing() -> None:
    ear = Ear()
    assert ear.watch.withdraw(ear.state) == ear.state


def test_the_end_of_the_input_wants_what_was_heard_and_never_described() -> None:
    ear = Ear()
    assert ear.hear(1.28, "dog") == []
    wanted = ear.flush()
    assert wanted is not None
    assert wanted.labels == ("dog",)
    assert ear.flush() is None


def test_the_end_of_the_input_wants_nothing_that_was_described() -> None:
    ear = Ear()
    assert len(ear.hear(20.0, "rain")) == 1
    assert ear.flush() is None


@pytest.mark.parametrize(
    "changes", [{"block": ("engine",)}, {"profile": "street"}], ids=["blocked", "unremarkable"]
)
def test_blocked_and_unremarkable_sounds_start_no_description(changes: dict[str, object]) -> None:
    assert len(Ear().hear(20.0, "engine")) == 1
    ear = Ear(**changes)
    assert ear.hear(20.0, "engine") == []
    assert ear.flush() is None
    assert len(ear.hear(20.0, "engine", "music")) == 1


def test_a_row_that_is_no_number_counts_as_silence() -> None:
    ear = Ear()
    assert ear.rows(np.full((500, WIDTH), np.nan, np.float32)) == []
    assert len(ear.hear(4.0, "rain")) == 1


scenes = st.lists(
    st.tuples(
        st.floats(0.2, 6.0),
        st.lists(st.sampled_from(TAXONOMY.names), max_size=4),
        st.booleans(),
        st.sampled_from(["", "", "", "request", "withdraw"]),
    ),
    max_size=12,
)


def listen(scenes: list[tuple[float, list[str], bool, str]]) -> Ear:
    ear = Ear()
    for seconds, labels, quiet, what in scenes:
        if what == "request":
            ear.state = ear.watch.request(ear.state)
        if what == "withdraw":
            ear.state = ear.watch.withdraw(ear.state)
        ear.hear(seconds, *labels, quiet=quiet)
    return ear


@settings(max_examples=examples(80), deadline=None)
@given(scenes)
@pytest.mark.slow
def test_wishes_are_well_formed_and_the_state_is_bounded(
    scenes: list[tuple[float, list[str], bool, str]],
) -> None:
    ear = listen(scenes)
    assert listen(scenes).wanted == ear.wanted
    for wanted in ear.wanted:
        assert 0.0 <= wanted.start <= wanted.end
        assert wanted.end - wanted.start <= 10.0 + 1e-6
        assert wanted.urgency is Urgency.REQUESTED or wanted.labels
        assert len(set(wanted.labels)) == len(wanted.labels)
    assert len(ear.state.news) <= WIDTH
    assert len(ear.state.known) <= WIDTH
