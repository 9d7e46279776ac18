"""Reports: the machine interface to the letter, and lines for a screen reader."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

from edge_aac.report import KINDS, as_json, as_line, as_object, clock
from edge_aac.salience.rules import Rule
from edge_aac.types import (
    Caption,
    Decision,
    Event,
    EventEnd,
    Priority,
    Report,
    State,
    Status,
    Summary,
)

EVENT = Event(7, 12.804, 12.48, "doorbell", "doorbell", Priority.ATTENTION, 0.9412)


def test_an_event_is_the_interface_to_the_letter() -> None:
    assert as_json(EVENT) == (
        '{"v":1,"kind":"event","id":7,"t":12.8,"onset":12.48,"label":"doorbell",'
        '"group":"doorbell","priority":"attention","score":0.94}'
    )


def test_an_end_repeats_id_and_onset() -> None:
    end = as_object(EventEnd(7, 15.2, 12.48, "doorbell", "doorbell"))
    assert end == {
        "v": 1, "kind": "end", "id": 7, "t": 15.2, "onset": 12.48,
        "label": "doorbell", "group": "doorbell",
    }  # fmt: skip


def test_a_caption_tells_whether_it_is_spoken() -> None:
    caption = Caption(13.12, 11.5, 13.12, "A doorbell rings twice.", Priority.ATTENTION, True)
    assert list(as_object(caption)) == [
        "v", "kind", "t", "start", "end", "text", "priority", "spoken",
    ]  # fmt: skip
    assert as_object(caption)["spoken"] is True


def test_a_status_tells_whether_it_is_spoken_where_it_can_be() -> None:
    ended = as_object(Status(3.0, State.ENDED, "The input has ended."))
    assert list(ended) == ["v", "kind", "t", "state", "detail"]
    lost = as_object(Status(3.0, State.RECOVERING, "The microphone is lost.", spoken=True))
    assert (lost["state"], lost["spoken"]) == ("recovering", True)


def test_words_of_any_alphabet_stay_one_line_of_json() -> None:
    line = as_json(Caption(1.0, 0.0, 1.0, "Zwölf\nGlocken", Priority.AMBIENT, False))
    assert "\n" not in line
    assert line.isascii()
    assert json.loads(line)["text"] == "Zwölf\nGlocken"


def test_plain_lines_read_as_sentences() -> None:
    caption = Caption(73.12, 71.5, 73.12, "A dog barks.", Priority.AMBIENT, True)
    assert as_line(caption) == "1:13 A dog barks."
    assert as_line(EVENT) is None
    assert as_line(Status(0.0, State.LISTENING)) == "0:00 Listening."
    assert as_line(Status(0.0, State.LISTENING, "Listening to USB.")) == "0:00 Listening to USB."
    fault = Status(62.0, State.SILENT, "Only silence.", spoken=False)
    assert as_line(fault) == "1:02 Only silence. (not spoken)"
    assert as_line(replace(fault, spoken=True)) == "1:02 Only silence."
    not_said = Caption(3.0, 1.0, 3.0, "Wind.", Priority.AMBIENT, False)
    assert as_line(not_said) == "0:03 Wind. (not spoken)"
    assert as_line(EventEnd(7, 15.2, 12.5, "car_alarm", "alarm")) == "0:15 car alarm: over."


def test_a_long_time_has_hours() -> None:
    assert [clock(s) for s in (0, 59.9, 60, 3_599, 3_600, 90_061)] == [
        "0:00", "0:59", "1:00", "59:59", "1:00:00", "25:01:01",
    ]  # fmt: skip


def test_the_fields_that_are_documented_are_those_that_are_printed() -> None:
    reports: list[Report] = [
        EVENT,
        EventEnd(7, 15.2, 12.48, "doorbell", "doorbell"),
        Caption(1.0, 0.0, 1.0, "Wind.", Priority.AMBIENT, False),
        Status(1.0, State.UNHEARD, "Wind.", spoken=True, of=0.5, figures={"hops": 3}),
        Decision(1.0, "Wind.", False, "budget", "Because.", "a score of 0.90"),
        Summary(3600.0, 0.0, 3600.0, {"dog": 2}, "Last hour: a dog barking (2)."),
    ]
    assert {type(one) for one in reports} == set(get_args(Report))
    rows = [as_object(one) for one in reports]
    assert {row["kind"]: set(row) for row in rows} == {k: set(v) for k, v in KINDS.items()}


def test_every_state_and_rule_is_explained() -> None:
    assert all(state.meaning for state in State) and all(rule.because for rule in Rule)
