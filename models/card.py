"""The model card and the attribution list, from what was trained and measured.

    python -m models.card models/edge-aac-s \
        --twin benchmarks/results/twin-fold4.json --score benchmarks/results/release-score.json

Writes MODEL_CARD.md and ATTRIBUTION.tsv into the bundle's folder; nothing in them is
typed by hand, so that neither can say more than the results do.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.result import load
from models.data.corpus import Clip, load_corpus

SYNTHESIS_ONLY_BELOW = 4
"""A label with fewer training recordings is told to rest on synthesis."""


def attribution(clips: Sequence[Clip]) -> str:
    """One line per original recording: recording, source, licence."""
    rows = sorted({(c.group, c.source, c.licence) for c in clips})
    lines = ["recording\tsource\tlicence", *("\t".join(row) for row in rows)]
    return "\n".join(lines) + "\n"


def card(
    manifest: dict[str, Any],
    clips: Sequence[Clip],
    twin: dict[str, Any],
    score: dict[str, Any],
) -> str:
    """The text of MODEL_CARD.md."""
    per_label = Counter(clip.label for clip in clips)
    thin = [n for n in manifest["labels"] if per_label[n] < SYNTHESIS_ONLY_BELOW]
    sources = Counter((clip.source, clip.licence) for clip in clips)
    size = sum(entry["bytes"] for entry in manifest["files"].values())
    lines = [
        f"# {manifest['name']} {manifest['version']}",
        "",
        "A streaming sound-event encoder and caption decoder, int8, for one thread of a small",
        "board. It hears 88 labels and says short English sentences. It is not a certified safety",
        "device: keep the smoke alarms, and whatever flashes or shakes, that you have.",
        "",
        f"- Size: {size / 1e6:.2f} MB in all (encoder {_size(manifest, 'encoder')}, "
        f"decoder {_size(manifest, 'decoder')}).",
        "- Licence of the weights: CC BY-SA 4.0. Attribution: ATTRIBUTION.tsv beside this card",
        "  lists every original recording that was trained on (`freesound:N` is recording N of",
        "  Freesound; the ESC-50 selection is K. J. Piczak's).",
        "- Teacher: YAMNet's 521 AudioSet scores were distilled into the encoder during training.",
        "  No weight of the teacher is part of the bundle.",
        "- Trained on recordings marked free to train on, and on sounds that the project renders.",
        "",
        "## Figures",
        "",
        "Twin (same recipe, trained without fold 4) on ESC-50 fold 4, int8, streaming:",
        "",
        "| figure | value | n | 95 % interval (bootstrap by recording) |",
        "| --- | --- | --- | --- |",
    ]
    for name, told in (("top1", "top-1 of 50"), ("caption_names", "caption names the sound")):
        row = twin["esc50"][name]
        low, high = row["interval95"]
        lines.append(f"| {told} | {row['share']:.1%} | {row['n']} | {low:.1%} to {high:.1%} |")
    lines += [
        "",
        "Release on `score` rows (recordings never trained on), clip by clip, shipped thresholds:",
        "",
        "| group | heard | named in the caption | fires on other clips |",
        "| --- | --- | --- | --- |",
    ]
    for group, row in score["salience"].items():
        others = row["firing_on_others"]
        lines.append(
            f"| {group} | {_of(row['recall'])} | {_of(row['caption_names'])} "
            f"| {others['clips']} of {others['of']} |"
        )
    fidelity = manifest["metrics"]
    lines += [
        "",
        f"int8 against fp32: embeddings' cosine {fidelity['cosine_mean']:.4f} (mean), "
        f"{fidelity['cosine_min']:.4f} (lowest row); posteriors differ by "
        f"{fidelity['posterior_difference']:.5f} on average.",
        "",
        "## Labels that rest on synthesis",
        "",
        f"Fewer than {SYNTHESIS_ONLY_BELOW} training recordings: {', '.join(thin)}.",
        "They were learnt from sounds rendered from their standards, or hardly at all.",
        "",
        "## What it was trained on",
        "",
        "| source | licence | recordings |",
        "| --- | --- | --- |",
        *(f"| {s} | {licence} | {n} |" for (s, licence), n in sorted(sources.items())),
        "",
    ]
    return "\n".join(lines)


def _size(manifest: dict[str, Any], part: str) -> str:
    return f"{manifest['files'][manifest[part]['file']]['bytes'] / 1e6:.2f} MB"


def _of(row: dict[str, Any]) -> str:
    told = f"{row['hits']} of {row['n']}"
    if row["groups"] < 20:
        return f"{told} ({row['groups']} recordings)"
    low, high = row["interval95"]
    return f"{told} ({low:.0%} to {high:.0%})"


def main() -> None:
    """Write card and attribution."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--twin", type=Path, required=True)
    parser.add_argument("--score", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    manifest = json.loads((args.bundle / "manifest.json").read_text(encoding="utf-8"))
    clips = load_corpus(args.data).select("train", "train", "dev", "fold4")
    twin, score = (dict(load(p).details) for p in (args.twin, args.score))
    (args.bundle / "ATTRIBUTION.tsv").write_text(attribution(clips), encoding="utf-8")
    (args.bundle / "MODEL_CARD.md").write_text(card(manifest, clips, twin, score), encoding="utf-8")


if __name__ == "__main__":
    main()
