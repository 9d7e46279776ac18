"""The figures of an evaluation in words: what docs/results.md prints and a terminal shows.

In: the details that the other files give. Out: (what, figure) rows. Never does: measuring.
"""

from __future__ import annotations

from typing import Any

FEW_GROUPS = 20
"""With fewer recordings a percentage would claim too much."""

Row = tuple[str, str]


def share(row: dict[str, Any]) -> str:
    """A share with n and interval; few recordings as k of n."""
    if row["groups"] < FEW_GROUPS:
        return f"{row['hits']} of {row['n']} ({row['groups']} recordings)"
    low, high = row["interval95"]
    return f"{row['share']:.1%} (n={row['n']}, 95 % {low:.1%} to {high:.1%})"


def ratio(row: dict[str, Any]) -> str:
    """A ratio of sums with n and interval."""
    if not row["n"]:
        return "nothing to count"
    low, high = row["interval95"]
    return f"{row['value']:.1%} (n={row['n']}, 95 % {low:.1%} to {high:.1%})"


def points(difference: float, interval: list[float]) -> str:
    """A paired difference in percentage points."""
    low, high = interval
    return f"{100 * difference:+.1f} points (95 % {100 * low:+.1f} to {100 * high:+.1f})"


def esc50(found: dict[str, Any]) -> list[Row]:
    """Rows about ESC-50."""
    rows = [
        ("ESC-50 top-1 of 50 names", share(found["top1"])),
        ("ESC-50 caption names the sound", share(found["caption_names"])),
    ]
    baseline = found.get("baseline")
    if baseline:
        difference = points(baseline["ours_less_theirs"], baseline["difference95"])
        rows.append(
            (
                "YAMNet's scores + logistic regression on the same training rows",
                f"{share(baseline)}; ours less theirs {difference}",
            )
        )
    if "int8" in found:
        cost = found["int8"]
        difference = points(cost["difference"], cost["interval95"])
        rows.append(("int8 less fp32, same clips", f"{difference}, fp32 {cost['fp32']:.1%}"))
    for name, counted in (("after_onset", "from the onset"), ("after_start", "from the start")):
        line = ", ".join(
            f"{row['seconds']:g} s {row['share']:.1%}"
            + (f" ({row['ratio']:.0%} of the last)" if row["ratio"] < 1 else "")
            for row in found[name]
        )
        rows.append((f"top-1 after so much sound, counted {counted}", line))
    return rows


def salience(found: dict[str, Any]) -> list[Row]:
    """Rows about announced sounds at the thresholds that ship."""
    rows: list[Row] = []
    for group, row in found.items():
        others = row["firing_on_others"]
        rows.append(
            (
                group.replace("_", " "),
                f"heard {share(row['recall'])}; caption names it {share(row['caption_names'])}; "
                f"fires on {others['clips']} of {others['of']} other clips",
            )
        )
    return rows


def company(found: dict[str, Any]) -> list[Row]:
    """Rows about staged scenes."""
    rows: list[Row] = []
    for style, row in found["styles"].items():
        naming, length = row["naming"]["phrases"], row["words_a_sentence"]
        words = row["naming"]["words"]
        rows += [
            (
                f"staged scenes, {style} style: event F1",
                f"{ratio(naming['f1'])}, in {row['scenes']} scenes; by the second reader "
                f"{words['f1']['value']:.1%}",
            ),
            (
                f"staged scenes, {style} style: precision, recall, invented",
                f"{naming['precision']['value']:.1%}, {naming['recall']['value']:.1%}, "
                f"{ratio(naming['invented'])}",
            ),
            (f"staged scenes, {style} style: order right", ratio(naming["order_right"])),
            (
                f"staged scenes, {style} style: wording",
                f"{row['distinct_words']} different words, {length['mean']} words a sentence, "
                f"95 % within {length['p95']:g}",
            ),
        ]
    began = found["onsets"]
    if began["found"]:
        rows.append(
            (
                "staged scenes: onsets of the sounds that were found",
                f"{began['within_a_hop']:.0%} within one hop (0.16 s) of the truth, 90 % within "
                f"{began['p90_size']:.2f} s (n={began['found']} of {began['events']})",
            )
        )
    return rows


def people(found: dict[str, Any]) -> list[Row]:
    """Rows about captions by people."""
    rows: list[Row] = []
    for name, row in found.get("systems", {}).items():
        low, high = row["cider_interval95"]
        line = f"CIDEr {row['cider']:.3f} (n={row['n']}, 95 % {low:.3f} to {high:.3f})"
        line += f", ROUGE-L {row['rouge_l']:.3f}"
        line += f", METEOR {row['meteor']:.3f}" if isinstance(row["meteor"], float) else ""
        if "first_less_this" in row:
            less = row["first_less_this"]
            low, high = less["interval95"]
            line += f"; ours less this {less['cider_difference']:+.3f} ({low:+.3f} to {high:+.3f})"
        rows.append((f"beside people's captions: {name}", line))
    return rows


def equal_rates(found: dict[str, Any]) -> list[Row]:
    """Rows about recall beside the baseline's, at equal false events per hour."""
    rows: list[Row] = []
    for title, row in found.items():
        area = row["area"]
        line = f"mean recall from 0.5 to 20 false events per hour {area['ours']:.1%}, "
        line += f"YAMNet's {area['theirs']:.1%}"
        if "recall" in row:
            at = row["recall"]["2"]
            line += f", {points(area['difference'], area['difference95'])}"
            line += f"; at 2 per hour {at['ours']:.1%} and {at['theirs']:.1%}"
        else:
            at = row["counts"]["2"]
            line += f"; at 2 per hour {at['ours']['hits']} and {at['theirs']['hits']}"
        line += f" (n={row['n']} of {row['groups']} recordings, {row['hours']:.2f} h without)"
        rows.append((f"beside YAMNet: {title.replace('_', ' ')}", line))
    return rows


def trust(found: dict[str, Any]) -> list[Row]:
    """Rows about reliability."""
    return [
        (
            "posteriors against what is there",
            f"expected calibration error {found['expected_calibration_error']:.3f}, "
            f"of scores from 0.1 upwards {found['error_above_0.1']:.3f}",
        )
    ]
