"""Judge a bundle on recordings that it never met.

    python -m models.evaluate runs/bundles/edge-aac-s-twin --split fold4
    python -m models.evaluate models/edge-aac-s --split score --out benchmarks/results/release-score

ESC-50 clips give top-1 over the 50 names (highest smoothed posterior) and how often
the caption names the sound; clips of salience labels give how often the label's own
posterior passes the bundle's threshold. The int8 bundle runs in streaming, through
the device's own code. Refuses rows whose recording the bundle was trained on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.result import today
from edge_aac.encoder.bundle import Bundle
from edge_aac.pipeline import Captioner, build_captioner
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from models.data.corpus import Clip, Corpus, load_corpus
from models.intervals import bootstrap

ESC_NAMES = 50


@dataclass(frozen=True)
class Judged:
    """One clip and what the bundle made of it."""

    clip: Clip
    text: str
    tags: dict[str, float]

    def names(self, words: Sequence[str]) -> bool:
        """Whether the caption holds one of a label's words."""
        told = self.text.lower()
        return any(word in told for word in words)


def refuse_training_rows(bundle: Path, clips: Sequence[Clip]) -> None:
    """Exit with a sentence if the bundle was trained on a recording it shall be scored on."""
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    trained = set((bundle / manifest["training_groups"]).read_text(encoding="utf-8").splitlines())
    shared = sorted({clip.group for clip in clips} & trained)
    if shared:
        sys.exit(
            f"{bundle.name} was trained on {len(shared)} of the recordings to be scored "
            f"(first: {shared[0]}); score it on another split."
        )


def judge(captioner: Captioner, corpus: Corpus, clips: Sequence[Clip]) -> list[Judged]:
    """Caption every clip."""
    judged: list[Judged] = []
    for clip in tqdm(clips, desc="judging", disable=None):
        told = captioner.caption(corpus.read(clip)[: 30 * 16_000])
        judged.append(Judged(clip, told.text, dict(told.tags)))
    return judged


def rate(hits: Sequence[bool], clips: Sequence[Clip]) -> dict[str, Any]:
    """A share with its n and interval; few groups are told as k of n."""
    groups = [clip.group for clip in clips]
    row: dict[str, Any] = {"n": len(hits), "groups": len(set(groups)), "hits": sum(hits)}
    if hits:
        low, high = bootstrap([float(h) for h in hits], groups)
        row |= {"share": round(sum(hits) / len(hits), 4)}
        row |= {"interval95": [round(low, 4), round(high, 4)]}
    return row


def esc50(judged: Sequence[Judged], words: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Top-1 over the 50 names, and whether the caption names the sound."""
    names = sorted({j.clip.label for j in judged})
    if len(names) != ESC_NAMES:
        return {}
    clips = [j.clip for j in judged]
    top = [max(names, key=lambda n: j.tags[n]) == j.clip.label for j in judged]
    named = [j.names(words[j.clip.label]) for j in judged]
    wrong = [
        {"path": j.clip.path, "truth": j.clip.label, "best": max(names, key=lambda n: j.tags[n]),
         "caption": j.text}
        for j, right in zip(judged, top, strict=True)
        if not right
    ]  # fmt: skip
    return {"top1": rate(top, clips), "caption_names": rate(named, clips), "wrong": wrong}


def salience(
    judged: Sequence[Judged], thresholds: dict[str, float], words: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Recall per group of salience labels, at the shipped thresholds; any label of the group."""
    taxonomy = load_taxonomy()
    members: dict[str, list[str]] = defaultdict(list)
    for label in taxonomy.labels:
        if label.priority is not Priority.AMBIENT:
            members[label.group].append(label.name)
    rows: dict[str, Any] = {}
    for group, labels in sorted(members.items()):
        own = [j for j in judged if j.clip.label in labels]
        other = [j for j in judged if j.clip.label not in labels]
        if not own:
            continue
        heard = [any(j.tags[n] >= thresholds.get(n, 0.5) for n in labels) for j in own]
        false = sum(any(j.tags[n] >= thresholds.get(n, 0.5) for n in labels) for j in other)
        named = [j.names([w for n in labels for w in words.get(n, ())]) for j in own]
        rows[group] = {
            "recall": rate(heard, [j.clip for j in own]),
            "caption_names": rate(named, [j.clip for j in own]),
            "firing_on_others": {"clips": false, "of": len(other)},
        }
    return rows


def main() -> None:
    """Read the command line, judge, write JSON and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--split", required=True, choices=["dev", "fold4", "calibrate", "score"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--style", default="normal")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = [c for c in corpus.select(None, args.split) if c.label not in ("rir",)]
    refuse_training_rows(args.bundle, clips)
    settings = Settings.model_validate(
        {"encoder": {"model": args.bundle}, "captions": {"style": args.style}}
    )
    bundle = Bundle.load(args.bundle)
    judged = judge(build_captioner(settings), corpus, clips)
    esc = [j for j in judged if j.clip.source == "esc50"]
    result = {
        "bundle": args.bundle.name,
        "split": args.split,
        "clips": len(judged),
        "esc50": esc50(esc, corpus.caption_words),
        "salience": salience(judged, dict(bundle.thresholds), corpus.caption_words),
        "captions": {j.clip.path: j.text for j in judged[:: max(1, len(judged) // 60)]},
    }
    rows = report(result)
    for what, figure in rows:
        print(f"{what}: {figure}")
    if args.out:
        today(
            f"{args.bundle.name} on `{args.split}` rows, int8, streaming, clip by clip",
            f"python -m models.evaluate {args.bundle} --split {args.split}",
            rows,
            details=result,
        ).write(args.out)


def report(result: dict[str, Any]) -> list[tuple[str, str]]:
    """What was measured, and its figure in words."""
    rows: list[tuple[str, str]] = []
    if result["esc50"]:
        rows.append(("ESC-50 top-1 of 50 names", _told(result["esc50"]["top1"])))
        rows.append(("ESC-50 caption names the sound", _told(result["esc50"]["caption_names"])))
    for group, row in result["salience"].items():
        others = row["firing_on_others"]
        rows.append(
            (
                group.replace("_", " "),
                f"heard {_told(row['recall'])}; caption names it {_told(row['caption_names'])}; "
                f"fires on {others['clips']} of {others['of']} other clips",
            )
        )
    return rows


def _told(row: dict[str, Any]) -> str:
    if row["groups"] < 20:
        return f"{row['hits']} of {row['n']} ({row['groups']} groups)"
    low, high = row["interval95"]
    return f"{row['share']:.1%} (n={row['n']}, 95 % {low:.1%} to {high:.1%})"


if __name__ == "__main__":
    main()
