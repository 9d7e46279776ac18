"""What the settings of the sound server's client library say of where the server is.

In: the environment, files. Out: text. Never does: more of these settings than the server's
address, asking a server.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping
from pathlib import Path

from edge_aac.paths import is_file, read_regular

SYSTEM = Path("/etc/pulse")
MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_NAME = "client.conf"
_KEY = "default-server"
_LONGEST_FILE = 65_536
_MOST_PARTS = 64


def named_server(environ: Mapping[str, str] = os.environ, system: Path = SYSTEM) -> str:
    """The servers that the settings name, as in ``PULSE_SERVER``; nothing where they name none.

    Parameters
    ----------
    environ : mapping
    system : Path
        Folder of the settings that hold where a person has none.
    """
    named = environ.get("PULSE_CLIENTCONFIG")
    home = Path(environ.get("HOME") or "/")
    own = Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pulse" / _NAME
    first = Path(named) if named else own if is_file(own) else system / _NAME
    parts: list[Path] = []
    with contextlib.suppress(OSError):
        parts = sorted(first.with_name(f"{first.name}.d").glob("*.conf"))[:_MOST_PARTS]
    server = ""
    for path in (first, *parts):  # the last one holds
        server = _value(path, server)
    return server


def machine_id(files: tuple[Path, ...] = MACHINE_IDS) -> str:
    """What this machine is called where a server is named for one machine alone."""
    for path in files:
        text = _text(path).strip()
        if text:
            return text
    return socket.gethostname()


def _value(path: Path, before: str) -> str:
    for line in _text(path).splitlines():
        name, equals, value = line.partition("=")
        if equals and name.strip() == _KEY:
            before = value.strip()
    return before


def _text(path: Path) -> str:
    """The text of a regular file; nothing where it cannot be read."""
    with contextlib.suppress(OSError):
        return read_regular(path, _LONGEST_FILE).decode("utf-8", "replace")
    return ""
