"""Any rate -> 16 kHz, as a stream.

In: mono blocks of one rate. Out: mono blocks at 16 kHz. However the sound is cut, the
samples are the same to the bit; sample k of the output lies at k / 16000 s of the
input, and n samples become n * 16000 / rate, rounded. The filter holds back 15 to
70 ms until the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray


class Resampler:
    """One stream's resampler; its filter's memory is in it.

    Parameters
    ----------
    rate : int
        Samples per second of what comes in.
    """

    def __init__(self, rate: int) -> None:
        self._stream: Any = None
        if rate != SAMPLE_RATE:
            import soxr

            self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")

    def step(self, samples: FloatArray, last: bool = False) -> FloatArray:
        """Resample a block, shape (n,), float32; `last` gives what the filter still holds."""
        if self._stream is None:
            return samples
        return np.asarray(self._stream.resample_chunk(samples, last=last), np.float32)
