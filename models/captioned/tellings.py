"""What a trained encoder makes of captioned clips: examples that people described.

In: clips and a frozen encoder. Out: event logits and levels per 80 ms row, kept as
float16, and the sentences about them. Never does: composing, or describing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.features.logmel import FLOOR, LogMel
from edge_aac.types import FloatArray
from models.captioned.fault import DatasetFault
from models.captioned.item import CaptionedClip
from models.captioned.samples import Samples
from models.captioned.sentence import sentence_tokens
from models.captioned.words import Tokens, sayable
from models.data.memories import remembered
from models.networks.decoder import MEMORY
from models.networks.encoder import FRAMES_PER_ROW, Encoder

BATCH = 50

Window = tuple[NDArray[np.float16], NDArray[np.float16]]
"""Event logits (rows, labels) and levels (rows, 4)."""


@dataclass(frozen=True, eq=False)
class Tellings:
    """Windows of sound and what people said about them."""

    heard: list[Window]
    """One per window, at most 125 rows of 80 ms, newest last."""
    sentences: list[tuple[Tokens, ...]]
    """At least one per window."""
    damaged: tuple[Path, ...] = ()
    """Files that were skipped."""

    @staticmethod
    def compute(
        clips: Sequence[CaptionedClip], net: Encoder, most: int, longest: int, seed: int
    ) -> Tellings:
        """Run the encoder over clips, each window from silence.

        Parameters
        ----------
        clips : sequence of CaptionedClip
        net : Encoder
        most : int
            Windows to keep (23 kB each); which, is drawn.
        longest : int
            Tokens that a sentence may have, its full stop included; longer ones are left out,
            for a sentence without its end would teach the model not to end.
        seed : int
        """
        order = np.random.default_rng(seed).permutation(len(clips))
        wordings = {clip: _sentences(clip, longest) for clip in clips}
        samples = Samples(clips[i] for i in order if wordings[clips[i]])
        heard: list[Window] = []
        sentences: list[tuple[Tokens, ...]] = []
        waiting: list[FloatArray] = []
        front = LogMel()
        progress = tqdm(total=most, desc="captioned", disable=None)
        for clip, window in samples:
            waiting.append(front.whole(window))
            sentences.append(wordings[clip])
            progress.update()
            if len(waiting) == BATCH or len(sentences) == most:
                heard += _hear(waiting, net)
                waiting = []
            if len(sentences) == most:
                break
        progress.close()
        if waiting:
            heard += _hear(waiting, net)
        if not heard:
            raise DatasetFault(
                f"None of the {len(clips)} captioned clips can be read and has a sentence of at "
                f"most {longest} tokens: look whether the files are whole."
            )
        return Tellings(heard, sentences, tuple(samples.damaged))

    def said_with(self, words: Collection[str]) -> Tellings:
        """The windows of which something can be said with these words, and what."""
        kept = [sayable(wordings, words) for wordings in self.sentences]
        if not any(kept):
            raise DatasetFault(
                "No human caption can be said with the words of the model: "
                "lower --least-count or raise --most-words."
            )
        return Tellings(
            [rows for rows, wordings in zip(self.heard, kept, strict=True) if wordings],
            [wordings for wordings in kept if wordings],
            self.damaged,
        )

    def draw(self, rng: np.random.Generator) -> tuple[Window, Tokens]:
        """What was heard in a window, and a sentence about it."""
        i = int(rng.integers(len(self.heard)))
        wordings = self.sentences[i]
        return self.heard[i], wordings[int(rng.integers(len(wordings)))]


def _sentences(clip: CaptionedClip, longest: int) -> tuple[Tokens, ...]:
    wordings = dict.fromkeys(sentence_tokens(caption) for caption in clip.captions)
    return tuple(tokens for tokens in wordings if 0 < len(tokens) <= longest)


def _hear(mels: list[FloatArray], net: Encoder) -> list[Window]:
    """What is heard in windows of any lengths."""
    frames = -(-max(map(len, mels)) // FRAMES_PER_ROW) * FRAMES_PER_ROW
    # Silence after a window changes nothing before it: the encoder sees the past only.
    padded = np.full((len(mels), frames, mels[0].shape[1]), np.log(FLOOR), np.float32)
    for i, mel in enumerate(mels):
        padded[i, : len(mel)] = mel
    logits, levels = remembered(padded, net)
    windows: list[Window] = []
    for i, mel in enumerate(mels):
        last = len(mel) // FRAMES_PER_ROW
        kept = slice(max(0, last - MEMORY), last)
        windows.append(
            (np.ascontiguousarray(logits[i, kept]), np.ascontiguousarray(levels[i, kept]))
        )
    return windows
