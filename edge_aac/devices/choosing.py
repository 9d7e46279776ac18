"""Which device a person means; the same rules for microphone and earpiece.

In: the devices, and what the person wrote. Out: one device, or a sentence. A number is the
number that `edge-aac devices` prints. A name is the whole name, else the whole name in other
letters, else a part of it; where it fits two, none is taken. Letters are compared as they look,
however their accents are encoded. An output's monitor is taken only where it is named as such: a
listener would hear its own voice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from edge_aac.devices.absence import absence
from edge_aac.devices.device import (
    MONITOR_PREFIX,
    MONITOR_SUFFIX,
    Device,
    DeviceKind,
    Devices,
    Direction,
)
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.reasons.reason import Fact, Reason
from edge_aac.reasons.why import Why

MOST_NAMES = 8
"""Who listens to a sentence does not remember more names."""
MOST_DIGITS = 9
_ONE = {Direction.INPUT: Why.MICROPHONE, Direction.OUTPUT: Why.EARPIECE}
_MANY = {Direction.INPUT: Why.MICROPHONES, Direction.OUTPUT: Why.EARPIECES}
_UNKNOWN = {Direction.INPUT: Why.UNKNOWN_MICROPHONE, Direction.OUTPUT: Why.UNKNOWN_EARPIECE}
_MONITOR_WORD = "monitor"
_PATH_MARKS = ("/", ".")
"""Who writes one of these may have meant a file."""


def choose(
    devices: Devices,
    direction: Direction,
    wanted: str | None,
    why_none: Callable[[Direction], DeviceError] = absence,
) -> Device:
    """The device that a number, a name or a part of it means; the default one for None.

    Raises
    ------
    DeviceError
        There is none at all, none of that name, more than one, or only an output's monitor
        that the name does not call one.
    """
    # A monitor is the last that a person is offered.
    there = sorted(devices.of(direction), key=_is_monitor)
    if not there:
        raise _nothing(why_none(direction), direction, wanted)
    if wanted is None:
        return next((one for one in there if one.default), there[0])
    if wanted.isdecimal():
        return _numbered(there, direction, wanted)
    for fits in (_is_named, _is_named_alike, _has_in_name):
        found = _apart([one for one in there if fits(one, wanted)])
        if len(found) == 1 and not _is_meant_otherwise(found[0], wanted):
            return found[0]
        if found:
            _refuse_monitors(found, wanted)
            raise DeviceError(
                DeviceFault.AMBIGUOUS,
                Reason.of(
                    Why.AMBIGUOUS,
                    wanted=wanted,
                    count=len(found),
                    many=Reason(_MANY[direction]),
                    names=_names(found),
                ),
                wanted,
            )
    raise DeviceError(
        DeviceFault.UNKNOWN,
        Reason.of(_UNKNOWN[direction], wanted=wanted, names=_names(there)),
        wanted,
    )


def _numbered(there: Sequence[Device], direction: Direction, wanted: str) -> Device:
    # Python refuses to read a number of thousands of digits.
    number = int(wanted) if len(wanted) <= MOST_DIGITS else None
    for one in there:
        if one.number == number:
            return one
    raise DeviceError(
        DeviceFault.UNKNOWN,
        Reason.of(
            Why.UNKNOWN_NUMBER,
            one=Reason(_ONE[direction]),
            wanted=wanted,
            many=Reason(_MANY[direction]),
            names=_names(there),
        ),
        wanted,
    )


def _nothing(error: DeviceError, direction: Direction, wanted: str | None) -> DeviceError:
    """The error where there is no device at all, for a name that may have meant a file."""
    named = wanted is not None and any(mark in wanted for mark in _PATH_MARKS)
    if direction is Direction.OUTPUT or not named or error.fault is not DeviceFault.ABSENT:
        return error
    reason = error.reason or str(error)
    absent = Reason.of(Why.NO_FILE_EITHER, wanted=str(wanted), reason=reason)
    return DeviceError(error.fault, absent, str(wanted))


def _composed(text: str) -> str:
    """With each accent in one character with its letter; keyboards and programs differ in it."""
    return unicodedata.normalize("NFC", text)


def _alike(text: str) -> str:
    """The same for every way to write it in large and small letters."""
    return _composed(_composed(text).casefold())


def _is_named(device: Device, wanted: str) -> bool:
    return _composed(wanted) in (_composed(device.name), _composed(device.description))


def _is_named_alike(device: Device, wanted: str) -> bool:
    return _alike(wanted) in (_alike(device.name), _alike(device.description))


def _has_in_name(device: Device, wanted: str) -> bool:
    part = _alike(wanted)
    return part in _alike(device.name) or part in _alike(device.description)


def _is_monitor(device: Device) -> bool:
    return device.kind is DeviceKind.MONITOR


def _is_meant_otherwise(device: Device, wanted: str) -> bool:
    """Whether a monitor fits the text that names its output, or something else, by a part."""
    if not _is_monitor(device) or _is_named_alike(device, wanted):
        return False
    part = _alike(wanted)
    output = (
        _alike(device.name).removesuffix(MONITOR_SUFFIX),
        _alike(device.description).removeprefix(MONITOR_PREFIX),
    )
    return _MONITOR_WORD not in part or any(part in name for name in output)


def _refuse_monitors(found: Sequence[Device], wanted: str) -> None:
    """Raise `DeviceError` where nothing but monitors fits a text that names none."""
    if all(_is_meant_otherwise(one, wanted) for one in found):
        raise DeviceError(
            DeviceFault.UNKNOWN,
            Reason.of(Why.ONLY_MONITORS, wanted=wanted, names=_names(found)),
            wanted,
        )


def _apart(found: Sequence[Device]) -> Sequence[Device]:
    """Without what nobody means who did not say more.

    A headset is a microphone, and the monitor of its own output. A card that the sound
    server has is there twice; only the server shares it with a screen reader.
    """
    found = [one for one in found if not _is_monitor(one)] or found
    served = {one.card for one in found if one.served and one.card}
    return [one for one in found if one.served or one.card not in served]


def _names(devices: Sequence[Device]) -> Fact:
    names = ", ".join(one.call for one in devices[:MOST_NAMES])
    more = len(devices) - MOST_NAMES
    if more > 0:
        return Reason.of(Why.MORE, names=names, count=more)
    return names
