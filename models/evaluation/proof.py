"""What a bundle may be scored on: never a recording that it was trained on."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from models.ground.corpus import Clip


def refuse_training_rows(bundle: Path, clips: Sequence[Clip]) -> None:
    """Exit with a sentence if the bundle was trained on a recording it shall be scored on."""
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    trained = set((bundle / manifest["training_groups"]).read_text(encoding="utf-8").splitlines())
    shared = sorted({clip.group for clip in clips} & trained)
    if shared:
        sys.exit(
            f"{bundle.name} was trained on {len(shared)} of the recordings to be scored "
            f"(first: {shared[0]}); score it on another split."
        )
