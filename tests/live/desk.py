"""A listener without ears: its socket, its answers and its memory are the real ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from edge_aac.answers.wording import load_wording
from edge_aac.control.control_socket import ControlSocket
from edge_aac.control.recent import Recent
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import Answer, RequestQueue
from edge_aac.control.socket_client import ask_first
from edge_aac.features.narrowband import NarrowBand
from edge_aac.live.live_server import LiveServer
from edge_aac.live.live_words import load_live_words
from edge_aac.live.watcher import Watcher
from edge_aac.pipeline.output_filter import OutputFilter
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Announcement
from edge_aac.supervision.health import HealthSnapshot
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_SAMPLES, Caption, HopResult, Priority, Report, Utterance
from tests.crew import Crew

NAMES = load_taxonomy().names
HERE = HealthSnapshot("USB", lost=False)


class Ear:
    """Hears nothing; keeps what was withheld."""

    def __init__(self) -> None:
        self.output_filter = OutputFilter()
        self.seconds = 100.0

    def request(self, answer: Callable[[str], None]) -> None:
        answer("Wind in the trees.")

    def announce(self, announcement: Announcement) -> list[Report | Utterance]:
        raise AssertionError(announcement)


def hop(amplitude: float = 0.1, **scores: float) -> HopResult:
    """A hop with a tone of 1 kHz, and these labels."""
    t = np.arange(2 * HOP_SAMPLES) / 16_000
    tone = (amplitude * np.sin(2 * np.pi * 1_000.0 * t)).astype(np.float32)
    front = NarrowBand()
    _, columns = front.step(front.start(), tone)
    rows = np.zeros((2, len(NAMES)), np.float32)
    for name, score in scores.items():
        rows[1, NAMES.index(name)] = score
    return HopResult(2 * HOP_SAMPLES, rows[:, :0], rows, columns[-1])


def caption(text: str, priority: Priority = Priority.ATTENTION, t: float = 99.0) -> Caption:
    return Caption(t, t - 2.0, t, text, priority, spoken=True)


class Desk:
    """The listener's side; lines and hops are put in by the test."""

    def __init__(self, path: Path) -> None:
        self.path, self.ear = path, Ear()
        words = load_wording().line_words(load_catalogue().noun)
        self.recent = Recent(NAMES, words)
        self.inbox = RequestQueue()
        self.replies = Replies(self.ear, self.inbox, load_wording(), recent=self.recent)
        self.over = threading.Event()

    def loop(self) -> None:
        while not self.over.wait(0.002):
            self.replies.serve(HERE)

    def ask(self, line: str) -> Answer:
        return ask_first([self.path], str(self.path), line)[1]


@contextmanager
def desk_at(path: Path) -> Iterator[Desk]:
    """A listener that answers at a socket."""
    desk = Desk(path)
    with Crew() as crew, ControlSocket(path, desk.inbox):
        crew.start(desk.loop)
        crew.at_end(desk.over.set)
        yield desk


@contextmanager
def served(desk: Desk, language: str = "en") -> Iterator[LiveServer]:
    """The page of a listener, served."""
    words = load_live_words(language)
    watcher = Watcher(lambda: desk.ask("heard"), words, look_seconds=0.01)
    server = LiveServer(0, watcher, words, lambda line: desk.ask(line).text)
    with Crew() as crew, server:
        crew.start(server.serve_forever, 0.01)
        crew.at_end(watcher.close)
        crew.at_end(server.shutdown)
        yield server
