"""Figures -> the rows that docs/results.md prints, and the details behind them.

In: what was heard of each part. Out: a `Report`. Never does: hearing, plotting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from benchmarks.renderer.rendered import STANDARD
from benchmarks.soundscapes import judge
from benchmarks.soundscapes.filed import is_true, load_filed
from benchmarks.soundscapes.hearing import SceneResult, Scores
from benchmarks.soundscapes.plan import LEVELS_DB, OTHER_ALARMS
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE
from models.baseline.yamnet import WINDOW

EXACT = {"t3": frozenset({"smoke_alarm"}), "t4": frozenset({"co_alarm"})}
OTHERS = {
    "siren_hilo": "sirens of two tones",
    "siren_wail": "sirens that wail",
    "siren_yelp": "sirens that yelp",
    "fire": "fire sounders without a cadence",
    "door": "doorbells",
}
"""Kinds of other sounders, in words."""
NAMED = ("smoke_alarm", "co_alarm", "fire_alarm")
IMPULSIVE = ("horn", "shot", "breaking", "knock", "dog")
_HOP = HOP_SAMPLES / SAMPLE_RATE
_CHUNK = WINDOW / SAMPLE_RATE
_CLEAR_DB = 0.0
"""Recall and latency of real sounds are reported from this level up."""


@dataclass
class Report:
    """Rows in words, and all else."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    curves: dict[str, tuple[judge.Curve, judge.Curve]] = field(default_factory=dict)
    recall: dict[str, dict[float, tuple[judge.Part, judge.Part]]] = field(default_factory=dict)


def standard_alarms(report: Report, heard: Sequence[SceneResult]) -> None:
    """T3 and T4 by level: named, and how soon."""
    table: dict[str, Any] = {}
    for kind in STANDARD:
        exact = EXACT[kind[:2]]
        for level in LEVELS_DB:
            scenes = _rendered(heard, kind, level)
            wrong = [h for h in scenes if _names(h) - exact - {"alarm"}]
            begun = [h for h in scenes if h.spec.from_start]
            anywhere = [h for h in scenes if not h.spec.from_start]
            table[f"{kind} {level:+.0f} dB"] = {
                "named": asdict(_told(scenes, exact)),
                "announced": asdict(_told(scenes)),
                "called something else": len(wrong),
                "first announcement": _delays(scenes, None),
                "named from a cycle's start": _delays(begun, exact),
                "named from a random phase": _delays(anywhere, exact),
            }
    report.details["standard alarms"] = table
    for pattern, exact in EXACT.items():
        for level in (0.0, -10.0):
            part = _told(_rendered(heard, pattern, level), exact)
            report.rows.append((f"{pattern.upper()} named at {level:+.0f} dB", part.text))
    clear = [h for h in heard if h.spec.level_db >= _CLEAR_DB]
    begun = [h for h in clear if h.spec.from_start]
    t3 = [h for h in clear if h.spec.kind.startswith("rendered:t3")]
    report.rows += [
        (
            "T3 and T4, onset to first announcement (0 dB and up, from a cycle's start)",
            _words(_delays(begun, None)),
        ),
        (
            "T3 named, from a cycle's start",
            _words(_delays([h for h in t3 if h.spec.from_start], EXACT["t3"])),
        ),
        (
            "T3 named, from a random phase",
            _words(_delays([h for h in t3 if not h.spec.from_start], EXACT["t3"])),
        ),
    ]


def other_alarms(report: Report, heard: Sequence[SceneResult]) -> None:
    """Rendered fire sounders, sirens and doorbells by level: announced, and how soon."""
    table: dict[str, Any] = {}
    for kind in OTHER_ALARMS:
        for level in LEVELS_DB:
            scenes = _rendered(heard, kind, level)
            table[f"{kind} {level:+.0f} dB"] = {
                "announced": asdict(_told(scenes)),
                "first announcement": _delays(scenes, None),
            }
    report.details["other sounders"] = table
    clear = [h for h in heard if h.spec.level_db >= _CLEAR_DB]
    for family, words in OTHERS.items():
        part = _told(_rendered(clear, family))
        report.rows.append((f"rendered {words} announced, 0 dB and up", part.text))


