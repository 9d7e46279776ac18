"""Reports as JSON objects and as lines for a screen reader.

In: `Report` values. Out: the machine interface's objects, version 1, and plain
lines. Never does: printing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edge_aac.printable import encodable
from edge_aac.types import Caption, Decision, Event, EventEnd, Report, Status

VERSION = 1


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
    if isinstance(report, Decision):
        return head | {
            "kind": "decision",
            "t": _two(report.t),
            "text": report.text,
            "spoken": report.spoken,
            "rule": report.rule,
            "why": report.why,
        }
    status = head | {"kind": "status", "t": _two(report.t), "state": report.state}
    return status | ({"detail": report.detail} if report.detail else {})


def as_json(report: Report) -> str:
    """One line of JSON, which every encoding can hold."""
    return json_line(as_object(report))


def json_line(row: Mapping[str, Any]) -> str:
    """An object as one line of JSON; a name that is no text has its bytes written out."""
    values = {k: encodable(v) if isinstance(v, str) else v for k, v in row.items()}
    return json.dumps(values, separators=(",", ":"))


def as_line(report: Report) -> str | None:
    """A plain line for a person, or None where there is nothing to tell.

    An event needs no line of its own: the sentence about it follows at once.
    """
    if isinstance(report, Caption):
        aside = "" if report.spoken else " (not spoken)"
        return f"{clock(report.t)} {report.text}{aside}"
    if isinstance(report, EventEnd):
        return f"{clock(report.t)} {report.label.replace('_', ' ')}: over."
    if isinstance(report, Decision):
        return f"{clock(report.t)} {'Said' if report.spoken else 'Not said'}: {report.why}"
    if isinstance(report, Status):
        return f"{clock(report.t)} {report.detail or report.state.capitalize() + '.'}"
    return None


def _two(value: float) -> float:
    return round(float(value), 2)


def clock(seconds: float) -> str:
    """A time as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
