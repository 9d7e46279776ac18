"""Completion for shells and manual pages, made from the command lines themselves.

    python deploy/help_files.py FOLDER

In: the parsers. Out: `edge-aac.bash`, `_edge-aac` for zsh, `edge-aac.1` and `edge-aac-mqtt.1` in a
folder. Never does: describing a flag in other words than its help.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":  # started by its name, Python looks beside it alone
    sys.path.insert(0, str(ROOT))

from edge_aac import __version__  # noqa: E402
from edge_aac.cli.main import parser_of  # noqa: E402
from edge_aac_mqtt.options import parser as mqtt_parser  # noqa: E402

WIDTH = "10000"
"""Columns: who formats help for a terminal would cut its lines."""
SECTION = "User Commands"


def help_files() -> Mapping[str, str]:
    """The files by name."""
    import shtab

    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = WIDTH
    try:
        parser, _ = parser_of()
        return {
            "edge-aac.bash": shtab.complete(parser, "bash"),
            "_edge-aac": shtab.complete(parser, "zsh"),
            "edge-aac.1": manual(parser, "edge-aac"),
            "edge-aac-mqtt.1": manual(mqtt_parser(), "edge-aac-mqtt"),
        }
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


def manual(parser: argparse.ArgumentParser, name: str) -> str:
    """A manual page in troff.

    Parameters
    ----------
    parser : ArgumentParser
    name : str
        Of the program.
    """
    from argparse_manpage.manpage import Manpage

    parser.man_short_description = (parser.description or name).partition(".")[0]  # type: ignore[attr-defined]
    data = {
        "prog": name,
        "version": __version__,
        "manual_title": SECTION,
        "project_name": "edge-aac",
    }
    return str(Manpage(parser, format="pretty", _data=data))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write them; the exit code."""
    parser = argparse.ArgumentParser(description="Write completion for shells and manual pages.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in help_files().items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{folder}: {error.strerror}; name another folder.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
