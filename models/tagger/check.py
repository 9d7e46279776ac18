"""Check the rebuilt teacher: its frozen embedding with a logistic regression on ESC-50.

    python -m models.tagger.check

Trains the regression on the `train` and `dev` rows of ESC-50 that may train (folds 1 to 3)
and names the clips of fold 4; with `--judge dev` it trains on folds 1 and 2 and names fold 3,
which is what an exploring run is to be held against. Nothing of the network is trained, and
nothing that is released is judged here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.intervals import bootstrap
from models.tagger.clips import tag_clips
from models.tagger.network import Tagger

STRENGTH = 0.03
"""Inverse regularisation of the regression."""
LEAST = 0.90
"""Of fold 4 named right, where the network is what was published."""


def main() -> None:
    """Read the command line, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--judge", default="fold4", choices=["dev", "fold4"])
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    tagger = Tagger.load(corpus.folder)
    splits = ["train", "dev"] if args.judge == "fold4" else ["train"]
    known = [c for c in corpus.select("train", *splits) if c.source == "esc50"]
    judged = [c for c in corpus.select(None, args.judge) if c.source == "esc50"]
    features, _ = tag_clips(tagger, corpus, known)
    scaler = StandardScaler().fit(features)
    regression = LogisticRegression(C=STRENGTH, max_iter=2000)
    regression.fit(scaler.transform(features), [clip.label for clip in known])
    features, _ = tag_clips(tagger, corpus, judged)
    named = regression.predict(scaler.transform(features))
    hits = [float(name == clip.label) for name, clip in zip(named, judged, strict=True)]
    low, high = bootstrap(hits, [clip.group for clip in judged])
    share = float(np.mean(hits))
    print(
        f"ESC-50 {args.judge}: {share:.1%} of {len(judged)} clips "
        f"({low:.1%} to {high:.1%}), trained on {len(known)}"
    )
    if args.judge == "fold4" and share < LEAST:
        sys.exit("The teacher is not what was published: check the front end and the weights.")


if __name__ == "__main__":
    at_desk(main)
