"""docs/json-lines.md names every field of the other verbs' JSON lines, and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from edge_aac.cli.devices import as_json
from edge_aac.cli.main import main
from edge_aac.devices.device import Device, DeviceKind

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "json-lines.md"


def _documented(verb: str) -> set[str]:
    text = DOCUMENT.read_text(encoding="utf-8")
    items = {item.split()[0]: item for item in text.split("\n- `")[1:]}
    fields = items[verb].split("\n- ")[0].partition(":")[2].partition(". ")[0]
    return {"v", "kind", *re.findall(r"`(\w+)`", fields)}


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Mapping[str, Any]:
    assert main(arguments) == 0
    row: Mapping[str, Any] = json.loads(capsys.readouterr().out.splitlines()[0])
    return row


def test_of_a_recording(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    path = tmp_path / "clip.wav"
    soundfile.write(path, 0.1 * np.sin(np.arange(16_000) / 3), 16_000)
    model = ["--model", str(tiny_bundle)]
    row = _printed(capsys, "caption", "--json", "--words", "--tags", "1", str(path), *model)
    assert set(row) == _documented("caption")


def test_of_a_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(_printed(capsys, "settings", "--json")) == _documented("settings")


def test_of_a_device() -> None:
    device = Device(
        number=0,
        name="a",
        kind=DeviceKind.MICROPHONE,
        channels=1,
        rate=48_000,
        index=0,
        default=True,
    )
    assert set(json.loads(as_json(device))) == _documented("devices")


@pytest.mark.slow
def test_of_a_measurement(capsys: pytest.CaptureFixture[str], tiny_bundle: Path) -> None:
    line = ["bench", "--json", "--seconds", "1", "--no-realtime", "--model", str(tiny_bundle)]
    assert set(_printed(capsys, *line)) == _documented("bench")
