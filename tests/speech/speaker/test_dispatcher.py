"""A small SSIP server of the tests, and the voice that talks to it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_aac.speech import open_speech
from edge_aac.speech.messages import Manner, Order, OrderKind, Reply, ReplyKind
from edge_aac.speech.speaker.dispatcher import Dispatcher, serves
from edge_aac.speech.speech_settings import Engine, SpeechSettings
from tests.crew import Crew
from tests.waiting import until


class Server:
    """Takes messages as speech-dispatcher does, and ends them when the test says so."""

    def __init__(self, path: Path, crew: Crew) -> None:
        self.commands: list[str] = []
        self.texts: list[str] = []
        self.refuses = self.hangs = False
        crew.serve(path, self._talk)

    def _talk(self, client: socket.socket) -> None:
        self._client = client
        with client.makefile("r", encoding="utf-8", newline="\r\n") as lines:
            for line in lines:
                command = line.rstrip("\r\n")
                self.commands.append(command)
                if self.hangs:
                    continue
                if command == "SPEAK" and self.refuses:
                    self.tell("380 ERR NOT ALLOWED INSIDE A BLOCK")
                elif command == "SPEAK":
                    self.tell("230 OK RECEIVING DATA")
                    text = ""
                    while (line := next(lines).rstrip("\r\n")) != ".":
                        text += line.removeprefix(".")
                    self.texts.append(text)
                    self.tell(f"225-{len(self.texts)}", "225 OK MESSAGE QUEUED")
                elif command == "QUIT":
                    return
                else:
                    self.tell("299 OK")

    def tell(self, *lines: str) -> None:
        self._client.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def refuse(self) -> None:
        self.refuses = True

    def event(self, code: int, message: int, name: str) -> None:
        self.tell(f"{code}-{message}", f"{code}-1", f"{code} {name}")


class Talk:
    def __init__(self, folder: Path, crew: Crew) -> None:
        self.server = Server(folder / "s", crew)
        self.replies: list[Reply | None] = []
        self.voice = Dispatcher(Manner("", rate=450), self.replies.append, folder / "s")

    def news(self) -> list[Reply | None]:
        return [reply for reply in self.replies if reply != Reply(ReplyKind.BEAT)]


@pytest.fixture
def talk(tmp_path: Path, crew: Crew) -> Iterator[Talk]:
    talk = Talk(tmp_path, crew)
    yield talk
    talk.voice.end(0.0)


@pytest.mark.parametrize(
    ("priority", "theirs"),
    [("critical", "important"), ("attention", "message"), ("ambient", "notification")],
)
def test_a_text_goes_over_with_its_priority_and_its_end_comes_back(
    talk: Talk, priority: str, theirs: str
) -> None:
    talk.voice.send(Order(OrderKind.SAY, 7, "The doorbell is ringing.", priority=priority))
    until(lambda: bool(talk.server.texts), "the text")
    talk.server.event(701, 1, "BEGIN")
    talk.server.event(702, 1, "END")
    until(lambda: len(talk.news()) == 2, "the end")
    assert talk.news() == [Reply(ReplyKind.READY), Reply(ReplyKind.SAID, 7)]
    assert talk.server.texts == ["The doorbell is ringing."]
    assert f"SET self PRIORITY {theirs}" in talk.server.commands
    assert "SET self RATE 100" in talk.server.commands
    assert "SET self SSML_MODE off" in talk.server.commands


@pytest.mark.parametrize("text", [".", "..", ". QUIT", "x\r\n.\r\nQUIT\r\nKILL", "<b>x</b>"])
def test_no_text_becomes_a_command(talk: Talk, text: str) -> None:
    talk.voice.send(Order(OrderKind.SAY, 1, text, priority="critical"))
    talk.voice.send(Order(OrderKind.SAY, 2, "after", priority="critical"))
    until(lambda: len(talk.server.texts) == 2, "both texts")
    assert talk.server.texts[1] == "after"
    assert {line.split()[0] for line in talk.server.commands} == {"SET", "SPEAK"}


def test_a_stop_and_a_change_go_over(talk: Talk) -> None:
    talk.voice.send(Order(OrderKind.SAY, 1, "Rain.", priority="ambient"))
    talk.voice.send(Order(OrderKind.STOP, 1))
    talk.voice.send(Order(OrderKind.ADJUST, rate=80, volume=0.5))
    until(lambda: "SET self VOLUME 0" in talk.server.commands, "the change")
    assert "STOP self" in talk.server.commands
    assert "SET self RATE -100" in talk.server.commands
    talk.server.event(703, 1, "CANCELED")
    until(lambda: Reply(ReplyKind.STOPPED, 1) in talk.replies, "that it stopped")


def test_a_text_that_is_refused_is_told_and_never_sent(talk: Talk) -> None:
    talk.server.refuse()
    talk.voice.send(Order(OrderKind.SAY, 3, "QUIT", priority="critical"))
    until(lambda: Reply(ReplyKind.FAILED, 3) in talk.replies, "that it failed")
    assert "QUIT" not in talk.server.commands


def test_without_a_server_there_is_one_sentence(tmp_path: Path) -> None:
    replies: list[Reply | None] = []
    voice = Dispatcher(Manner(""), replies.append, tmp_path / "none")
    assert replies == [Reply(ReplyKind.FAULT, text="no_server"), None]
    voice.send(Order(OrderKind.SAY, 1, "x"))
    assert voice.end(0.0) == 0


def test_it_is_ready_when_the_server_has_answered(talk: Talk) -> None:
    until(lambda: bool(talk.news()), "an answer")
    assert talk.news() == [Reply(ReplyKind.READY)]


def test_a_server_that_hangs_is_gone(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    until(lambda: len(talk.server.commands) == 5, "the greeting")
    monkeypatch.setattr("edge_aac.speech.speaker.dispatcher._ANSWER_SECONDS", 0.3)
    talk.server.hangs = True
    talk.voice.send(Order(OrderKind.SAY, 1, "Fire.", priority="critical"))
    until(lambda: talk.news()[-1] is None, "its end")


def test_the_engine_auto_speaks_through_a_server_that_runs_and_else_by_itself(
    tmp_path: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "speechd.sock"
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{path}")
    made: list[object] = []

    class Speaker:
        """Notes what it is started with."""

        def __init__(self, settings: SpeechSettings, *rest: object, **_: object) -> None:
            made.append((settings.earcons, len(rest)))

    monkeypatch.setattr(open_speech, "Speaker", Speaker)
    settings = SpeechSettings(engine=Engine.AUTO)
    assert not serves(path)
    open_speech.open_speaker(settings)
    crew.serve(path, lambda _: None)
    until(path.exists, "the server's socket")
    open_speech.open_speaker(settings)
    # By the server: without signals of ours, and with what connects there.
    assert made == [(True, 1), (False, 2)]
