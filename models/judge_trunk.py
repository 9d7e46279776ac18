"""How far a trunk has come: names on ESC-50's fold 3, ranking on `calibrate`; beside others.

    python -m models.judge_trunk runs/trunk-explore/last.pt --beside

Rows that choose recipes alone: fold 4 and `score` are judged once a release. `--beside` lets
the released encoder and the tagger itself rank the same clips; what they say is kept in
`cache/ranking/`. `--scenes` lets it describe scenes staged from `calibrate`, by rule. Refuses to
name clips that a run has trained on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from edge_aac.types import FloatArray
from models.data.lessons import load_shard, shards
from models.data.pool import split_of
from models.evaluation.by_rule import judge_by_rule
from models.evaluation.staged import stage
from models.ground.corpus import ROOM_RESPONSE, Clip, Corpus, data_folder, load_corpus
from models.ground.desk import at_desk
from models.ground.intervals import bootstrap
from models.tagger.front import log_mel, scaled
from models.tagger.network import Tagger
from models.trunk.checkpoint import load_trunk
from models.trunk.fold import fold_classes
from models.trunk.heard import class_names, hear_with_bundle, hear_with_tagger, hear_with_trunk
from models.trunk.judge import SMOOTHING_COLUMNS, DevClips
from models.trunk.network import Trunk
from models.trunk.ranking import GROUPS, Ranked, ahead, rank
from models.trunk.shape import COLUMN_FRAMES

RELEASED = Path("models/edge-aac-s")
KEPT = Path("cache/ranking")
FOLDED_ON = ("train", "company")
"""Lessons by which the two heads are brought to one level."""
BEST_RULES = 3
"""Rules that are printed."""


def name_clips(trunk: Trunk) -> list[str]:
    """Lines of a table: shares of fold 3 named right."""
    dev = DevClips.load()
    lines = ["| by | named right | 95 % |", "| --- | --- | --- |"]
    for name, hits in dev.hits(dev.hear(trunk)).items():
        low, high = bootstrap(hits.astype(float).tolist(), dev.groups)
        lines.append(f"| {name} | {hits.mean():.1%} (n={len(hits)}) | {low:.1%} to {high:.1%} |")
    return lines


def _kept(name: str, hear: Callable[[], FloatArray], clips: Sequence[Clip]) -> FloatArray:
    """Scores from the cache, if they are of these clips."""
    path = KEPT / f"{name}.npz"
    paths = [clip.path for clip in clips]
    if path.exists():
        with np.load(path) as file:
            known = dict(zip(file["paths"].tolist(), file["scores"], strict=True))
        if known.keys() >= set(paths):
            return np.stack([known[one] for one in paths])
    scores = hear()
    KEPT.mkdir(parents=True, exist_ok=True)
    np.savez(path, scores=scores, paths=np.array(paths))
    return scores


def heard(
    trunk: Trunk, corpus: Corpus, clips: Sequence[Clip], beside: bool
) -> dict[str, FloatArray]:
    """Scores of the trunk's two heads and of their sum, and of whoever stands beside them."""
    scores = dict(hear_with_trunk(trunk, corpus, clips))
    if beside:
        scores["released"] = _kept(
            "released", lambda: hear_with_bundle(RELEASED, corpus, clips), clips
        )
        tagger = Tagger.load(corpus.folder)
        scores["tagger"] = _kept("tagger", lambda: hear_with_tagger(tagger, corpus, clips), clips)
    return scores


def ranking_table(found: dict[str, Ranked]) -> list[str]:
    """Lines of a table: recall at 1 and 0.3 % of ambient clips."""
    systems = list(found)
    first = found[systems[0]]
    lines = [f"| group | {' | '.join(systems)} |", "| --- |" + " --- |" * len(systems)]
    for group in GROUPS:
        cells = [" / ".join(f"{v:.2f}" for v in found[s].by_group[group][1]) for s in systems]
        lines.append(f"| {group} (n={first.by_group[group][0]}) | {' | '.join(cells)} |")
    means = [
        " / ".join(
            f"{mean:.3f} ({low:.2f}-{high:.2f})"
            for mean, (low, high) in zip(one.means, one.intervals, strict=True)
        )
        for one in found.values()
    ]
    lines.append(f"| mean (ambient n={first.ambient}) | {' | '.join(means)} |")
    return lines


@torch.no_grad()
def scenes_by_rule(trunk: Trunk, corpus: Corpus, clips: Sequence[Clip], count: int) -> list[str]:
    """Lines of a table: event F1 of staged scenes, the best rules first."""
    staged = stage(corpus, clips, count)
    posteriors = []
    for scene in staged:
        frames = scaled(log_mel(scene.samples))
        whole = torch.from_numpy(frames[: len(frames) // COLUMN_FRAMES * COLUMN_FRAMES])[None]
        likely = trunk.eval()(whole)[0].events.sigmoid().transpose(1, 2)
        smooth = torch.nn.functional.avg_pool1d(likely, SMOOTHING_COLUMNS, 1)
        posteriors.append(smooth[0].T.numpy())
    lines = ["| threshold | names | event F1 | 95 % |", "| --- | --- | --- | --- |"]
    for rule in judge_by_rule(staged, posteriors)[:BEST_RULES]:
        one = rule.f1
        interval = f"{one.low:.3f} to {one.high:.3f} (n={one.n})"
        lines.append(f"| {rule.threshold:g} | {rule.most} | {one.value:.3f} | {interval} |")
    return lines


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--beside", action="store_true", help="rank the released encoder too")
    parser.add_argument("--names-only", action="store_true")
    parser.add_argument("--scenes", type=int, default=0, help="staged scenes to describe by rule")
    parser.add_argument("--fold", action="store_true", help="fold the classes into our labels")
    args = parser.parse_args()
    config = args.checkpoint.parent / "config.json"
    if config.exists() and "dev" in map(split_of, json.loads(config.read_text())["lessons"]):
        parser.error(f"{args.checkpoint} was trained on dev: it cannot be judged there.")
    trunk = load_trunk(args.checkpoint)
    if args.fold:
        lessons = [load_shard(path) for path in shards(FOLDED_ON)[::2]]
        levels = fold_classes(trunk, lessons, class_names(data_folder(args.data)))
        print(f"Folded: {', '.join(levels)}.")
    print("\n".join(name_clips(trunk)))
    if args.names_only:
        return
    corpus = load_corpus(args.data)
    if args.scenes:
        rows = corpus.select(None, "calibrate")
        print("\n".join(["", *scenes_by_rule(trunk, corpus, rows, args.scenes)]))
    clips = [clip for clip in corpus.select(None, "calibrate") if clip.label != ROOM_RESPONSE]
    scores = heard(trunk, corpus, clips, args.beside)
    found = {name: rank(score, clips) for name, score in scores.items()}
    print("\n".join(["", *ranking_table(found)]))
    if args.beside:
        gains = ahead(scores["labels"], scores["released"], clips)
        gained = ", ".join(f"{gain:+.3f} ({low:+.2f} to {high:+.2f})" for gain, low, high in gains)
        print(f"\nLabels less what is released, same recordings: {gained}")


if __name__ == "__main__":
    at_desk(main)
