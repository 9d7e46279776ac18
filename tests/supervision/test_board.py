"""What the kernel's files say of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_aac.supervision.board import Board, board

ZONES, COOLERS = "class/thermal/thermal_zone", "class/thermal/cooling_device"
FIRMWARE = "devices/platform/soc/soc:firmware/get_throttled"


def system(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, Board(None, None)),
        ({f"{ZONES}0/temp": "48312\n", f"{ZONES}1/temp": "61000\n"}, Board(61.0, None)),
        # A sensor that is not there, one that is off, and one that tells nonsense.
        ({f"{ZONES}0/temp": "-274000", f"{ZONES}1/temp": "", f"{ZONES}2/temp": "hot"}, Board()),
        ({FIRMWARE: "0\n"}, Board(None, False)),
        # That it was slowed once, since the start, is past.
        ({FIRMWARE: "e0000\n"}, Board(None, False)),
        ({FIRMWARE: "e0008\n"}, Board(None, True)),
        ({FIRMWARE: "50005\n"}, Board(None, True)),
        # With the address in its name.
        ({FIRMWARE.replace("soc/soc", "soc@107c000000/soc@107c000000"): "4"}, Board(None, True)),
        (
            {f"{COOLERS}0/type": "thermal-cpufreq-0\n", f"{COOLERS}0/cur_state": "2\n"},
            Board(None, True),
        ),
        (
            {f"{COOLERS}0/type": "Processor\n", f"{COOLERS}0/cur_state": "0\n"},
            Board(None, False),
        ),
        # A fan that turns slows nothing.
        ({f"{COOLERS}0/type": "pwm-fan\n", f"{COOLERS}0/cur_state": "3\n"}, Board(None, None)),
    ],
)
def test_what_the_system_does_not_tell_is_not_made_up(
    tmp_path: Path, files: dict[str, str], told: Board
) -> None:
    assert board(system(tmp_path, files)) == told


def test_a_file_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / f"{ZONES}0/temp").mkdir(parents=True)
    assert board(tmp_path) == Board()


def test_this_machine_answers() -> None:
    assert isinstance(board(), Board)
