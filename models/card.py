"""The model card and the attribution list, from what was trained and measured.

    python -m models.card models/edge-aac-s \
        --held-out benchmarks/results/second-fold4.json \
        --score benchmarks/results/release-score.json --tonal benchmarks/results/tonal.json

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

from models.ground.corpus import Clip, load_corpus
from models.ground.desk import at_desk
from models.ground.result import Result, load

RUNNING = ("encoder.onnx", "second.onnx", "decoder.onnx", "tonal.onnx", "vocabulary.txt")
"""The files that run."""
SYNTHESIS_ONLY_BELOW = 4
"""A label with fewer training recordings is listed as resting on synthesis."""


def attribution(clips: Sequence[Clip]) -> str:
    """One line per original recording: recording, source, licence."""
    rows = sorted({(c.group, c.source, c.licence) for c in clips})
    lines = ["recording\tsource\tlicence", *("\t".join(row) for row in rows)]
    return "\n".join(lines) + "\n"


def card(
    manifest: dict[str, Any], clips: Sequence[Clip], held_out: Result, score: Result, tonal: Result
) -> str:
    """The text of MODEL_CARD.md."""
    per_label = Counter(clip.label for clip in clips)
    thin = [n for n in manifest["labels"] if per_label[n] < SYNTHESIS_ONLY_BELOW]
    sources = Counter((clip.source, clip.licence) for clip in clips)
    size = sum(manifest["files"][name]["bytes"] for name in RUNNING)
    fidelity = manifest["metrics"]["onnx"]
    lines = [
        f"# {manifest['name']} {manifest['version']}",
        "",
        "Two streaming sound-event networks that hear together, and a caption decoder, int8, for",
        "one thread of a small board. They hear 88 labels; the decoder says short English",
        "sentences. It is not a certified safety device: keep the smoke alarms, and whatever",
        "flashes or shakes, that you have.",
        "",
        f"- Size: {size / 1e6:.2f} MB (encoder {_size(manifest, 'encoder')}, second network "
        f"{_size(manifest, 'second')}, decoder {_size(manifest, 'decoder')}, tonal "
        f"{_size(manifest, 'tonal')}, and the vocabulary).",
        "- Licence of the weights: CC BY-SA 4.0. Attribution: ATTRIBUTION.tsv beside this card",
        "  lists every original recording that was trained on (`freesound:N` is recording N of",
        "  Freesound; the ESC-50 selection is K. J. Piczak's).",
        "- Teacher: YAMNet's 521 AudioSet scores were distilled into the encoder during training.",
        "  No weight of that teacher is part of the bundle.",
        *_origin(manifest["second"]),
        "- Trained on recordings marked free to train on, and on sounds that the project renders.",
        "",
        "## Figures",
        "",
        "Intervals are 95 %, by bootstrap over original recordings; few recordings are given as k",
        "of n. Fold 4 judges the second network alone, which never met it; sentences are made by",
        "rule there, since encoder and decoder have learnt fold 4 (`quantize.second_alone`).",
        "`score` judges the release as it is.",
        "",
        *_table(held_out),
        *_table(score),
        f"int8 against fp32: cosine of what the decoder remembers {fidelity['cosine_mean']:.4f} "
        f"(mean), {fidelity['cosine_min']:.4f} (lowest row); posteriors differ by "
        f"{fidelity['posterior_difference']:.5f} on average.",
        *_litert(manifest),
        *_second(manifest["second"]),
        "",
        "## Patterns in time",
        "",
        "A second network, in fp32, hears what single pitches do in time: T3 (smoke), T4 (carbon",
        "monoxide), two horns in turn (a siren), pulses that may become one. It was trained on",
        "devices that the project renders, over the same recordings. Each pattern counts from:",
        "",
        *_patterns(manifest),
        "",
        *_table(tonal),
        "## Can the posteriors be believed?",
        "",
        "The second network on ESC-50 fold 4: pairs of a clip and one of the 50 names, by score.",
        "",
        *_reliability(held_out.kept["reliability"]),
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


def _table(result: Result) -> list[str]:
    rows = [f"| {what} | {figure} |" for what, figure in result.kept.get("rows", result.rows)]
    return [f"### {result.question}", "", "| what | figure |", "| --- | --- |", *rows, ""]


def _patterns(manifest: dict[str, Any]) -> list[str]:
    weights = manifest["tonal"]["weights"]
    rows = [
        f"| {name} | {threshold:.2f} | {weights[name]['pattern']:.2f} "
        f"| {weights[name]['rival']:.2f} | {weights[name]['bias']:.2f} |"
        for name, threshold in manifest["tonal"]["thresholds"].items()
    ]
    head = "| pattern | threshold | its own log-odds | a rival's | bias |"
    return [head, "| --- | --- | --- | --- | --- |", *rows]


def _reliability(found: dict[str, Any]) -> list[str]:
    bins = [row for row in found["bins"] if row["n"]]
    return [
        "| score | pairs | mean score | sound was there |",
        "| --- | --- | --- | --- |",
        *(
            f"| {row['from']:.1f} to {row['to']:.1f} | {row['n']} | {row['mean_score']:.2f} "
            f"| {row['observed']:.0%} |"
            for row in bins
        ),
        "",
        f"Expected calibration error {found['expected_calibration_error']:.3f}; of scores from 0.1 "
        f"upwards {found['error_above_0.1']:.3f}.",
        "",
    ]


def _litert(manifest: dict[str, Any]) -> list[str]:
    found = manifest["metrics"].get("litert")
    if found is None:
        return []
    return [
        f"The same networks for LiteRT: cosine {found['cosine_mean']:.4f} (mean), posteriors "
        f"differ by {found['posterior_difference']:.5f}. Figures here are ONNX Runtime's.",
    ]


def _origin(second: dict[str, Any]) -> list[str]:
    """What the second network's weights began as."""
    began = second["pretrained"]
    return [
        f"- The second network began as {began['name']} ({began['paper']}),",
        f"  weights under the {began['licence']} licence, trained on {began['trained_on']}.",
        "  Its first layers, to block 3, are as published; the others were made causal and trained",
        "  further here, with that network as the teacher. Of some labels its class has a",
        f"  say in the event head: {', '.join(sorted(second['folded']))}.",
    ]


def _second(second: dict[str, Any]) -> list[str]:
    """How the two are joined, and how far the second one's files stray from fp32."""
    weights, found = second["weights"], second["metrics"]["onnx"]
    return [
        f"Log-odds of a posterior: {weights['own']:g} times the encoder's, {weights['second']:g} "
        f"times the second network's, {weights['offset']:+g}. The second network's int8 against "
        f"fp32: posteriors differ by {found['posterior_difference']:.5f} on average.",
    ]


def _size(manifest: dict[str, Any], part: str) -> str:
    return f"{manifest['files'][manifest[part]['file']]['bytes'] / 1e6:.2f} MB"


def main() -> None:
    """Write card and attribution."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--score", type=Path, required=True)
    parser.add_argument("--tonal", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    manifest = json.loads((args.bundle / "manifest.json").read_text(encoding="utf-8"))
    clips = load_corpus(args.data).select("train", "train", "dev", "fold4")
    held_out, score, tonal = load(args.held_out), load(args.score), load(args.tonal)
    (args.bundle / "ATTRIBUTION.tsv").write_text(attribution(clips), encoding="utf-8")
    text = card(manifest, clips, held_out, score, tonal)
    (args.bundle / "MODEL_CARD.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    at_desk(main)
