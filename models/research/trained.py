"""A system that was trained, kept in one file and taken up again.

In: a system with its recipe and scale. Out: a file; of a file the same. Never does: training.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from pydantic import TypeAdapter, ValidationError

from edge_aac.errors import EdgeAacError
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE
from models.research.fronts import front
from models.research.lessons import FRAMES, Scale, vocabulary
from models.research.recipe import Recipe
from models.research.system import MATCHED_ON, System, built
from models.tagger.plan import BANDS


@dataclass(frozen=True, eq=False)
class Trained:
    """A system, what it was made of, and how its frames are scaled."""

    recipe: Recipe
    system: System
    scale: Scale

    def keep(self, path: Path) -> None:
        """Write the file."""
        content = {
            "recipe": json.dumps(asdict(self.recipe)),
            "scale": [self.scale.mean, self.scale.spread],
            "weights": self.system.state_dict(),
        }
        temporary = path.with_suffix(".part")
        torch.save(content, temporary)
        temporary.rename(path)

    @staticmethod
    def read(path: Path, data: Path | None = None) -> Trained:
        """Take up what was kept.

        Raises
        ------
        EdgeAacError
            The file is not there, or is of other code.
        """
        try:
            kept = torch.load(path, map_location="cpu", weights_only=True)
            recipe = TypeAdapter(Recipe).validate_python(json.loads(kept["recipe"]))
            scale = Scale(*kept["scale"])
            # The tagger's channels are matched on frames before the weights replace them.
            bands = front(recipe.front)(np.zeros(SAMPLE_RATE, np.float32)).shape[1]
            some = torch.zeros(MATCHED_ON if bands == BANDS else 1, FRAMES, bands)
            words = len(vocabulary())
            system = built(recipe, len(load_taxonomy().labels), words, some, data)
            system.load_state_dict(kept["weights"])
        except FileNotFoundError as fault:
            raise EdgeAacError(
                f"There is no {path}: train it with python -m models.bench RECIPE."
            ) from fault
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, ValidationError) as fault:
            raise EdgeAacError(
                f"{path} cannot be taken up ({type(fault).__name__}): train it anew."
            ) from fault
        return Trained(recipe, system.eval(), scale)


def judging_options(description: str | None) -> argparse.ArgumentParser:
    """What every command that judges kept systems is given: which ones, on how many scenes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("systems", type=Path, nargs="+", help="files that models.bench kept")
    parser.add_argument("--dev", type=int, default=150, help="scenes to judge by")
    parser.add_argument("--seed", type=int, default=28, help="of the scenes")
    parser.add_argument("--data", type=Path)
    return parser
