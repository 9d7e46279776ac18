"""Judge a bundle on recordings that it never met.

    python -m models.evaluate runs/bundles/edge-aac-s-twin --split fold4 \
        --exact runs/bundles/edge-aac-s-twin-exact --out benchmarks/results/twin-fold4.json
    python -m models.evaluate models/edge-aac-s --split score \
        --out benchmarks/results/release-score.json

The int8 bundle runs in streaming, through the device's own code. Of a whole ESC-50 fold:
top-1, beside YAMNet's scores with a logistic regression; how soon; what int8 costs (against
`--exact`, the same in fp32); captions beside people's. Of announced sounds: recall at the
thresholds that ship, and against false events per hour beside YAMNet. Of all: captions of
staged scenes, reliability, confusion. Writes one JSON file, details and plots beside it, and a
table.
Refuses rows whose recording the bundle was trained on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_aac.encoder.bundle import Bundle
from edge_aac.taxonomy import load_taxonomy
from models.evaluation import report
from models.evaluation.comparison import Comparison
from models.evaluation.confusion import Confusion, confusion
from models.evaluation.equal_rates import beside_baseline
from models.evaluation.esc50 import esc_clips, judge_beside_baseline, judge_esc50
from models.evaluation.plots import plot_confusion, plot_curves, plot_early, plot_reliability
from models.evaluation.proof import refuse_training_rows
from models.evaluation.reliability import Reliability, reliability
from models.evaluation.salience import salience
from models.evaluation.sentences import SCENES, judge_beside_people, judge_company
from models.evaluation.top1 import names_of
from models.ground.corpus import ROOM_RESPONSE, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.result import beside, today
from models.listening.clips import ClipResult, captioner, hear

BASELINE_CACHE = Path("cache") / "peer"
SAID = 60
"""Captions that are written down as examples."""


@dataclass(frozen=True)
class Judged:
    """Everything that is known of a bundle on a split."""

    details: dict[str, Any]
    """Figures to write down."""
    compared: Mapping[str, Comparison]
    confusion: Confusion
    reliability: Reliability

    def headlines(self) -> list[report.Row]:
        """The few figures that sum it up, in words."""
        found = self.details
        many = {title: row for title, row in found["equal_rates"].items() if "recall" in row}
        rows = (
            report.esc50(found["esc50"]) if found["esc50"] else report.salience(found["salience"])
        )
        rows += report.people(found["people"])
        rows += report.company(
            {
                "styles": {"normal": found["company"]["styles"]["normal"]},
                "onsets": found["company"]["onsets"],
            }
        )
        return rows + report.equal_rates(many)

    def rows(self) -> list[report.Row]:
        """All figures in words."""
        found = self.details
        rows = report.esc50(found["esc50"]) if found["esc50"] else []
        rows += report.people(found["people"])
        rows += report.company(found["company"])
        rows += report.equal_rates(found["equal_rates"])
        rows += report.salience(found["salience"])
        return rows + report.trust(found["reliability"])

    def plot(self, beside: Path) -> None:
        """Draw pictures whose names begin as the result's does."""
        curves = {
            title.replace("_", " "): (one.ours, one.theirs) for title, one in self.compared.items()
        }
        plot_curves(beside.with_suffix(".curves.svg"), curves)
        plot_reliability(beside.with_suffix(".reliability.svg"), self.reliability)
        matrix = self.confusion
        plot_confusion(beside.with_suffix(".confusion.svg"), matrix.labels, matrix.counts)
        if self.details["esc50"]:
            soon = self.details["esc50"]["after_onset"]
            plot_early(
                beside.with_suffix(".early.svg"),
                [row["seconds"] for row in soon],
                [row["share"] for row in soon],
                [tuple(row["interval95"]) for row in soon],
            )


def judge(
    bundle: Path, exact: Path | None, corpus: Corpus, heard: Sequence[ClipResult], scenes: int
) -> Judged:
    """Judge what a bundle heard of a split, and let it caption what is staged from it."""
    clips = [one.clip for one in heard]
    esc = esc_clips(heard)
    figures: dict[str, Any] = {}
    people: dict[str, Any] = {}
    if esc:
        again = hear(captioner(exact), corpus, [one.clip for one in esc]) if exact else None
        figures = judge_esc50(esc, again, corpus, corpus.caption_words)
        figures["baseline"] = judge_beside_baseline(esc, corpus, BASELINE_CACHE)
        people = judge_beside_people(bundle, corpus, esc, names_of(esc), BASELINE_CACHE)
    thresholds = dict(Bundle.load(bundle).thresholds)
    groups = salience(heard, thresholds, corpus.caption_words)
    compared = beside_baseline(heard, corpus, BASELINE_CACHE)
    taken = confusion(heard, thresholds)
    known = [one for one in esc or heard if one.clip.label in load_taxonomy().names]
    trusted = reliability(known, names_of(known))
    details = {
        "bundle": bundle.name,
        "clips": len(clips),
        "esc50": figures,
        "people": people,
        "company": judge_company(bundle, corpus, clips, scenes),
        "equal_rates": {title: one.as_json() for title, one in compared.items()},
        "salience": {one.group: one.as_json() for one in groups},
        "confusion": taken.as_json(),
        "reliability": trusted.as_json(),
        "captions": {h.clip.path: h.text for h in heard[:: max(1, len(heard) // SAID)]},
    }
    return Judged(details, compared, taken, trusted)


def main() -> None:
    """Read the command line, judge, write JSON and plots, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--split", required=True, choices=["dev", "fold4", "calibrate", "score"])
    parser.add_argument("--exact", type=Path, help="the same bundle in fp32")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--scenes", type=int, default=SCENES, help="staged scenes to caption")
    parser.add_argument(
        "--out", type=Path, help="JSON file to write; details and plots go into a folder beside it"
    )
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = [c for c in corpus.select(None, args.split) if c.label != ROOM_RESPONSE]
    refuse_training_rows(args.bundle, clips)
    heard = hear(captioner(args.bundle), corpus, clips)
    judged = judge(args.bundle, args.exact, corpus, heard, args.scenes)
    rows = judged.rows()
    for what, figure in rows:
        print(f"{what}: {figure}")
    if args.out:
        manifest = Bundle.load(args.bundle).manifest
        named = f"{args.bundle.name} {manifest.version}"
        question = f"{named} on `{args.split}` rows, int8, streaming, clip by clip"
        command = f"python -m models.evaluate {args.bundle} --split {args.split}"
        command += f" --exact {args.exact}" if args.exact else ""
        kept = {"rows": rows, "reliability": judged.details["reliability"]}
        result = today(question, command, judged.headlines(), judged.details, kept)
        result.write(args.out)
        judged.plot(beside(args.out))


if __name__ == "__main__":
    at_desk(main)
