"""What is printed of outcomes: rows of a table, with intervals over devices.

In: outcomes. Out: pairs of what and figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.teach.beds import Beds
from benchmarks.teach.lesson import DECIBELS, EXAMPLES, TESTS, Outcome
from benchmarks.teach.take import CHIMES, HAZARDS
from models.ground.intervals import bootstrap


def share(hits: Sequence[bool], groups: Sequence[str]) -> str:
    """So many of so many, with an interval over devices."""
    if not hits:
        return "none"
    low, high = bootstrap([float(one) for one in hits], groups)
    percent = f"{100 * np.mean(hits):.0f} % ({100 * low:.0f} to {100 * high:.0f})"
    return f"{sum(hits)} of {len(hits)}, {percent}, {len(set(groups))} devices"


def _share(pairs: Sequence[tuple[bool, str]]) -> str:
    return share([hit for hit, _ in pairs], [group for _, group in pairs])


def rows_of(outcomes: Sequence[Outcome], beds: Beds) -> list[tuple[str, str]]:
    """What is printed."""
    table = []
    for count in EXAMPLES:
        some = [one for one in outcomes if one.count == count]
        taught = [one for one in some if one.lesson is not None]
        table.append((f"{count} examples, sounds taught", f"{len(taught)} of {len(some)}"))
        for kind in sorted({one.device.kind for one in some}):
            for db in DECIBELS:
                pairs = [
                    (hit, one.device.group)
                    for one in taught
                    if one.device.kind == kind
                    for hit in one.known[db]
                ]
                table.append((f"{count} examples, {kind}, {db} dB, known", _share(pairs)))
        for db in DECIBELS:
            pairs = [(hit, one.device.group) for one in taught for hit in one.known[db]]
            missed = [(False, one.device.group) for one in some if one.lesson is None] * TESTS
            every = f"{_share(pairs)}; refused devices as missed: {_share(pairs + missed)}"
            table.append((f"{count} examples, all that were taught, {db} dB, known", every))
        for name, labels in (("other devices' chimes and beeps", True), ("everything else", False)):
            number = [
                float(sum(k for label, k in one.false.items() if (label in CHIMES) == labels))
                for one in taught
            ]
            rate = [one / beds.hours for one in number]
            low, high = bootstrap(rate, [one.device.group for one in taught])
            figures = (
                f"{np.mean(rate):.3f} an hour a sound ({low:.3f} to {high:.3f}), "
                f"{sum(one == 0 for one in number)} of {len(number)} sounds without any, "
                f"in {beds.hours:.2f} distinct hours"
            )
            table.append((f"{count} examples, false alarms in {name}", figures))
        builtin = Counter[str]()
        for one in taught:
            builtin += one.false
        named = ", ".join(f"{label} {k}" for label, k in builtin.most_common(8))
        table.append(
            (f"{count} examples, labels of the recordings called falsely", named or "none")
        )
        hazards = sum(k for one in taught for label, k in one.false.items() if label in HAZARDS)
        clips = sum(clip.label in HAZARDS for clip in beds.clips)
        figures = f"{hazards} in {clips} recordings by {len(taught)} sounds"
        table.append(
            (f"{count} examples, called in hazard alarms, before the hazard's veto", figures)
        )
    return table
