"""The inputs and outputs by their names, and how the microphone hears.

In: the devices; what a recording measures. Out: findings. Never does: opening a device.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from edge_aac.audio.quality import DULL_DB, LOUD_DB, OFFSET, STRONG_DB
from edge_aac.devices.absence import absence
from edge_aac.devices.device import Device, DeviceKind, Devices, Direction
from edge_aac.devices.fault import DeviceError
from edge_aac.devices.hanging import in_time
from edge_aac.devices.listing import echoes, list_devices
from edge_aac.doctor.finding import Check, Figure, Finding, fault, fine, warning
from edge_aac.doctor.machine import cause
from edge_aac.doctor.measured import Measured, measure
from edge_aac.doctor.microphone_sample import MicrophoneSample
from edge_aac.errors import EdgeAacError

MOST_NAMES = 5
"""Who listens to a sentence does not remember more."""
MOST_OFF = 0.01
"""Of the promised rate, beyond what the way of the samples explains."""
CLIPPED = 0.1
"""Of the 40 ms pieces; whoever spoke into the microphone was not that loud for longer."""
_CHECKS = {Direction.INPUT: Check.MICROPHONES, Direction.OUTPUT: Check.EARPIECES}


def devices(
    look: Callable[[], Devices] = list_devices,
    why_none: Callable[[Direction], DeviceError] = absence,
    environ: Mapping[str, str] = os.environ,
) -> list[Finding]:
    """Which microphones and earpieces there are.

    Parameters
    ----------
    look : callable
        Gives all devices.
    why_none : callable
        Says why there are none of a direction.
    environ : mapping
        May name a source of the sound server.
    """
    try:
        found = in_time(look)
    except EdgeAacError as error:
        return [fault(check, "reason", reason=cause(error)) for check in _CHECKS.values()]
    return [_listed(found.of(way), _CHECKS[way], why_none, way, environ) for way in Direction]


def _listed(
    there: Sequence[Device],
    check: Check,
    why_none: Callable[[Direction], DeviceError],
    way: Direction,
    environ: Mapping[str, str],
) -> Finding:
    usual = [one for one in there if one.kind is not DeviceKind.MONITOR]
    if not usual:
        return fault(check, "reason", reason=cause(why_none(way)))
    if way is Direction.INPUT and echoes(there, environ):
        return fault(check, "echo_only")
    ordered = sorted(usual, key=lambda one: not one.default)
    names = [one.description or one.name for one in ordered[:MOST_NAMES]]
    return fine(check, check.value, count=len(usual), names=", ".join(dict.fromkeys(names)))


def microphone(recorded: Callable[[], MicrophoneSample]) -> list[Finding]:
    """How the microphone hears.

    Parameters
    ----------
    recorded : callable
        Records it.
    """
    try:
        measured = measure(in_time(recorded))
    except EdgeAacError as error:
        return [fault(Check.MICROPHONE, "reason", reason=cause(error))]
    return judge(measured)


def judge(measured: Measured) -> list[Finding]:
    """What is wrong with a microphone; one finding where nothing is."""
    found = list(_wrong(measured))
    if not found:
        facts: dict[str, str | int] = {
            "name": measured.name,
            "level": round(measured.level),
            "rate": measured.rate,
        }
        name = "hears_loud" if measured.level >= LOUD_DB else "hears"
        found = [fine(Check.MICROPHONE, name, **facts)]
    figures: dict[str, Figure] = {
        "device": measured.name,
        "rate": measured.rate,
        "slowest_rate": round(measured.slowest, 1),
        "fastest_rate": round(measured.fastest, 1),
        "lost_frames": measured.lost,
        "level_db": round(measured.level, 1),
        "floor_db": round(measured.floor, 1),
        "offset": round(measured.offset, 4),
        "clipped": round(measured.clipped, 3),
        "treble_db": None if measured.treble is None else round(measured.treble, 1),
    }
    return [replace(one, figures=figures) for one in found]


def _wrong(measured: Measured) -> list[Finding]:
    name, check = measured.name, Check.MICROPHONE
    if measured.still:
        return [fault(check, "silent", name=name)]
    if measured.repeats:
        return [fault(check, "repeating", name=name)]
    found = []
    rate = measured.rate
    if not measured.slowest * (1 - MOST_OFF) <= rate <= measured.fastest * (1 + MOST_OFF):
        middle = round((measured.slowest + measured.fastest) / 2)
        found.append(fault(check, "wrong_rate", name=name, promised=rate, given=middle))
    if measured.clipped > CLIPPED:
        share = round(100 * measured.clipped)
        found.append(warning(check, "clipped", name=name, share=share))
    if abs(measured.offset) >= OFFSET:
        found.append(warning(check, "offset", name=name, share=round(100 * abs(measured.offset))))
    if measured.level < STRONG_DB:
        found.append(warning(check, "quiet", name=name, level=round(measured.level)))
    if measured.treble is not None and measured.treble < DULL_DB:
        found.append(warning(check, "narrow", name=name))
    return found
