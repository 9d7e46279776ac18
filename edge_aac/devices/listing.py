"""All devices: PortAudio's, and behind them the sources and sinks of the sound server.

In: PortAudio's list, the server's. Out: frozen values. PortAudio's devices keep its
numbers; the server's have the numbers after these.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from edge_aac import jack, native
from edge_aac.devices.device import MONITOR_PREFIX, Device, DeviceKind, Devices, Direction
from edge_aac.devices.exhaustion import exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.soundserver import Node, ask_any, lead_to_session, nodes, plain, socket_paths
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

_MISSING = Reason(Why.NO_LIBRARY)
_NOT_STARTED = Reason(Why.NOT_STARTED)
_HARDWARE = re.compile(r"\(hw:(\d+,\d+)\)$")
_SERVER_API = "PulseAudio"
"""PortAudio's own way to the server, where it was built with it."""
_BRIDGES: Mapping[str, Mapping[DeviceKind, str]] = {
    "pulse": {
        DeviceKind.MICROPHONE: "PULSE_SOURCE",
        DeviceKind.MONITOR: "PULSE_SOURCE",
        DeviceKind.EARPIECE: "PULSE_SINK",
    },
    # It leads to no monitor.
    "pipewire": {DeviceKind.MICROPHONE: "PIPEWIRE_NODE", DeviceKind.EARPIECE: "PIPEWIRE_NODE"},
}
"""ALSA's devices that lead to the server, and the variable that says whither."""


def sound_library() -> Any:
    """PortAudio, by way of sounddevice.

    Raises
    ------
    DeviceError
        The system's library is missing, or does not start; or it must not be asked to, since
        PortAudio hangs or ends the process where it runs out of descriptors.
    """
    used_up = exhausted()
    if used_up is not None:
        raise used_up
    lead_to_session()
    try:
        return native.sounddevice()
    except (OSError, ImportError) as error:
        raise exhausted(error) or DeviceError(DeviceFault.NO_LIBRARY, _MISSING) from None
    except Exception as error:
        # Importing it starts PortAudio, whose exception class cannot be imported yet.
        if type(error).__name__ != "PortAudioError":
            raise
        raise exhausted(error) or DeviceError(DeviceFault.NOT_STARTED, _NOT_STARTED) from error


def start_again(library: Any) -> None:
    """Let PortAudio look which devices there are now; ends every stream of the process.

    Raises
    ------
    DeviceError
        It does not start.
    """
    try:
        with jack.watched():
            library._initialize()
    except library.PortAudioError as error:
        raise exhausted(error) or DeviceError(DeviceFault.NOT_STARTED, _NOT_STARTED) from error


def served() -> tuple[Node, ...]:
    """The sources and sinks of the sound server; none where none answers."""
    try:
        return ask_any(socket_paths(), nodes)
    except OSError:
        return ()


def not_asked() -> tuple[Node, ...]:
    """None: who wants the default device need not know the server's."""
    return ()


def list_devices(
    library: Any | None = None, server: Callable[[], Sequence[Node]] = served
) -> Devices:
    """All devices, as PortAudio saw them when it was started, and the server's as they are.

    Parameters
    ----------
    library : module, optional
        Another than sounddevice, for tests.
    server : callable
        Gives the server's sources and sinks.

    Raises
    ------
    DeviceError
        There is no PortAudio.
    """
    library = sound_library() if library is None else library
    try:
        rows: list[dict[str, Any]] = list(library.query_devices())
        chosen = [int(one) for one in library.default.device]
    except library.PortAudioError:
        return Devices((), ())
    apis = _apis(library)
    own = {i for i, row in enumerate(rows) if apis.get(row.get("hostapi", -1)) == _SERVER_API}
    inputs = tuple(_direction(rows, Direction.INPUT, chosen[0], own))
    outputs = tuple(_direction(rows, Direction.OUTPUT, chosen[1], own))
    numbered = enumerate(server(), start=len(rows))
    devices = [device for n, node in numbered for device in _reached(n, node, rows, own)]
    merged = {(one.index, one.kind is DeviceKind.EARPIECE) for one in devices if not one.leads}
    return Devices(
        (
            *(one for one in inputs if (one.index, False) not in merged),
            *(one for one in devices if one.kind is not DeviceKind.EARPIECE),
        ),
        (
            *(one for one in outputs if (one.index, True) not in merged),
            *(one for one in devices if one.kind is DeviceKind.EARPIECE),
        ),
    )


def _apis(library: Any) -> dict[int, str]:
    query = getattr(library, "query_hostapis", tuple)
    return {number: str(one["name"]) for number, one in enumerate(query())}


def _direction(
    rows: Sequence[Mapping[str, Any]], direction: Direction, chosen: int, own: Set[int]
) -> Iterator[Device]:
    recording = direction is Direction.INPUT
    channels = "max_input_channels" if recording else "max_output_channels"
    for number, row in enumerate(rows):
        if int(row[channels]) > 0:
            name = plain(str(row["name"]))
            hardware = _HARDWARE.search(name)
            yield Device(
                number=number,
                name=name,
                kind=_kind(name, number in own) if recording else DeviceKind.EARPIECE,
                channels=int(row[channels]),
                rate=int(row["default_samplerate"]),
                index=number,
                default=number == chosen,
                card=hardware[1] if hardware else "",
            )


def _kind(name: str, at_server: bool) -> DeviceKind:
    """What an input is; PortAudio's own way to the server lists monitors as any other input."""
    monitor = at_server and name.casefold().startswith(MONITOR_PREFIX)
    return DeviceKind.MONITOR if monitor else DeviceKind.MICROPHONE


def _reached(
    number: int, node: Node, rows: Sequence[Mapping[str, Any]], own: Set[int]
) -> Iterator[Device]:
    """The device for a source or sink, where PortAudio can be led to it."""
    playing = node.kind is DeviceKind.EARPIECE
    channels = "max_output_channels" if playing else "max_input_channels"
    usable = {i: str(row["name"]) for i, row in enumerate(rows) if int(row[channels]) > 0}
    device = Device(
        number=number,
        name=plain(node.name),
        kind=node.kind,
        channels=node.channels,
        rate=node.rate,
        index=-1,
        default=node.default,
        description=node.description,
        card=node.card,
    )
    same = [i for i, name in usable.items() if i in own and name == node.description]
    if len(same) == 1:
        yield replace(device, number=same[0], index=same[0])
        return
    for bridge, variables in _BRIDGES.items():
        for index, name in usable.items():
            if name == bridge and node.kind in variables:
                yield replace(device, index=index, leads=((variables[node.kind], node.name),))
                return


def has_microphone(
    library: Any | None = None,
    server: Callable[[], Sequence[Node]] = served,
    environ: Mapping[str, str] = os.environ,
) -> bool:
    """Whether there is something to listen with where nobody names it.

    A sound server without a microphone offers the echo of its own output in its place; whoever
    names a source by ``PULSE_SOURCE`` means it.
    """
    inputs = list_devices(library, server).inputs
    return bool(inputs) and not echoes(inputs, environ)


def echoes(inputs: Sequence[Device], environ: Mapping[str, str] = os.environ) -> bool:
    """Whether who names no source is given the echo of an output."""
    echo = any(one.default and one.kind is DeviceKind.MONITOR for one in inputs)
    return echo and not environ.get("PULSE_SOURCE")
