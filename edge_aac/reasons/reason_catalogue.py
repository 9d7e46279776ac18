"""The templates of reasons in a language.

In: `reasons.LANGUAGE.toml`, shipped beside this file. Out: templates by the names of
reasons.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@lru_cache(maxsize=4)
def load_reasons(language: str = "en") -> Mapping[str, str]:
    """Read the shipped templates of a language that has a catalogue of phrases."""
    name = f"reasons.{language}.toml"
    return tomllib.loads(files("edge_aac.reasons").joinpath(name).read_text(encoding="utf-8"))
