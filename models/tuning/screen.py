"""Recordings whose names say that nothing is announced in them, and which the tagger contradicts.

    python -m models.tuning.screen --split calibrate >> models/exclude.csv

Labels of `found` recordings come from file names; clips of films and games hold sirens and
screams that their names do not tell. A row without an announced sound in which the tagger (not
causal, whole windows) is fairly sure of one is printed as a row of `exclude.csv`, with what it
hears. Rows with an announced sound are judged by nobody's ear but their own name, and stay.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.sorted_sounds import announced_labels
from models.tagger.network import Tagger
from models.tagger.windows import tag_windows
from models.trunk.heard import class_names, frames_of

SOURCE = "found"
SURE = 0.3
"""The tagger's probability from which it contradicts."""
UNMISTAKABLE = frozenset(
    {"Alarm", "Alarm clock", "Baby cry, infant cry", "Bicycle bell", "Bow-wow", "Car alarm",
     "Civil defense siren", "Doorbell", "Emergency vehicle", "Fire alarm", "Gunshot, gunfire",
     "Police car (siren)", "Reversing beeps", "Screaming", "Siren", "Smoke detector, smoke alarm",
     "Telephone bell ringing", "Train horn", "Vehicle horn, car horn, honking"}
)  # fmt: skip
"""Classes that mean what is announced and nothing else. The others share their name with what is
not: wind is an eruption to the tagger, a chime a ringtone, a short shout a dog."""


def main() -> None:
    """Hear, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", required=True, choices=["calibrate", "score"])
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    corpus = load_corpus(args.data)
    tagger, names = Tagger.load(corpus.folder), class_names(corpus.folder)
    announced = announced_labels()
    columns = [names.index(one) for one in sorted(UNMISTAKABLE)]
    out = csv.writer(sys.stdout, lineterminator="\n")
    for clip in tqdm(corpus.select(None, args.split), desc=args.split, disable=None):
        if clip.source != SOURCE or clip.label in announced:
            continue
        _, logits = tag_windows(tagger, torch.from_numpy(frames_of(corpus, clip))[None])
        heard = logits[0, :, columns].sigmoid().amax(dim=0)
        best = int(heard.argmax())
        if float(heard[best]) >= SURE:
            other = f"{names[columns[best]]} {float(heard[best]):.2f}"
            out.writerow([clip.path, f"named {clip.label}, but the tagger hears {other}"])


if __name__ == "__main__":
    at_desk(main)
