"""The command `edge-aac-score`: captions against references, one table each, one line a metric.

    edge-aac-score predictions.csv references.csv
    edge-aac-score predictions.csv references.csv --json scores.json
    edge-aac-score predictions.csv references.csv --metrics FOLDER --direct

In both tables the first column names the file, the others hold captions. BLEU, METEOR, ROUGE-L and
CIDEr-D are pycocoevalcap's. What cannot be computed here is listed as not available, with the
reason, and never left out in silence. Exit codes: 0 done, 1 a fault, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edge_aac.errors import EdgeAacError
from edge_aac_score.caption_tables import read_predictions, read_references

if TYPE_CHECKING:
    from edge_aac_score.scores import Scores

FOLDER = "EDGE_AAC_METRICS"
"""The variable that names the environment of aac-metrics."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="edge-aac-score",
        allow_abbrev=False,
        description="Scores captions against references. In both tables the first column names the "
        "file, the others hold captions.",
    )
    made.add_argument("predictions", type=Path, help="one caption a file")
    made.add_argument("references", type=Path, help="several captions a file")
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    made.add_argument(
        "--metrics",
        type=Path,
        metavar="FOLDER",
        default=os.environ.get(FOLDER),
        help="environment of aac-metrics, made by python -m edge_aac_score.environment FOLDER "
        f"[{FOLDER}]",
    )
    made.add_argument(
        "--direct", action="store_true", help="compute what both have by aac-metrics, too"
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Score; the exit code."""
    reader = parser()
    chosen = reader.parse_args(arguments)
    if chosen.direct and chosen.metrics is None:
        reader.error("--direct needs --metrics FOLDER")
    try:
        if importlib.util.find_spec("pycocoevalcap") is None:
            raise EdgeAacError(
                "The metrics are not installed: install them with pip install 'edge-aac[score]'."
            )
        from edge_aac_score.scores import score

        found = score(
            read_predictions(chosen.predictions),
            read_references(chosen.references),
            chosen.metrics,
            direct=chosen.direct,
        )
        if chosen.json:
            _write(chosen.json, found)
    except EdgeAacError as fault:
        print(f"edge-aac-score: {fault}", file=sys.stderr)
        return 1
    print("\n".join(found.lines()))
    return 0


def _write(path: Path, found: Scores) -> None:
    content = {
        "n": found.n,
        "words": found.tokens,
        "figures": {name: round(figure, 4) for name, figure in found.figures.items()},
        "cider_interval95": [round(end, 4) for end in found.cider_interval],
        "different_words": found.words,
        "not_available": dict(found.missing),
        "by_aac_metrics": {name: round(figure, 4) for name, figure in found.direct.items()},
    }
    try:
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise EdgeAacError(f"{path} cannot be written: {fault.strerror}.") from fault


def command() -> None:
    """The installed program."""
    sys.exit(main())
