"""Bytes in, bundle folder out: manifest with sha256 of every file, and its own seal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edge_aac.encoder.manifest import FORMAT, MANIFEST, SEAL, seal_of


def write_bundle(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    """Write the files, then the manifest that vouches for them, then its seal.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    files : mapping of name to bytes
    manifest : mapping
        Everything the manifest says beside `format` and `files`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    listed = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(files.items())
    }
    whole = {"format": FORMAT, **manifest, "files": listed}
    text = (json.dumps(whole, indent=1) + "\n").encode()
    (folder / MANIFEST).write_bytes(text)
    (folder / SEAL).write_bytes(seal_of(text))
