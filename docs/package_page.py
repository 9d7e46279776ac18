"""README.md as the page of the package: where the package lies, the repository's files do not.

A package index shows the README away from the files to which its relative links lead, so that
they would lead nowhere. Each becomes its words and the file's name in the source. The build
backend runs this; it needs nothing but the backend.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"\[(?P<words>[^\]]+)\]\((?![a-z]+:|#)(?P<file>[^)#\s]+)(#[^)\s]*)?\)")


def page(readme: str) -> str:
    """The README without relative links."""
    return _RELATIVE.sub(lambda m: f"{m['words']} (`{m['file']}` in the source)", readme)


class PackagePage(MetadataHookInterface):
    """Gives the package its page."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the page where the backend expects it."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": page(text)}
