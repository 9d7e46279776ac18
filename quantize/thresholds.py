"""Other thresholds for a bundle whose weights stay: a release of its own, sealed anew.

    python -m quantize.thresholds models/edge-aac-s runs/operating-point.json --version 0.3.3

In: a bundle and what `models.tune` wrote. Out: the same folder with another
manifest and seal. Labels that the file does not name keep their thresholds. Never does:
touching a network.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.manifest import MANIFEST
from models.ground.desk import at_desk
from quantize.bundle import write_bundle


def with_thresholds(folder: Path, thresholds: dict[str, float], version: str) -> None:
    """Write a bundle's manifest again.

    Raises
    ------
    EdgeAacError
        The bundle is damaged.
    ValueError
        A threshold is for a label that the bundle does not know.
    """
    Bundle.load(folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    unknown = set(thresholds) - set(manifest["labels"])
    if unknown:
        raise ValueError(f"{folder} knows no label {', '.join(sorted(unknown))}.")
    files = {name: (folder / name).read_bytes() for name in manifest.pop("files")}
    del manifest["format"]
    manifest["version"] = version
    manifest["thresholds"] = manifest["thresholds"] | thresholds
    write_bundle(folder, files, manifest)


def main() -> None:
    """Read, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("thresholds", type=Path)
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    table = json.loads(args.thresholds.read_text(encoding="utf-8"))["thresholds"]
    with_thresholds(args.bundle, table, args.version)
    print(f"{args.bundle}: {len(table)} thresholds, version {args.version}")


if __name__ == "__main__":
    at_desk(main)