def _rendered(
    heard: Sequence[SceneResult], kind: str, level: float | None = None
) -> list[SceneResult]:
    """Scenes of a kind of sounder, or of several that begin alike; of one level, or of all."""
    return [
        h for h in heard
        if h.spec.kind.startswith(f"rendered:{kind}") and level in (None, h.spec.level_db)
    ]  # fmt: skip


def _told(scenes: Sequence[SceneResult], labels: frozenset[str] | None = None) -> judge.Part:
    """In how many scenes the event was announced; a device at several levels is one."""
    hits = [judge.first(h, labels) is not None for h in scenes]
    return judge.part(hits, [f"{h.spec.kind}{h.spec.index}" for h in scenes])


def quiet_hours(report: Report, heard: Sequence[SceneResult], distinct: float) -> None:
    """The stream without any announced sound."""
    hours = sum(h.seconds for h in heard) / 3600
    firings = judge.false_alarms(heard)
    filed = load_filed()
    true = [one for one in firings if is_true(one, filed)]
    false = [one for one in firings if not is_true(one, filed)]
    hazard = [one for one in false if one.group == "hazard_alarm"]
    likely, proven = (judge.bound(len(hazard), among) for among in (hours, distinct))
    spoken: dict[str, dict[str, float]] = {}
    for place in dict.fromkeys(h.spec.environment for h in heard):
        there = [h for h in heard if h.spec.environment == place]
        length = sum(h.seconds for h in there) / 3600
        named = [priority for h in there for _, priority, _ in h.spoken]
        spoken[place] = {p: round(named.count(p) / length, 2) for p in sorted(set(named))}
    report.details["false alarms"] = {
        "hours": round(hours, 2),
        "distinct hours": round(distinct, 2),
        "false by label": judge.by_label(false),
        "true though unlabelled": judge.by_label(true),
        "most hazard alarms per hour (95 %)": round(likely, 3),
        "most hazard alarms per distinct hour (95 %)": round(proven, 2),
        "spoken per hour": spoken,
        "firings": [asdict(one) for one in firings],
    }
    rest = f"{len(false)} false and {len(true)} true though unlabelled"
    report.rows += [
        (
            f"hazard alarms in {hours:.0f} h without any ({distinct:.1f} distinct hours)",
            f"{len(hazard)} (at most {likely:.2f} an hour of such remixes; of other sound no "
            f"better than {proven:.1f} an hour is proven, 95 %)",
        ),
        (f"all announced labels in these {hours:.0f} h", rest),
    ]


def confusers(report: Report, heard: Sequence[SceneResult]) -> None:
    """What is mistaken for an alarm."""
    kinds: dict[str, list[SceneResult]] = defaultdict(list)
    for one in heard:
        made = one.spec.kind.startswith("rendered:")
        kinds[one.spec.kind.partition(":")[2] if made else "real recordings"].append(one)
    table = {
        kind: {
            "n": len(scenes),
            "named smoke, CO or fire": sum(bool(_names(h) & set(NAMED)) for h in scenes),
            "an alarm": sum("alarm" in _names(h) for h in scenes),
            "which": [
                [h.spec.kind, h.spec.index, sorted(_names(h)), [f.evidence for f in h.found]]
                for h in scenes
                if _names(h)
            ],
        }
        for kind, scenes in kinds.items()
    }
    report.details["look-alikes"] = table
    for what, key in (("named smoke, CO or fire alarm", NAMED), ("called an alarm", ("alarm",))):
        rendered = [h for k, s in kinds.items() if k != "real recordings" for h in s]
        real = kinds.get("real recordings", [])
        named = [sum(bool(_names(h) & set(key)) for h in some) for some in (rendered, real)]
        report.rows.append(
            (
                f"look-alikes {what}",
                f"{named[0]} of {len(rendered)} rendered, {named[1]} of {len(real)} recorded",
            )
        )


