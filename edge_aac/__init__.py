"""Ears that speak.

::

    source -> ring -> log-Mel -> encoder -> decoder -> salience gate -> speech
    audio/           features/   encoder/   captions/  salience/       speech/
                        |           |-> events/ ----------^
                        |-> events/tonal/ --^

One direction, one clock (the input's sample count), bounded everywhere. `pipeline/` joins the
stages, `supervision/` keeps them going, `control/` takes commands, `service/` is the loop around
them, and `build.py` composes it all. Imports point one way: ``types, taxonomy <- stages <-
pipeline <- supervision <- control <- service <- build <- cli``; a stage never imports another.

`edge_aac.listen("mic")` gives the reports of a listener to a program (`docs/python.md`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge_aac.api import (
        Caption,
        Decision,
        EdgeAacError,
        Event,
        EventEnd,
        Report,
        Status,
        listen,
    )

__version__ = "0.4.0"

__all__ = [
    "Caption",
    "Decision",
    "EdgeAacError",
    "Event",
    "EventEnd",
    "Report",
    "Status",
    "__version__",
    "listen",
]


def __getattr__(name: str) -> object:
    """Load the API when it is first used: the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module("edge_aac.api"), name)
    return found
