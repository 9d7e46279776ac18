"""Reports as JSON objects and as lines for a screen reader.

In: `Report` values. Out: the machine interface's objects, version 1, and plain
lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edge_aac.printable import encodable
from edge_aac.types import Caption, Decision, Event, EventEnd, Report, Status, Summary

VERSION = 1

_HEAD = {
    "v": "version of the interface; it changes if a field ever goes",
    "kind": "which of these kinds the line is",
    "t": "when it was decided, in seconds on the clock of the sound",
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "event": _HEAD
    | {
        "id": "number of the event; a later line with the same number gives a more exact label",
        "onset": "when the sound began, in seconds",
        "label": "name of the sound",
        "group": "more exact labels distinguish the sounds of one group",
        "priority": "critical, attention or ambient",
        "score": "how sure it is, 0 to 1",
    },
    "end": _HEAD
    | {
        "id": "number of the event that is over",
        "onset": "when the sound began, in seconds",
        "label": "name of the sound, as exact as it became",
        "group": "its group",
    },
    "caption": _HEAD
    | {
        "start": "where the sound that it is about begins, in seconds",
        "end": "where that sound ends, in seconds",
        "text": "the sentence",
        "priority": "critical, attention or ambient",
        "spoken": "whether it was handed to the voice, or would have been with speech on",
    },
    "status": _HEAD
    | {
        "state": "what it is about, one of the states below",
        "detail": "one or two sentences in the language chosen; may be missing",
        "spoken": "whether it was handed to the voice; missing where it is never spoken",
        "of": "of a sentence that was not heard: the `t` of its own line; missing otherwise",
        "heard": "false where `detail` was not spoken to its end; missing otherwise",
        "figures": "of an answer to `status`: the figures below; missing otherwise",
    },
    "summary": _HEAD
    | {
        "start": "where the time that it is about begins, in seconds",
        "end": "where that time ends, in seconds",
        "counts": "how often each label was detected; those that were not are missing",
        "text": "the same in words",
    },
    "decision": _HEAD
    | {
        "text": "what was said, or would have been",
        "spoken": "whether it was",
        "rule": "which rule decided, one of the rules below",
        "why": "the evidence and the rule, in the language chosen",
        "evidence": "what the sound was known by, with figures, in English; may be missing",
    },
}
"""Every kind of line that `edge-aac listen --json` prints, with its fields and their meaning."""

FIGURES: Mapping[str, str] = {
    "uptime": "since when it listens, in seconds",
    "source": "what it listens to",
    "heard": "the sound server's source that the sound comes from, or null",
    "lost": "whether the microphone is lost just now",
    "muted": "whether it says hazard alarms alone",
    "quiet": "whether it says for a while only what is critical",
    "withheld": "announcements that `missed` would name",
    "hops": "hops of 160 ms that were heard",
    "dropped_samples": "samples of the microphone that were lost because the machine was too slow",
    "behind": "how much sound of the microphone waits to be heard, in seconds",
    "thinned": "whether descriptions are left out, because the machine is too slow",
    "thinned_seconds": "for how much sound they were left out, in seconds",
    "skipped_blocks": "blocks of sound that were skipped because a part of the listener failed",
    "unwritten": "lines that could not be written",
    "faults": "how often each fault was announced, by the name of its sentence",
    "restarts": "how often `microphone`, `voice` and `thread` were begun again; vain tries are one",
    "last_fault": "the name of the newest one, or null",
    "last_fault_ago": "how long ago it was announced, in seconds, or null",
    "temperature": "of the machine's hottest sensor in degrees Celsius, or null",
    "slowed": "whether the machine runs slower for heat or a weak supply, or null",
}
"""What a status' `figures` hold."""


