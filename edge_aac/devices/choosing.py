"""Which device a person means; the same rules for microphone and earpiece.

In: the devices, and what the person wrote. Out: one device, or a sentence. A number is the
number that `edge-aac devices` prints. A name is the whole name, else the whole name in other
letters, else a part of it; where it fits two, none is taken. Never does: opening one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edge_aac.devices.absence import absence
from edge_aac.devices.device import Device, Devices, Direction, Kind
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.reasons.reason import Fact, Reason
from edge_aac.reasons.why import Why

MOST_NAMES = 8
"""Who listens to a sentence does not remember more names."""
MOST_DIGITS = 9
_ONE = {Direction.INPUT: Why.MICROPHONE, Direction.OUTPUT: Why.EARPIECE}
_MANY = {Direction.INPUT: Why.MICROPHONES, Direction.OUTPUT: Why.EARPIECES}
_UNKNOWN = {Direction.INPUT: Why.UNKNOWN_MICROPHONE, Direction.OUTPUT: Why.UNKNOWN_EARPIECE}


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
        There is none at all, none of that name, or more than one.
    """
    there = devices.of(direction)
    if not there:
        raise why_none(direction)
    if wanted is None:
        return next((one for one in there if one.default), there[0])
    if wanted.isdecimal():
        return _numbered(there, direction, wanted)
    for fits in (_is_named, _is_named_alike, _has_in_name):
        found = _apart([one for one in there if fits(one, wanted)])
        if len(found) == 1:
            return found[0]
        if found:
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


def _is_named(device: Device, wanted: str) -> bool:
    return wanted in (device.name, device.description)


def _is_named_alike(device: Device, wanted: str) -> bool:
    return wanted.casefold() in (device.name.casefold(), device.description.casefold())


def _has_in_name(device: Device, wanted: str) -> bool:
    part = wanted.casefold()
    return part in device.name.casefold() or part in device.description.casefold()


def _apart(found: Sequence[Device]) -> Sequence[Device]:
    """Without what nobody means who did not say more.

    A headset is a microphone, and the monitor of its own output. A card that the sound
    server has is there twice; only the server shares it with a screen reader.
    """
    found = [one for one in found if one.kind is not Kind.MONITOR] or found
    served = {one.card for one in found if one.served and one.card}
    return [one for one in found if one.served or one.card not in served]


def _names(devices: Sequence[Device]) -> Fact:
    names = ", ".join(one.call for one in devices[:MOST_NAMES])
    more = len(devices) - MOST_NAMES
    if more > 0:
        return Reason.of(Why.MORE, names=names, count=more)
    return names
