"""How hot the machine is, and whether it runs slower because of it.

In: files of the kernel, `/sys` on Linux. Out: a frozen `Board`; what the system does not report is
None. Never does: running a program, raising.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/sys")
_TEMPERATURES = "class/thermal/thermal_zone*/temp"
_COOLERS = "class/thermal/cooling_device*"
_FIRMWARE = "devices/platform/soc*/soc*:firmware/get_throttled"
"""A Raspberry Pi's own word; bits as in `vcgencmd get_throttled`."""
_SLOWED = 0b1110
"""Frequency capped, throttled, soft temperature limit: now, not since the start."""
_PROCESSOR = ("cpufreq", "processor")
"""Coolers that work by slowing the processor, by what their type holds."""
_PLAUSIBLE = (-40.0, 150.0)
"""A sensor that is not connected shows something else [degrees Celsius]."""


@dataclass(frozen=True, slots=True)
class Board:
    """The machine, at one moment."""

    celsius: float | None = None
    """Of the hottest place that is measured."""
    slowed: bool | None = None
    """Whether it runs slower than it could, for heat or for too weak a supply."""


def board(system: Path = SYSTEM) -> Board:
    """Look at the machine.

    Parameters
    ----------
    system : Path
        Where the kernel shows its devices.
    """
    low, high = _PLAUSIBLE
    measured = (milli / 1000.0 for milli in _numbers(system, _TEMPERATURES, 10))
    celsius = [one for one in measured if low < one < high]
    slowed = [bool(bits & _SLOWED) for bits in _numbers(system, _FIRMWARE, 16)]
    slowed += [steps > 0 for steps in _slowing(system)]
    return Board(max(celsius, default=None), any(slowed) if slowed else None)


def _slowing(system: Path) -> Iterator[int]:
    """By how many steps the processor is slowed, of each cooler that does so."""
    for cooler in _found(system, _COOLERS):
        kind = _text(cooler / "type").lower()
        if any(word in kind for word in _PROCESSOR):
            yield from _numbers(cooler, "cur_state", 10)


def _numbers(folder: Path, pattern: str, base: int) -> Iterator[int]:
    for path in _found(folder, pattern):
        try:
            yield int(_text(path), base)
        except ValueError:
            continue


def _found(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _text(path: Path) -> str:
    """What a file holds; nothing where it cannot be read, as a sensor that is off cannot."""
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
