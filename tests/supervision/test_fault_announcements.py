"""A fault is told once, again with back-off, and never left behind."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Notice
from edge_aac.supervision.fault_announcements import AnnouncementBackoff, FaultChange, FaultState
from edge_aac.supervision.faults import Fault, Faults

RULES = AnnouncementBackoff(first_seconds=10.0, longest_seconds=40.0, steady_seconds=300.0)
CALM = AnnouncementBackoff(
    first_seconds=10.0, longest_seconds=40.0, steady_seconds=300.0, calm_seconds=5.0
)


def tell(rules: AnnouncementBackoff, *story: tuple[float, str]) -> list[tuple[float, str]]:
    """What is told, and when, of a story of wrong, right and time."""
    state, announced = FaultState(), []
    for t, what in story:
        step = {"wrong": rules.on_wrong, "right": rules.on_right, "time": rules.on_time}[what]
        state, news = step(state, t)
        if news is not None:
            announced.append((t, news.value))
    return announced


# Every edge.


def test_the_first_fault_and_its_end_are_told_at_once() -> None:
    story = [(0.0, "right"), (1.0, "wrong"), (2.0, "wrong"), (3.0, "right"), (4.0, "right")]
    assert tell(RULES, *story) == [(1.0, "wrong"), (3.0, "right")]


def test_a_fault_that_goes_on_is_told_once() -> None:
    assert tell(RULES, *[(float(t), "wrong") for t in range(1_000)]) == [(0.0, "wrong")]


def test_a_fault_that_comes_again_soon_waits_and_is_then_told_if_it_lasts() -> None:
    story = [(0.0, "wrong"), (1.0, "right"), (2.0, "wrong"), (9.9, "time"), (10.0, "time")]
    assert tell(RULES, *story) == [(0.0, "wrong"), (1.0, "right"), (10.0, "wrong")]


def test_a_fault_that_came_and_went_while_it_waited_is_not_told() -> None:
    story = [(0.0, "wrong"), (1.0, "right"), (2.0, "wrong"), (3.0, "right"), (10.0, "time")]
    assert tell(RULES, *story) == [(0.0, "wrong"), (1.0, "right")]


def test_the_wait_doubles_up_to_its_ceiling() -> None:
    story = [(t / 2, "wrong" if t % 2 else "right") for t in range(400)]
    wrong = [t for t, news in tell(RULES, *story) if news == "wrong"]
    assert wrong == [0.5, 10.5, 30.5, 70.5, 110.5, 150.5, 190.5]


def test_after_a_steady_time_a_fault_is_new() -> None:
    story = [(0.0, "wrong"), (1.0, "right"), (15.0, "wrong"), (16.0, "right")]
    assert tell(RULES, *story, (316.0, "wrong"))[-1] == (316.0, "wrong")
    assert tell(RULES, *story, (316.0, "wrong"), (317.0, "right"), (326.0, "wrong"))[-1] == (
        326.0,
        "wrong",
    )


def test_what_shows_now_and_then_is_over_when_it_was_calm() -> None:
    story = [(0.0, "wrong"), (4.0, "wrong"), (8.9, "time"), (9.0, "time")]
    assert tell(CALM, *story) == [(0.0, "wrong"), (9.0, "right")]


# Whatever happens.

stories = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 3.0, 9.0, 40.0, 301.0]),
        st.sampled_from(["wrong", "right", "time"]),
    ),
    max_size=60,
)


@given(stories)
def test_what_is_told_alternates_keeps_its_distance_and_is_true_in_the_end(
    pauses: list[tuple[float, str]],
) -> None:
    t, story = 0.0, []
    for pause, what in pauses:
        t += pause
        story.append((t, what))
    announced = tell(RULES, *story)
    assert [news for _, news in announced] == [
        ("wrong", "right")[n % 2] for n in range(len(announced))
    ]
    wrong = [at for at, news in announced if news == "wrong"]
    assert all(later - earlier >= 10.0 for earlier, later in pairwise(wrong))
    # Once the longest wait has passed, the person believes what is so.
    final = tell(RULES, *story, (t + 40.0, "time"))
    last = next((what for _, what in reversed(story) if what != "time"), "right")
    assert (final[-1][1] if final else "right") == last


def due(faults: Faults) -> list[tuple[Notice, bool]]:
    return [(one.notice, one.spoken) for one in faults.due()]


def test_faults_give_the_announcements_that_are_due_each_once() -> None:
    now = [0.0]
    faults = Faults(lambda: now[0])
    assert due(faults) == []
    faults.wrong(Fault.MICROPHONE)
    faults.wrong(Fault.OVERLOAD)
    assert due(faults) == [(Notice.MICROPHONE_LOST, True), (Notice.OVERLOADED, True)]
    assert due(faults) == []
    faults.right(Fault.MICROPHONE)
    assert due(faults) == [(Notice.MICROPHONE_BACK, True)]
    now[0] = 30.0
    assert due(faults) == []  # that the listener keeps up again is not worth a word
    faults.wrong(Fault.OVERLOAD)
    assert due(faults) == [(Notice.OVERLOADED, False)]  # a line, and too soon for the voice
    now[0] = 59.0
    faults.wrong(Fault.OVERLOAD)
    assert due(faults) == []
    faults.wrong(Fault.OVERLOAD, remind=True)
    assert due(faults) == [(Notice.OVERLOADED, False)]
    now[0] = 60.0
    assert due(faults) == [(Notice.OVERLOADED, True)]


def test_each_loss_has_its_line_and_each_return_also_where_nothing_is_spoken() -> None:
    now = [0.0]
    faults = Faults(lambda: now[0])
    story = []
    for second in (0.0, 1.0, 2.0):
        now[0] = second
        faults.wrong(Fault.MICROPHONE)
        story += due(faults)
        faults.right(Fault.MICROPHONE)
        story += due(faults)
    assert story == [
        (notice, second == 0)
        for second in range(3)
        for notice in (Notice.MICROPHONE_LOST, Notice.MICROPHONE_BACK)
    ]


def test_news_are_words() -> None:
    assert {one.value for one in FaultChange} == {"wrong", "right"}


def test_every_fault_has_its_sentences_in_the_catalogue() -> None:
    announced = load_catalogue().listener_phrases
    for fault in Fault:
        assert fault.value.wrong in announced
        assert fault.value.right is None or fault.value.right in announced
