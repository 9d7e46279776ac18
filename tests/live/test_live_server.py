"""The live page: for this machine and whoever has its address, and for nobody else."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from edge_aac.cli.main import main
from edge_aac.live.live_page import COMMANDS, live_page
from edge_aac.live.live_server import LONGEST_BODY, MOST_CLIENTS, LiveServer
from edge_aac.live.live_words import load_live_words
from edge_aac.live.view import ShownLine, ShownSound, View
from edge_aac.types import Priority
from tests.live.desk import Desk, caption, desk_at, hop, served
from tests.page.test_happenings_page import Outline
from tests.waiting import PATIENCE, until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "s") as desk:
        yield desk


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    with served(desk) as server:
        yield server


def asked(
    server: LiveServer,
    name: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    token: str | None = None,
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and body of an answer."""
    client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)
    try:
        client.request(method, f"/{token or server.token}/{name}", headers=dict(headers or {}))
        answer = client.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        client.close()


def test_the_page_says_what_is_so_without_any_script(desk: Desk, server: LiveServer) -> None:
    desk.recent.hear(hop(0.1, dog=0.93))
    desk.recent.report(caption("A dog is barking."))
    desk.recent.report(caption("A <smoke> alarm is sounding.", Priority.CRITICAL))
    status, headers, text = asked(server, "")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    assert "It listens. It announces everything." in text
    assert "Loud, 23 decibels below full scale." in text and "a dog barking, 93 percent" in text
    assert "Danger: A &lt;smoke&gt; alarm is sounding." in text
    assert text.index("smoke&gt; alarm is sounding.</li>") < text.index("dog is barking.</li>")
    assert Outline(text.replace('<link rel="icon" href="data:,">', "").replace(
        '<link rel="stylesheet" href="live.css">', "")).open == []  # fmt: skip


def test_nothing_may_be_loaded_from_elsewhere(server: LiveServer) -> None:
    for name in ("", "live.css", "live.js"):
        status, headers, text = asked(server, name)
        assert status == 200
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
        assert "http" not in policy and "*" not in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert re.findall(r"https?://", text) == [] and "style=" not in text
        assert " onclick" not in text


@pytest.mark.parametrize(
    ("name", "method", "headers", "token"),
    [
        ("", "GET", {}, "wrong"),
        ("", "GET", {}, "%C3%A9"),
        ("nothing", "GET", {}, None),
        ("../etc/passwd", "GET", {}, None),
        ("", "GET", {"Host": "example.com"}, None),
        ("", "GET", {"Host": "example.com:80"}, None),
        ("do/mute", "GET", {}, None),
        ("do/louder", "POST", {}, None),
        ("do/mute", "POST", {}, "wrong"),
        ("do/mute", "POST", {"Origin": "http://example.com"}, None),
        ("do/mute", "POST", {"Sec-Fetch-Site": "cross-site"}, None),
        ("do/mute", "POST", {"Content-Length": str(LONGEST_BODY * 10)}, None),
        ("do/mute", "POST", {"Content-Length": "-1"}, None),
    ],
)
def test_who_may_not_ask_learns_nothing_and_changes_nothing(
    desk: Desk,
    server: LiveServer,
    name: str,
    method: str,
    headers: dict[str, str],
    token: str | None,
) -> None:
    status, _, text = asked(server, name, method, headers, token)
    assert (status, text) == (404, "")
    assert desk.ear.output_filter.silence.open


def test_the_page_is_on_this_machine_alone(server: LiveServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"
    assert server.address.startswith("http://127.0.0.1:") and len(server.token) >= 32


def test_buttons_command_the_listener_with_a_script_and_without(
    desk: Desk, server: LiveServer
) -> None:
    wanted = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
    status, _, text = asked(server, "do/mute", "POST", wanted)
    assert status == 200
    assert json.loads(text) == {"text": "Muted. I announce only hazard alarms."}
    assert desk.ear.output_filter.silence.muted
    status, _, text = asked(server, "do/unmute", "POST", {"Origin": "null"})
    assert status == 200 and "Back to normal: I announce everything." in text
    assert 'action="../do/mute"' in text and 'src="../live.js"' in text
    assert desk.ear.output_filter.silence.open
    assert json.loads(asked(server, "do/now", "POST", wanted)[2])["text"] == "Wind in the trees."
    asked(server, "do/quiet", "POST", wanted)
    assert desk.ear.output_filter.silence.until == 100.0 + 1_800.0


class Stream:
    """What a browser reads of what changes."""

    def __init__(self, server: LiveServer, query: str = "", **headers: str) -> None:
        self.client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)
        self.client.request("GET", f"/{server.token}/events{query}", headers=headers)
        self.answer = self.client.getresponse()
        assert self.answer.status == 200

    def close(self) -> None:
        # The library gives the connection's socket to the answer.
        self.answer.close()
        self.client.close()

    def next(self) -> dict[str, object]:
        while True:
            line = self.answer.readline()
            assert line, "the stream has ended"
            if line.startswith(b"data: "):
                view: dict[str, object] = json.loads(line[6:])
                return view

    def lines(self, count: int) -> list[str]:
        """Texts of the next lines."""
        found: list[str] = []
        while len(found) < count:
            view = self.next()
            assert isinstance(view["lines"], list)
            found += [one["text"] for one in view["lines"]]
        return found


