"""Make what taught sounds are taught against, and put it into a bundle.

    python -m models.background --into models/edge-aac-s

In: recordings of the corpus that may train (`use=train`), and the bundle's own networks. Out: the
bundle with its background: how an embedding becomes a row, and rows of all kinds of sound, as
`edge_aac.taught.background` has them. These are statistics: no sound can be made from them, and
nobody's voice is known by them. Rows that say what the row before them said are left out.

The version of the embedding is the checksum of the network that gives it. Never does: training.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from edge_aac.encoder.bundle import Bundle
from edge_aac.features.narrowband import NarrowBand
from edge_aac.pipeline.encoder_chain import open_encoder_chain
from edge_aac.pipeline.frontend import Frontend
from edge_aac.taught.background import KINDS, Background, packed, unpacked
from edge_aac.taught.likeness import PROJECTED, Likeness, Past, Projection, quickened
from edge_aac.taught.tones import Bytes, peaks
from edge_aac.types import Block, FloatArray
from models.ground.corpus import ROOM_RESPONSE, Clip, load_corpus
from models.ground.desk import at_desk
from quantize.bundle import put_part

FILE = "background.npz"
MOST_ROWS = 24_000
"""Some 3 MB; twice as many find a twentieth more at one false alarm in ten hours."""
ALIKE = 0.9
"""Cosine from which a row says what the one kept before it said."""
SILENT = 1e-4
"""Root mean square under which a hop holds nothing [full scale]."""
WHITENED = 0.5
"""Exponent of the variances that the axes are divided by: 1 makes all of them alike."""
SEED = 20261130
_OF_KIND = {"speech": "speech", "singing": "music", "music": "music"}


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Hops of a recording: quickened embeddings, and tones."""

    quick: FloatArray
    """Shape (n, values)."""
    bins: Bytes
    strengths: Bytes
    loud: FloatArray
    """Root mean square, shape (n,)."""


def hear(frontend: Frontend, samples: FloatArray) -> Heard:
    """What the networks make of a recording."""
    state, hops = frontend.step(frontend.start(), Block(samples, 0))
    hops = [*hops, *frontend.flush(state)[1]]
    past = Past.nothing(hops[0].embedding.shape[1])
    quick = []
    for hop in hops:
        past = quickened(past, hop.embedding[0])
        quick.append(past.quick)
    spectra = np.stack([hop.spectrum.mean(axis=0, dtype=np.float32) for hop in hops])
    bins, strengths = peaks(spectra)
    filled = np.zeros(len(hops) * 2_560, np.float32)
    filled[: len(samples)] = samples
    loud = np.sqrt((filled.reshape(len(hops), -1) ** 2).mean(axis=1))
    return Heard(np.stack(quick), bins, strengths, loud)


def projection_of(quick: FloatArray) -> Projection:
    """The axes along which embeddings differ most, each value first brought to one scale."""
    mean = quick.mean(axis=0, dtype=np.float64)
    scale = quick.std(axis=0, dtype=np.float64) + 1e-3
    rows = ((quick - mean) / scale).astype(np.float32)
    variances, axes = np.linalg.eigh((rows.T @ rows).astype(np.float64) / len(rows))
    kept = axes[:, ::-1][:, :PROJECTED] / variances[::-1][:PROJECTED] ** (WHITENED / 2)
    return Projection(mean.astype(np.float32), (kept / scale[:, None]).astype(np.float32))


def news(rows: FloatArray) -> NDArray[np.bool_]:
    """Which rows of a recording say something that the row kept before them did not."""
    kept = np.zeros(len(rows), bool)
    last = None
    for i, row in enumerate(rows):
        if last is None or float(row @ last) < ALIKE * PROJECTED:
            kept[i], last = True, row
    return kept


def background_of(recordings: Iterable[tuple[str, Heard]], most: int = MOST_ROWS) -> Background:
    """A background of recordings, each with its label."""
    some = [(label, heard) for label, heard in recordings if (heard.loud > SILENT).any()]
    # Threads add up in another order, and one bit decides which rows are kept: on one thread the
    # same recordings give the same bytes.
    with threadpool_limits(limits=1, user_api="blas"):
        return _background(some, most)


def _background(some: list[tuple[str, Heard]], most: int) -> Background:
    projection = projection_of(np.concatenate([one.quick[one.loud > SILENT] for _, one in some]))
    parts, kinds = [], []
    for label, heard in some:
        embedded = projection(heard.quick)
        kept = (heard.loud > SILENT).copy()
        kept[kept] = news(embedded[kept])
        parts.append(Likeness(embedded[kept], heard.bins[kept], heard.strengths[kept]))
        kinds.append(np.full(int(kept.sum()), KINDS.index(_OF_KIND.get(label, "other"))))
    every, of_kind = Likeness.joined(parts), np.concatenate(kinds).astype(np.uint8)
    count = min(most, len(every))
    chosen = np.sort(np.random.default_rng(SEED).choice(len(every), count, replace=False))
    embedded = unpacked(packed(every.embedded[chosen]))
    likeness = Likeness(embedded, every.bins[chosen], every.strengths[chosen])
    return Background(projection, likeness, of_kind[chosen])


def opened(bundle: Bundle) -> Frontend:
    """The bundle's front ends and networks, as ONNX Runtime executes them."""
    chain = open_encoder_chain(bundle, "onnx")
    return Frontend(chain.front, NarrowBand(), chain.encoder)


def kept_hearing(
    file: Path | None, heard: Callable[[], Iterator[tuple[str, Heard]]]
) -> list[tuple[str, Heard]]:
    """What was heard, read from a file that an earlier run wrote, or written there.

    Hearing takes nearly all of the time; backgrounds of several sizes come of one.
    """
    if file is None or not file.exists():
        every = list(heard())
        if file is not None:
            with file.open("wb") as out:
                pickle.dump(every, out)
        return every
    with file.open("rb") as known:
        found: list[tuple[str, Heard]] = pickle.load(known)
    return found


def _recordings(frontend: Frontend, data: Path | None) -> Iterator[tuple[str, Heard]]:
    corpus = load_corpus(data)
    clips: list[Clip] = [one for one in corpus.select("train") if one.label != ROOM_RESPONSE]
    for clip in tqdm(clips, disable=None):
        samples = corpus.read(clip)
        if len(samples):
            yield clip.label, hear(frontend, samples)


def main() -> None:
    """Hear, thin out, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--heard",
        type=Path,
        metavar="FILE",
        help="keep what was heard, or take it from there",
    )
    parser.add_argument("--most", type=int, default=MOST_ROWS)
    parser.add_argument("--version", default=None, help="of the bundle (default: stays)")
    args = parser.parse_args()
    bundle = Bundle.load(args.into)
    second = bundle.manifest.second
    if second is None:
        raise SystemExit("The bundle has no second network, whose embedding this is about.")
    made = background_of(
        kept_hearing(args.heard, lambda: _recordings(opened(bundle), args.data)), args.most
    )
    data = made.pack()
    entry = {"file": FILE, "embedding": bundle.manifest.files[second.file].sha256[:12]}
    put_part(args.into, "taught", {FILE: data}, entry, args.version, ())
    print(json.dumps({"rows": len(made.likeness), "bytes": len(data), **entry}))


if __name__ == "__main__":
    at_desk(main)
