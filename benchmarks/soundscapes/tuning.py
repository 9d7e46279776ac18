"""Composed programmes of the rows that may tune, as a command line asks for them.

In: a command's description, and its arguments. Out: programmes with their seeds. Never does:
anything with rows that judge.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from benchmarks.soundscapes.material import material_in
from benchmarks.soundscapes.programme import PLACES, Programme, programme


def tuning_programmes(description: str | None) -> Iterator[tuple[int, Programme]]:
    """Each programme that the command line asks for, after its seed."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--programmes", type=int, default=12)
    args = parser.parse_args()
    material = material_in(args.data, tuning=True)
    for seed in tqdm(range(args.programmes), disable=None):
        yield seed, programme(material, seed, args.minutes, PLACES[seed % len(PLACES)])
