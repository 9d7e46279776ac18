"""`edge-aac devices`: microphones and earpieces, one plain line each.

The number, the name or a part of it is what --input and --output-device take. With --json
one object a line, whose kind is microphone, monitor or earpiece. Where one direction has
none, a sentence on standard error says why.
"""

from __future__ import annotations

import argparse
import json
from functools import partial

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import FLAG, language_of, worded
from edge_aac.cli.output import fault, put
from edge_aac.devices.absence import absence
from edge_aac.devices.device import Device, Direction
from edge_aac.devices.hanging import ANSWER_SECONDS, in_time
from edge_aac.devices.listing import list_devices
from edge_aac.report import VERSION


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_flags(parser, (FLAG,))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print what there is."""
    language = language_of(parsed)
    wording = load_wording(language)
    with worded(language):
        devices = in_time(list_devices, ANSWER_SECONDS)
    show = as_json if parsed.json else partial(as_line, wording=wording)
    for direction in Direction:
        for device in devices.of(direction):
            put(show(device))
    for direction in Direction:
        if not devices.of(direction):
            fault(wording.refusal(absence(direction)))
    return 0


def as_line(device: Device, wording: Wording) -> str:
    """Number, name and kind, and what a person may have to know besides."""
    named = f" ({device.description})" if device.description not in ("", device.name) else ""
    kind = wording.device(device.kind.value)
    default = wording.device("served" if device.served else "default")
    return f"{device.number}: {device.name}{named}, {kind}" + (
        f", {default}" if device.default else ""
    )


def as_json(device: Device) -> str:
    """The same for a program."""
    row = {
        "v": VERSION,
        "kind": device.kind.value,
        "number": device.number,
        "name": device.name,
        "description": device.description,
        "channels": device.channels,
        "rate": device.rate,
        "default": device.default,
        "server": device.served,
    }
    return json.dumps(row, separators=(",", ":"))
