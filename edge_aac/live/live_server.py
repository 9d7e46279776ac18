"""Serves the live page to browsers on this machine, and to nobody else.

In: requests at 127.0.0.1 whose address holds the token. Out: the page, its style and script, a
stream of what changes, and answers to its buttons. Every other request gets 404, also one with
another host's name, as a page from elsewhere would send it. Bounded: clients, time, sizes; a client
that reads slowly misses views in between and holds up nobody. Never does: writing down requests;
letting the page load, send or be framed anywhere else.
"""

from __future__ import annotations

import http.server
import json
import secrets
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from edge_aac.errors import EdgeAacError
from edge_aac.live.live_page import COMMANDS, live_page
from edge_aac.live.live_words import LiveWords
from edge_aac.live.watcher import Watcher
from edge_aac.printable import encodable

HOST = "127.0.0.1"
MOST_CLIENTS = 16
"""Requests at once; one page holds one of them open."""
REQUEST_SECONDS = 10.0
"""For a client to write its request, or to take a piece of an answer."""
BEAT_SECONDS = 15.0
"""So often something is sent, so that a client that has gone is noticed."""
LONGEST_BODY = 1_024
"""Bytes of a request's body; the buttons send none."""
LONGEST_NUMBER = 15
"""Digits of a line's number."""
TOKEN_BYTES = 24
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""With every answer: nothing from elsewhere, nothing kept."""
_PARTS = {"live.css": "text/css; charset=utf-8", "live.js": "text/javascript; charset=utf-8"}


class LiveServer(http.server.ThreadingHTTPServer):
    """Listens at once; `serve_forever` answers.

    Parameters
    ----------
    port : int
        0 for any that is free.
    watcher : Watcher
    words : LiveWords
    command : callable
        Sends a command to the listener and gives its answer in words; raises `EdgeAacError`.
    token : str, optional
        What the address holds; a new one where there is none.

    Raises
    ------
    EdgeAacError
        The port cannot be had.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST_CLIENTS

    def __init__(
        self,
        port: int,
        watcher: Watcher,
        words: LiveWords,
        command: Callable[[str], str],
        token: str | None = None,
    ) -> None:
        self.watcher, self.words, self.command = watcher, words, command
        self.token = token or secrets.token_urlsafe(TOKEN_BYTES)
        self._room = threading.BoundedSemaphore(MOST_CLIENTS)
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            why = (getattr(error, "strerror", None) or "no such port").lower()
            raise EdgeAacError(
                f"Port {port} cannot be had ({why}). Name another with --port, or none."
            ) from None

    @property
    def hosts(self) -> frozenset[str]:
        """How a browser on this machine may call this server."""
        return frozenset(f"{name}:{self.server_port}" for name in (HOST, "localhost"))

    @property
    def address(self) -> str:
        """Where the page is; a secret, since whoever has it may command the listener."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def server_bind(self) -> None:
        """Take the port; unlike the library's, asks nobody for the name of this machine."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer on a thread of its own, where there is room for one."""
        if not self._room.acquire(blocking=False):
            with suppress(OSError):
                request.setblocking(False)
                request.send(b"HTTP/1.0 503 Service Unavailable\r\nRetry-After: 5\r\n\r\n")
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread could be started
            self._room.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer one request."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone, or writes nonsense, is nobody's news."""


@cache
def _part(name: str) -> bytes:
    return files("edge_aac.live").joinpath(name).read_text(encoding="utf-8").encode()


class _Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    server: LiveServer
    timeout = REQUEST_SECONDS
    server_version = "edge-aac"
    sys_version = ""

    def do_GET(self) -> None:
        """The page, its parts, or the stream."""
        name = self._asked()
        if name == "":
            view = self.server.watcher.view()
            self._send(live_page(view, self.server.words).encode(), "text/html; charset=utf-8")
        elif name in _PARTS:
            self._send(_part(name), _PARTS[name])
        elif name == "events":
            self._stream()
        else:
            self._refuse()

    def do_POST(self) -> None:
        """A button; without a script the page comes again with the answer in it."""
        name = self._asked() or ""
        folder, _, wish = name.partition("/")
        length = self.headers.get("Content-Length", "0")
        small = length.isdecimal() and len(length) <= len(str(LONGEST_BODY))
        if folder != "do" or wish not in COMMANDS or not self._from_here() or not small:
            self._refuse()
            return
        self.rfile.read(min(int(length), LONGEST_BODY))
        try:
            text = self.server.command(COMMANDS[wish])
        except EdgeAacError as error:
            text = self.server.words.wording.refusal(error)
        if self.headers.get("Accept", "") == "application/json":
            self._send(json.dumps({"text": encodable(text)}).encode(), "application/json")
            return
        view = self.server.watcher.view()
        page = live_page(view, self.server.words, text, above="../")
        self._send(page.encode(), "text/html; charset=utf-8")

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing down: an address holds the token."""

    def _asked(self) -> str | None:
        """What of the page is asked for; None where it may not be."""
        path = urlsplit(self.path).path if len(self.path) <= LONGEST_BODY else ""
        token, _, rest = path.removeprefix("/").partition("/")
        known = secrets.compare_digest(token.encode(errors="replace"), self.server.token.encode())
        ours = self.headers.get("Host", "") in self.server.hosts
        return rest if known and ours and "/" in path[1:] else None

    def _from_here(self) -> bool:
        """Whether the page itself asks, and none from elsewhere."""
        origin = self.headers.get("Origin")
        site = self.headers.get("Sec-Fetch-Site", "same-origin")
        # A browser that keeps the referrer to itself has no origin for a form.
        ours = origin in {None, "null", *(f"http://{one}" for one in self.server.hosts)}
        return ours and site in {"same-origin", "none"}

    def _stream(self) -> None:
        """What changes, until the client goes or the server ends."""
        after = self._number()
        self._head("text/event-stream; charset=utf-8")
        watcher, look = self.server.watcher, 0
        with watcher.looking():
            while not watcher.closed:
                newer, view = watcher.after(look, BEAT_SECONDS)
                if view.newest < after:  # of a page that an earlier program gave
                    after = 0
                if newer == look:
                    self.wfile.write(b": still here\n\n")
                else:
                    data = f"id: {view.newest}\ndata: {view.as_json(after)}\n\n"
                    self.wfile.write(data.encode())
                    look, after = newer, view.newest
                self.wfile.flush()

    def _number(self) -> int:
        """The newest line that the client has."""
        query = parse_qs(urlsplit(self.path).query).get("after", [""])[0]
        text = self.headers.get("Last-Event-ID", query)
        short = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
        return int(text) if short else 0

    def _refuse(self) -> None:
        self._send(b"", "text/plain", HTTPStatus.NOT_FOUND)

    def _head(self, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        for name, text in (HEADERS | {"Content-Type": kind, "Connection": "close"}).items():
            self.send_header(name, text)
        self.end_headers()

    def _send(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._head(kind, status)
        self.wfile.write(body)
