"""Passages of a recording as a Parquet file, which many programs for large tables read.

In: a recording's name, its passages. Out: the file's bytes. A row a passage: where, the sentence,
labels with scores, what it sounds like. Many such files in one folder are one data set. Never
does: writing; being needed by a listener, since it takes a large library (extra `archive`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np

from edge_aac import __version__
from edge_aac.errors import EdgeAacError
from edge_aac.library.passage import Passage
from edge_aac.printable import encodable

LEVEL = 3
"""Of the compression: higher ones take longer and save little."""


def require_parquet() -> None:
    """Raise where the library is missing, before anything is described.

    Raises
    ------
    EdgeAacError
        It is.
    """
    if find_spec("pyarrow") is None:
        raise EdgeAacError(
            "Parquet needs pyarrow: install it with pip install 'edge-aac[archive]'."
        )


def as_parquet(name: str, passages: Sequence[Passage]) -> bytes:
    """The file.

    Columns: ``file``, ``start`` and ``end`` [s], ``text``, ``labels`` and ``scores`` (lists of the
    same length, highest first), ``embedding`` (a unit vector times 127, int8; null where the model
    has none).

    Parameters
    ----------
    name : str
        As lines call the recording; bytes that are no text are written out.
    passages : sequence of Passage
    """
    import pyarrow
    from pyarrow import parquet

    vectors = [np.frombuffer(one.embedding, np.int8) if one.embedding else None for one in passages]
    columns = {
        "file": pyarrow.array([encodable(name)] * len(passages), pyarrow.string()),
        "start": pyarrow.array([one.start for one in passages], pyarrow.float64()),
        "end": pyarrow.array([one.end for one in passages], pyarrow.float64()),
        "text": pyarrow.array([encodable(one.text) for one in passages], pyarrow.string()),
        "labels": pyarrow.array(
            [[label for label, _ in one.tags] for one in passages],
            pyarrow.list_(pyarrow.string()),
        ),
        "scores": pyarrow.array(
            [[score for _, score in one.tags] for one in passages],
            pyarrow.list_(pyarrow.float32()),
        ),
        "embedding": pyarrow.array(vectors, pyarrow.list_(pyarrow.int8())),
    }
    table = pyarrow.table(columns, metadata={"edge_aac": __version__})
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd", compression_level=LEVEL)
    return file.getvalue()
