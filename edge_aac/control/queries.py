"""Every way in which a person may ask something of the listener that runs.

In: the settings of control. Out: commands in the inbox, until it is closed. Where one
cannot be opened, one sentence says so, and the others go on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from types import FrameType
from typing import TextIO

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.control.command import Command
from edge_aac.control.control_socket import ControlSocket
from edge_aac.control.gpio import GpioButtons
from edge_aac.control.headset import Headset
from edge_aac.control.identity import Identity
from edge_aac.control.keys import KEYS, Keys, in_front
from edge_aac.control.request_queue import Put, RequestQueue
from edge_aac.control.socket_path import prepare, socket_paths
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Fact
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.settings.control_settings import ControlSettings
from edge_aac.types import Verb

Way = Callable[[], AbstractContextManager[object]]


def open_query_inputs(
    settings: ControlSettings,
    requests: RequestQueue,
    note: Callable[[Announcement], None],
    terminal: TextIO | None,
    identity: Identity | None = None,
    wording: Wording | None = None,
) -> ExitStack:
    """Open what the settings ask for; only from the main thread.

    Parameters
    ----------
    settings : ControlSettings
    requests : RequestQueue
    note : callable
        Takes what is to be announced where a way cannot be opened.
    terminal : text stream or None
        Where keys would be pressed.
    identity : Identity, optional
        Names the listener to who asks for it.
    wording : Wording, optional
        Of what is answered before the listening loop comes to it, and of which keys there are;
        English where there is none.
    """
    _by_signal(requests.ask)
    ways: list[tuple[Notice, Way]] = []
    if settings.control and settings.control_socket.strip():
        ways.append((Notice.NO_SOCKET, lambda: _control(settings, requests, identity, wording)))
    if settings.headset is not None:
        wanted, buttons = settings.headset, settings.headset_buttons
        missing = partial(_note, note, Notice.NO_HEADSET)
        ways.append((Notice.NO_HEADSET, lambda: Headset(wanted, buttons, requests.ask, missing)))
    if settings.gpio_buttons:
        pins = settings.gpio_buttons
        ways.append((Notice.NO_BUTTONS, lambda: GpioButtons(pins, requests.ask)))
    if settings.keys and terminal is not None and in_front(terminal):
        keys = (wording or load_wording()).keys(KEYS)
        ways.append((Notice.NO_KEYS, lambda: Keys(requests.ask, terminal, keys)))
    opened = ExitStack()
    for notice, way in ways:
        try:
            opened.enter_context(way())
        except EdgeAacError as error:
            _note(note, notice, error.reason or str(error))
    return opened


def _note(note: Callable[[Announcement], None], notice: Notice, reason: Fact) -> None:
    note(Announcement(notice, values={"reason": reason}))


def _control(
    settings: ControlSettings,
    requests: RequestQueue,
    identity: Identity | None,
    wording: Wording | None,
) -> ControlSocket:
    path = socket_paths(settings.control_socket, os.environ)[0]
    prepare(path, settings.control_socket)
    name = (lambda: "") if identity is None else identity.sentence
    return ControlSocket(path, requests, wording=wording, name=name)


def _by_signal(put: Put) -> None:
    """Describe the scene on SIGUSR1 (`pkill -USR1 edge-aac`)."""

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        put(Command(Verb.NOW))

    signal.signal(signal.SIGUSR1, handle)
