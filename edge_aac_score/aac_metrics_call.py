"""Run by the environment of aac-metrics: a table on standard input, figures on standard output.

In: JSON with `captions`, `references` and `metrics`. Out: one line of JSON with `figures` and, for
what raised, `failed`. It imports nothing of this project, which is not installed there.
"""

from __future__ import annotations

import importlib
import json
import sys
import types
from typing import Any


def main() -> None:
    """Answer one question."""
    # CLAP's metrics alone use it, and it is left out: see `environment`.
    sys.modules["msclap"] = types.ModuleType("msclap")
    sys.modules["msclap"].__dict__["CLAP"] = None
    evaluate: Any = importlib.import_module("aac_metrics").evaluate
    asked = json.load(sys.stdin)
    figures: dict[str, float] = {}
    failed: dict[str, str] = {}
    for metric in asked["metrics"]:
        try:
            corpus, _ = evaluate(asked["captions"], asked["references"], metrics=[metric])
            figures[metric] = float(corpus[metric])
        except Exception as fault:  # one metric must not end the others
            failed[metric] = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
    print(json.dumps({"figures": figures, "failed": failed}))


if __name__ == "__main__":
    main()