HEARD: Mapping[str, str] = {
    "level": "how loud it is between 0.3 and 4 kHz, in decibels below full scale, or null",
    "sounds": "at most five labels that are likely just now, each with `label` and `score`",
    "last": "the number of the newest line",
    "lines": "the newest lines that have room, each with its number `n`, how long `ago` it was in "
    "seconds, its `text`, and for a sentence about sound its `priority`",
    "lost": "whether the microphone is lost just now",
    "muted": "whether it says hazard alarms alone",
    "quiet": "for how long it says only what is critical, in seconds, or null",
}
"""What the figures of an answer to `heard` hold."""


def as_object(report: Report) -> dict[str, Any]:
    """The JSON object of a report; times in seconds, two decimals."""
    head: dict[str, Any] = {"v": VERSION}
    if isinstance(report, Event):
        return head | {
            "kind": "event",
            "id": report.id,
            "t": _two(report.t),
            "onset": _two(report.onset),
            "label": report.label,
            "group": report.group,
            "priority": report.priority.value,
            "score": _two(report.score),
        }
    if isinstance(report, EventEnd):
        return head | {
            "kind": "end",
            "id": report.id,
            "t": _two(report.t),
            "onset": _two(report.onset),
            "label": report.label,
            "group": report.group,
        }
    if isinstance(report, Caption):
        return head | {
            "kind": "caption",
            "t": _two(report.t),
            "start": _two(report.start),
            "end": _two(report.end),
            "text": report.text,
            "priority": report.priority.value,
            "spoken": report.spoken,
        }
    if isinstance(report, Summary):
        return head | {
            "kind": "summary",
            "t": _two(report.t),
            "start": _two(report.start),
            "end": _two(report.end),
            "counts": dict(report.counts),
            "text": report.text,
        }
    if isinstance(report, Decision):
        decision = head | {
            "kind": "decision",
            "t": _two(report.t),
            "text": report.text,
            "spoken": report.spoken,
            "rule": report.rule,
            "why": report.why,
        }
        return decision | ({"evidence": report.evidence} if report.evidence else {})
    status = head | {"kind": "status", "t": _two(report.t), "state": report.state.value}
    status |= {"detail": report.detail} if report.detail else {}
    status |= {} if report.spoken is None else {"spoken": report.spoken}
    status |= {} if report.figures is None else {"figures": dict(report.figures)}
    return status | ({} if report.of is None else {"of": _two(report.of), "heard": False})


def as_json(report: Report) -> str:
    """One line of JSON, which every encoding can hold."""
    # In a sentence, a name that is no text has its bytes written out.
    values = {
        key: encodable(value) if isinstance(value, str) else value
        for key, value in as_object(report).items()
    }
    return json.dumps(values, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class LineWords:
    """The words of lines, in one language."""

    over: str = "{noun}: over."
    not_spoken: str = "(not spoken)"
    said: str = "Said: {why}"
    not_said: str = "Not said: {why}"
    noun: Callable[[str], str] = lambda label: label.replace("_", " ")
    """A label as a person calls it."""


ENGLISH = LineWords()


def as_line(report: Report, words: LineWords = ENGLISH) -> str | None:
    """A plain line for a person, or None where there is nothing to report.

    An event needs no line of its own: the sentence about it follows at once.
    """
    text = line_text(report, words)
    return None if text is None else f"{clock(report.t)} {text}"


def line_text(report: Report, words: LineWords = ENGLISH) -> str | None:
    """The same without its time."""
    if isinstance(report, Caption):
        return report.text if report.spoken else f"{report.text} {words.not_spoken}"
    if isinstance(report, Summary):
        return report.text
    if isinstance(report, EventEnd):
        return words.over.format(noun=words.noun(report.label))
    if isinstance(report, Decision):
        return (words.said if report.spoken else words.not_said).format(why=report.why)
    if isinstance(report, Status):
        text = report.detail or f"{report.state.value.capitalize()}."
        silent = report.spoken is False or report.of is not None
        return f"{text} {words.not_spoken}" if silent else text
    return None


def _two(value: float) -> float:
    return round(float(value), 2)


def clock(seconds: float) -> str:
    """A time as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
