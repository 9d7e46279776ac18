"""`edge-aac devices`: microphones and earpieces, one plain line each."""

from __future__ import annotations

import argparse

from edge_aac.audio.devices import Device, list_devices
from edge_aac.cli.output import put


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:  # noqa: ARG001  # every verb is called alike
    """Print what there is."""
    devices = list_devices()
    _show("Microphone", devices.inputs)
    _show("Earpiece", devices.outputs)
    return 0


def _show(kind: str, devices: tuple[Device, ...]) -> None:
    for device in devices:
        channels = "1 channel" if device.channels == 1 else f"{device.channels} channels"
        default = ", default" if device.default else ""
        put(f"{kind}: {device.name}, {channels}, {device.rate} Hz{default}")
    if not devices:
        put(f"{kind}: none found.")
