"""The teacher: YAMNet's 521 AudioSet scores for any sound we compose.

In: 16 kHz samples. Out: scores per window of 0.975 s, one every 0.4875 s. The
network file lies in the data folder and is never part of the project.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from edge_aac.types import FloatArray

WINDOW = 15_600
STRIDE = 7_800
CLASSES = 521


def windows(samples: int) -> int:
    """How many windows fit into so many samples (a shorter clip is padded to one)."""
    return max(0, samples - WINDOW) // STRIDE + 1


class Teacher:
    """YAMNet as TFLite, one thread."""

    def __init__(self, folder: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._network = Interpreter(
            model_path=str(folder / "peers" / "yamnet" / "yamnet.tflite"), num_threads=1
        )
        self._network.allocate_tensors()
        self._input = self._network.get_input_details()[0]["index"]
        outputs = self._network.get_output_details()
        self._output = next(o["index"] for o in outputs if o["shape"][-1] == CLASSES)

    def scores(self, samples: FloatArray) -> FloatArray:
        """Scores of every window, shape (windows, 521), float32 in 0..1."""
        count = windows(len(samples))
        padded = np.zeros((count - 1) * STRIDE + WINDOW, np.float32)
        kept = min(len(samples), len(padded))
        padded[:kept] = samples[:kept]
        rows = np.empty((count, CLASSES), np.float32)
        for i in range(count):
            piece = padded[i * STRIDE : i * STRIDE + WINDOW]
            self._network.set_tensor(self._input, piece.reshape(1, WINDOW))
            self._network.invoke()
            rows[i] = self._network.get_tensor(self._output).reshape(-1)
        return rows
