"""Every way of asking that the settings name is open; one that fails closes no other."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_aac.control.queries import open_query_inputs
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_client import ask
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.settings.control_settings import ControlSettings
from edge_aac.types import Verb


@pytest.fixture(autouse=True)
def _own_signal() -> Iterator[None]:
    before = signal.getsignal(signal.SIGUSR1)
    yield
    signal.signal(signal.SIGUSR1, before)


def test_a_signal_asks_what_is_around_and_wants_to_hear_it() -> None:
    inbox = RequestQueue()
    with open_query_inputs(ControlSettings(control=False), inbox, pytest.fail, None):
        os.kill(os.getpid(), signal.SIGUSR1)
    (request,) = inbox.take()
    assert request.command.verb is Verb.NOW and request.aloud


def test_a_way_that_cannot_be_opened_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    taken, inbox, notes = tmp_path / "taken", RequestQueue(), list[Announcement]()
    settings = ControlSettings(control_socket=str(taken), gpio_buttons={"none": Verb.NOW})
    with open_query_inputs(settings, inbox, notes.append, None):
        assert taken.exists()
        # No board has a pin of this name; most machines that test this have no pins at all.
        assert [one.notice for one in notes] == [Notice.NO_BUTTONS]
        assert "pin" in str(notes[0].values["reason"])
        with open_query_inputs(
            settings.model_copy(update={"gpio_buttons": {}}), inbox, notes.append, None
        ):
            assert [one.notice for one in notes[1:]] == [Notice.NO_SOCKET]
            assert "already takes commands" in str(notes[1].values["reason"])
        assert taken.exists()
    assert not taken.exists()
    assert ask(taken, "now") is None


def test_a_file_in_place_of_a_terminal_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("mmm", encoding="utf-8")
    inbox = RequestQueue()
    with (
        (tmp_path / "keys").open(encoding="utf-8") as file,
        open_query_inputs(ControlSettings(control=False), inbox, pytest.fail, file),
    ):
        assert inbox.take() == []
