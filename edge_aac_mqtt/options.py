"""What a person may choose, as a frozen value.

In: a command line. Out: `Options`. A password is read from a file that is its owner's alone: on a
command line every user of the machine could read it. Never does: connecting.
"""

from __future__ import annotations

import argparse
import os
import socket
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from edge_aac_mqtt.errors import BridgeError
from edge_aac_mqtt.outbox import MOST

PORT, TLS_PORT = 1883, 8883
_LONGEST_PASSWORD = 4096


@dataclass(frozen=True, slots=True)
class Options:
    """Which broker, and what the listener is called there."""

    host: str
    port: int
    name: str
    base: str = "edge-aac"
    discovery: str = "homeassistant"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    authority: Path | None = None
    """Certificates to trust in place of the system's."""
    most: int = MOST


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="edge-aac-mqtt",
        allow_abbrev=False,
        description="Gives the JSON lines of edge-aac on standard input to an MQTT broker, as Home "
        "Assistant discovers them: edge-aac listen --json | edge-aac-mqtt --host broker.lan",
    )
    made.add_argument("--host", required=True, help="the broker's name or address")
    made.add_argument("--port", type=_port, help=f"its port [{PORT}, with TLS {TLS_PORT}]")
    made.add_argument(
        "--name", default=_machine(), help="what the listener is called [%(default)s]"
    )
    made.add_argument("--topic", default="edge-aac", help="the first part of topics [%(default)s]")
    made.add_argument(
        "--discovery",
        default="homeassistant",
        metavar="TOPIC",
        help="where Home Assistant looks for devices [%(default)s]",
    )
    made.add_argument("--user", help="user name at the broker")
    made.add_argument(
        "--password-file", type=Path, metavar="FILE", help="file that holds the password alone"
    )
    made.add_argument("--tls", action="store_true", help="encrypt, and check the broker's name")
    made.add_argument(
        "--ca", type=Path, metavar="FILE", help="certificates to trust in place of the system's"
    )
    made.add_argument(
        "--buffer",
        type=_count,
        default=MOST,
        metavar="MESSAGES",
        help="kept while the broker is away; more means more memory [%(default)s]",
    )
    return made


def options(arguments: Sequence[str] | None = None) -> Options:
    """What a command line chooses.

    Raises
    ------
    BridgeError
        A file cannot be used.
    """
    given = parser().parse_args(arguments)
    tls = given.tls or given.ca is not None
    if given.ca is not None and not os.access(given.ca, os.R_OK):
        raise BridgeError(f"The certificates {given.ca} cannot be read: name another file.")
    return Options(
        host=given.host,
        port=given.port or (TLS_PORT if tls else PORT),
        name=given.name,
        base=_topic(given.topic),
        discovery=_topic(given.discovery),
        user=given.user,
        password=None if given.password_file is None else password(given.password_file),
        tls=tls,
        authority=given.ca,
        most=given.buffer,
    )


def password(path: Path) -> str:
    """The first line of a file that nobody else may read.

    Raises
    ------
    BridgeError
        It cannot be read, others may read it, or it holds none.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_LONGEST_PASSWORD).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise BridgeError(
            f"The password file {path} cannot be read ({reason.lower()}): name another file."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BridgeError(f"Others may read {path}: close it with chmod 600 {path}.")
    lines = text.splitlines()
    if not lines or not lines[0]:
        raise BridgeError(f"The password file {path} is empty: write the password into it.")
    return lines[0]


def _machine() -> str:
    return f"edge-aac {socket.gethostname()}"


def _topic(text: str) -> str:
    """A topic that can be published to."""
    topic = text.strip("/")
    if not topic or set(topic) & set("#+\0"):
        raise BridgeError(f"No topic can be called {text}: leave out #, + and the empty name.")
    return topic


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65_535):
        raise argparse.ArgumentTypeError("give a whole number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 16 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError("give a whole number from 16 to 1000000")
    return int(text)