def real_events(report: Report, heard: Sequence[SceneResult], quiet: Sequence[SceneResult]) -> None:
    """Real recordings by level, and the baseline beside us."""
    hours = sum(h.seconds for h in quiet) / 3600
    fired = judge.false_alarms(quiet)
    table: dict[str, Any] = {}
    for group in judge.GROUPS:
        scenes = [h for h in heard if h.truth is not None and h.truth.group == group]
        if not scenes:
            continue
        ours_per_hour = sum(one.group == group for one in fired) / hours
        baseline_quiet = [h.baselines for h in quiet]
        equal = _equal_threshold(baseline_quiet, group, ours_per_hour, hours)
        report.recall[group] = {}
        for level in LEVELS_DB:
            some = [h for h in scenes if h.spec.level_db == level]
            report.recall[group][level] = (
                _share(some, [judge.first(h) is not None for h in some]),
                _share(some, [judge.baseline_first(h, judge.FRIGATE) is not None for h in some]),
            )
        clear = [h for h in scenes if h.spec.level_db >= _CLEAR_DB]
        found = _share(clear, [judge.first(h) is not None for h in clear])
        frigate = _share(clear, [judge.baseline_first(h, judge.FRIGATE) is not None for h in clear])
        best = _share(clear, [judge.baseline_first(h, equal) is not None for h in clear])
        table[group] = {
            "recordings": len({h.truth.recording for h in scenes if h.truth}),
            "ours": asdict(found) | {"false per hour": round(ours_per_hour, 3)},
            "ours, delay": _delays(clear, None),
            "YAMNet at 0.8": asdict(frigate)
            | {
                "false per hour": round(
                    judge.firings(baseline_quiet, group, _CHUNK, 0.8) / hours, 3
                )
            },
            "YAMNet at 0.8, delay": _baseline_delays(clear, judge.FRIGATE),
            "YAMNet at our false alarms": asdict(best) | {"threshold": round(equal, 3)},
            "YAMNet at our false alarms, delay": _baseline_delays(clear, equal),
            "by level": {
                f"{level:+.0f} dB": [asdict(a), asdict(b)]
                for level, (a, b) in report.recall[group].items()
            },
        }
        report.curves[group] = (
            judge.curve(
                [judge.our_best(h) for h in clear], [h.ours for h in quiet], group, _HOP, hours
            ),
            judge.curve(
                [judge.baseline_best(h) for h in clear], baseline_quiet, group, _CHUNK, hours
            ),
        )
        report.rows.append(
            (
                f"{group.replace('_', ' ')}, real, 0 to 20 dB: ours; YAMNet at frigate's 0.8; "
                "at our false alarms",
                f"{found.text}; {_short(frigate)}; {_short(best)}",
            )
        )
    report.details["real events"] = table
    impulsive = [
        h for h in heard
        if h.truth is not None and h.truth.group in IMPULSIVE and h.spec.level_db >= _CLEAR_DB
    ]  # fmt: skip
    named = [(h.truth, judge.first(h)) for h in impulsive]
    by_last = [judge.since_last_onset(truth, one.t) for truth, one in named if truth and one]
    what = "impulsive sounds (0 dB and up)"
    report.rows += [
        (f"{what}, onset to announcement", _words(_delays(impulsive, None))),
        (f"{what}, from the last bark, knock or blast", _words(judge.latencies(by_last))),
    ]


def _equal_threshold(quiet: Sequence[Scores], group: str, per_hour: float, hours: float) -> float:
    """The baseline's lowest threshold with no more false alarms than ours."""
    for threshold in np.linspace(0.05, 0.99, 48):
        if judge.firings(quiet, group, _CHUNK, float(threshold)) / hours <= per_hour + 1e-9:
            return float(threshold)
    return 1.0


def _share(scenes: Sequence[SceneResult], hits: Sequence[bool]) -> judge.Part:
    return judge.part(list(hits), [h.truth.recording for h in scenes if h.truth is not None])


def _names(scene: SceneResult) -> set[str]:
    """Labels of hazard alarms that were announced."""
    return {one.label for one in scene.found if one.group == "hazard_alarm"}


def _delays(scenes: Sequence[SceneResult], labels: frozenset[str] | None) -> dict[str, float]:
    found = [(h, judge.first(h, labels)) for h in scenes]
    return judge.latencies([one.t - h.truth.onset for h, one in found if one and h.truth])


def _baseline_delays(scenes: Sequence[SceneResult], threshold: float) -> dict[str, float]:
    found = [(h, judge.baseline_first(h, threshold)) for h in scenes]
    return judge.latencies([t - h.truth.onset for h, t in found if t is not None and h.truth])


def _words(delays: Mapping[str, float]) -> str:
    if not delays:
        return "none was found"
    return f"p50 {delays['p50']} s, p95 {delays['p95']} s (n={delays['n']:.0f})"


def _short(part: judge.Part) -> str:
    return f"{100 * part.k / part.n:.1f} %" if part.n >= 20 else f"{part.k} of {part.n}"
