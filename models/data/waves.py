"""Decoded recordings, kept as one int16 file so that composing need not decode.

In: a corpus. Out: samples by clip. The cache lies outside version control.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge_aac.types import FloatArray
from models.ground.corpus import Clip, Corpus


class Waves:
    """Samples of all rows a run may train on, memory-mapped."""

    def __init__(self, corpus: Corpus, cache: Path) -> None:
        self._index_file = cache / "waves.json"
        self._data_file = cache / "waves.i16"
        if not self._index_file.exists():
            cache.mkdir(parents=True, exist_ok=True)
            self._decode(corpus)
        self._index: dict[str, tuple[int, int]] = json.loads(self._index_file.read_text())
        self._data = np.memmap(self._data_file, np.int16, "r")

    def _decode(self, corpus: Corpus) -> None:
        index: dict[str, tuple[int, int]] = {}
        position = 0
        with self._data_file.open("wb") as file:
            for clip in tqdm(corpus.select("train"), desc="decoding", disable=None):
                samples = np.clip(corpus.read(clip), -1.0, 1.0)
                file.write(np.round(samples * 32767).astype(np.int16).tobytes())
                index[clip.path] = (position, position + len(samples))
                position += len(samples)
        self._index_file.write_text(json.dumps(index))

    def __getitem__(self, clip: Clip) -> FloatArray:
        start, end = self._index[clip.path]
        return self._data[start:end].astype(np.float32) / np.float32(32767)