def test_each_line_is_streamed_once(desk: Desk, server: LiveServer) -> None:
    desk.recent.report(caption("One."))
    stream = Stream(server)
    assert stream.lines(1) == ["One."]
    for text in ("Two.", "Three.", "Four."):
        desk.recent.report(caption(text))
    assert stream.lines(3) == ["Two.", "Three.", "Four."]
    stream.close()
    # A browser that comes back says what it has; one that has the page, too.
    again = Stream(server, **{"Last-Event-ID": "3"})
    assert again.lines(1) == ["Four."]
    again.close()
    later = Stream(server, "?after=2")
    assert later.lines(2) == ["Three.", "Four."]
    later.close()


def test_lines_that_came_too_fast_are_counted(desk: Desk, server: LiveServer) -> None:
    stream = Stream(server)
    desk.recent.report(caption("One."))
    assert stream.lines(1) == ["One."]
    stream.close()
    until(lambda: server.watcher._viewers == 0, "the client is gone")
    for number in range(200):
        desk.recent.report(caption(f"{number}."))
    again = Stream(server, "?after=1")
    first = again.lines(1)[0]
    assert re.fullmatch(r"Lines that came too fast to be shown: \d+\.", first)
    again.close()


def test_a_listener_that_ends_and_begins_is_shown_as_that(tmp_path: Path) -> None:
    path = tmp_path / "s"
    desk = Desk(path)
    with served(desk) as server:
        stream = Stream(server)
        assert "No listener answers." in str(stream.next()["state"])
        with desk_at(path) as other:
            other.recent.report(caption("Here."))
            assert stream.lines(1) == ["Here."]
        view = stream.next()
        while "No listener answers." not in str(view["state"]):
            view = stream.next()
        stream.close()


def refused(server: LiveServer) -> bool:
    """Whether there is no room; a server that hangs up unheard may reset the connection."""
    try:
        return asked(server, "")[0] == 503
    except ConnectionError:
        return True


def test_so_many_clients_and_no_more(server: LiveServer) -> None:
    streams = [Stream(server) for _ in range(MOST_CLIENTS)]
    for stream in streams:
        stream.next()
    assert refused(server)
    for stream in streams:
        stream.close()
    until(lambda: not refused(server), "those that have gone make room")


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 50, b"GET / HTTP/9.9\r\n\r\n", b"POST"])
def test_nonsense_is_nobodys_news(
    server: LiveServer, data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=PATIENCE) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        while client.recv(4_096):
            pass
    assert asked(server, "")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_both_languages_have_the_same_words() -> None:
    english, german = load_live_words("en"), load_live_words("de")
    assert english.table.keys() == german.table.keys()
    assert set(COMMANDS) <= english.table.keys()
    view = View("x", -20.0, "y", (ShownSound("z", 1),), (ShownLine(1, "0:00", "w", True),))
    for words in (english, german):
        assert f'<html lang="{words.language}">' in live_page(view, words)


def test_names_that_others_chose_are_only_text() -> None:
    line = ShownLine(1, "0:00", '"><script>alert(1)</script>\x1b', False)
    text = live_page(View("x", lines=(line,)), load_live_words("en"))
    assert text.count("<script") == 1 and "\x1b" not in text
    assert "\x1b" not in View("x", lines=(line,)).as_json()


def test_wrong_ports_are_one_sentence(
    server: LiveServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["live", "--port", "70000"]) == 2
    assert "--port: give a whole number from 0 to 65535" in capsys.readouterr().err
    assert main(["live", "--port", str(server.server_port)]) == 1
    told = capsys.readouterr().err
    assert "cannot be had" in told and "--port" in told


@pytest.mark.slow
def test_the_page_of_a_listener_that_runs(tmp_path: Path, tiny_bundle: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    environment = {
        **os.environ, "XDG_RUNTIME_DIR": str(tmp_path / "run"), "XDG_CONFIG_HOME": str(tmp_path),
    }  # fmt: skip
    environment.pop("EDGE_AAC_CONTROL", None)
    begin = [sys.executable, "-m", "edge_aac"]
    heard = [*begin, "listen", "--input", "demo", "--no-speech", "--model", str(tiny_bundle)]
    with (
        subprocess.Popen(heard, env=environment, stdout=subprocess.PIPE, text=True) as listener,
        subprocess.Popen(
            [*begin, "live"], env=environment, stdout=subprocess.PIPE, text=True
        ) as live,
    ):
        assert listener.stdout is not None and live.stdout is not None
        try:
            listener.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)(/[\w-]+/)", live.stdout.readline())
            assert found is not None
            client = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=PATIENCE)
            client.request("GET", f"{found[2]}events")
            answer = client.getresponse()
            text = ""
            while "demonstration" not in text or '"decibels":-' not in text:
                line = answer.readline()
                assert line
                text += line.decode()
            client.close()
            live.send_signal(signal.SIGINT)
            assert live.wait(PATIENCE) == 0
        finally:
            for process in (listener, live):
                process.kill()
