"""A whole clip in, one sentence and the labels' scores out.

In: the samples of a recording. Out: a `ClipCaption`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.captions.decoder import Decoder
from edge_aac.encoder.tags import clip_tags
from edge_aac.errors import EdgeAacError
from edge_aac.events.boundaries import Boundaries
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.truthful_describer import TruthfulDescriber
from edge_aac.pipeline.word_times import TimedWord, WordTimes
from edge_aac.salience.catalogue import MOST_NOUNS, Catalogue
from edge_aac.types import SAMPLE_RATE, Block, FloatArray, HopResult, Style


@dataclass(frozen=True, slots=True, eq=False)
class ClipCaption:
    """What a clip holds."""

    text: str
    tags: tuple[tuple[str, float], ...]
    """Every label with its score, highest first."""
    score: float = 0.0
    """Mean log-probability of the sentence's tokens; 0 is certainty."""
    posteriors: FloatArray | None = None
    """Shape (rows, labels), float32, one row per 80 ms: what the tags were read from."""
    embedding: FloatArray | None = None
    """Shape (values,), float32: the second network's, averaged; None where the model has none."""
    words: tuple[TimedWord, ...] = ()
    """Those of the sentence, with when each sound that they name was heard; none unless asked."""


class Captioner:
    """Describes whole clips.

    Parameters
    ----------
    ears, decoder, catalogue, describer : the stages
    names : tuple of str
        The labels, in the order of the posteriors.
    heard_from : float
        Score from which a label may be named.
    style : Style
    timing : WordTimes, optional
        Tells when each word's sound was heard.
    """

    def __init__(
        self,
        frontend: Frontend,
        decoder: Decoder,
        catalogue: Catalogue,
        describer: TruthfulDescriber,
        names: tuple[str, ...],
        heard_from: float,
        style: Style,
        timing: WordTimes | None = None,
    ) -> None:
        self._frontend = frontend
        self._decoder = decoder
        self._catalogue = catalogue
        self._describer = describer
        self._names = names
        self._heard_from = heard_from
        self._style = style
        self._timing = timing

    def caption(self, samples: FloatArray) -> ClipCaption:
        """Describe a clip by its last ten seconds, and tag all of it.

        Parameters
        ----------
        samples : ndarray, shape (n,), float32
            Mono at 16 kHz.

        Raises
        ------
        EdgeAacError
            There is no sample in it.
        """
        if len(samples) == 0:
            raise EdgeAacError("The recording is empty: give one that holds sound.")
        state, result = self._frontend.step(self._frontend.start(), Block(samples, 0))
        _, last = self._frontend.flush(state)
        hops = [*result, *last]
        posteriors = np.concatenate([one.posteriors for one in hops])
        tags = clip_tags(posteriors, self._names)
        embeddings = np.concatenate([one.embeddings for one in hops])
        sentence = self._decoder.sentence(embeddings, self._style)
        # The sentence is about the end of the clip, the tags about all of it.
        newest = posteriors[-self._decoder.memory_steps :]
        scores = clip_tags(newest, self._names)
        named = [label for label, score in scores if score >= self._heard_from]
        named = self._in_time(named[:MOST_NOUNS], newest) + named[MOST_NOUNS:]
        words = sentence.text if self._catalogue.grammar.decoder else ""
        text = self._describer.describe(words, named, named) or self._catalogue.scene(named)
        wide = np.concatenate([one.embedding for one in hops])
        like = wide.mean(axis=0) if wide.size else None
        timed = self._timed(text, hops, posteriors, len(samples) / SAMPLE_RATE)
        return ClipCaption(text, tags, sentence.score, posteriors, like, timed)

    def _timed(
        self, text: str, hops: Sequence[HopResult], posteriors: FloatArray, seconds: float
    ) -> tuple[TimedWord, ...]:
        if self._timing is None:
            return ()
        boundaries = Boundaries()
        changes = boundaries.start()
        for hop in hops:
            changes = boundaries.step(changes, hop.spectrum, hop.posteriors)
        memory = self._decoder.memory_steps
        return self._timing.of(text, posteriors, boundaries.finish(changes), seconds, memory)

    def _in_time(self, labels: Sequence[str], posteriors: FloatArray) -> list[str]:
        """Labels in the order in which they were first likely: a list is heard as an order."""
        columns = posteriors[:, [self._names.index(one) for one in labels]]
        first = (columns >= self._heard_from).argmax(axis=0)
        return [labels[i] for i in np.argsort(first, kind="stable")]
