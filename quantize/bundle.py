"""Bytes in, bundle folder out: manifest with sha256 of every file, and its own seal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
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


def put_part(
    folder: Path,
    part: str,
    files: Mapping[str, bytes],
    entry: Mapping[str, Any],
    version: str | None,
    groups: Iterable[str],
) -> None:
    """Give a bundle another network, and a version; all else stays.

    Parameters
    ----------
    folder : Path
    part : str
        Its entry in the manifest; the files of the one before go.
    files, entry : mapping
        The network by file name, and what the manifest says of it.
    version : str or None
        None for that which the bundle has.
    groups : iterable of str
        Original recordings that the network was trained on, beside the bundle's own.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    before = manifest.get(part) or {}
    gone = {before.get("file"), before.get("lite")}
    kept = {name: (folder / name).read_bytes() for name in manifest.pop("files")}
    kept = {name: data for name, data in kept.items() if name not in gone}
    known = manifest["training_groups"]
    every = {*kept[known].decode().splitlines(), *groups}
    kept[known] = "".join(f"{one}\n" for one in sorted(every)).encode()
    del manifest["format"]
    manifest |= {part: dict(entry)} | ({"version": version} if version else {})
    write_bundle(folder, kept | dict(files), manifest)
