"""Devices and a sound library that exist in the tests only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from edge_aac.devices.device import Device, DeviceKind


class PortAudioError(Exception):
    pass


def row(
    name: str, inputs: int, outputs: int, rate: float = 48_000.0, api: int = 0
) -> dict[str, Any]:
    return {
        "name": name,
        "hostapi": api,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": rate,
    }


def library(rows: list[dict[str, Any]] | None, chosen: tuple[int, int] = (-1, -1)) -> Any:
    def query_devices() -> list[dict[str, Any]]:
        if rows is None:
            raise PortAudioError("not initialised")
        return rows

    return SimpleNamespace(
        query_devices=query_devices,
        query_hostapis=lambda: ({"name": "ALSA"}, {"name": "PulseAudio"}),
        default=SimpleNamespace(device=chosen),
        PortAudioError=PortAudioError,
    )


def device(number: int, name: str, kind: DeviceKind = DeviceKind.MICROPHONE, **more: Any) -> Device:
    return Device(number, name, kind, more.pop("channels", 1), 48_000, number, **more)
