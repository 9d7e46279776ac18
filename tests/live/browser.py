"""Chromium without a window, through its own protocol on two pipes.

In: pages. Out: what a person would find there: by a script, by keys, by axe. Nothing is installed
for it: where Chromium or axe-core is missing, the tests that need it step aside and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
AXE = "AXE_CORE"
"""Names axe-core's axe.min.js, where it does not lie in the virtual environment."""
_KEYS = {"Tab": 9, "Enter": 13, " ": 32}


def axe_core() -> str:
    """The source of axe-core; the test is skipped where there is none."""
    places = [Path(os.environ[AXE])] if os.environ.get(AXE) else []
    places.append(ROOT / ".venv/axe/node_modules/axe-core/axe.min.js")
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8")
    pytest.skip(f"axe-core is not installed: npm install --prefix .venv/axe axe-core, or {AXE}")


class Browser:
    """One page in Chromium."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to = process, to
        self._back = os.fdopen(back, "rb", buffering=0)
        self._data = b""
        self._count = 0
        self._session: str | None = None
        self.faults: list[str] = []
        """What the page's scripts raised, and what its policy forbade."""

    def begin(self) -> None:
        """Open an empty page."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for name in ("Page.enable", "Runtime.enable", "Log.enable", "Accessibility.enable"):
            self.ask(name)

    def ask(self, method: str, **given: object) -> Any:
        """One command of the protocol, and its result."""
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": given}
        if self._session is not None:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to, data) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def open(self, address: str) -> None:
        """Load a page to its end."""
        self.ask("Page.navigate", url=address)
        until(lambda: self.run("document.readyState") == "complete", f"{address} is loaded")

    def run(self, script: str) -> Any:
        """The value of a piece of script, or of what it promises."""
        told = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def inject(self, source: str) -> None:
        """Run a script as a developer's tool does: no policy of the page forbids it."""
        self.ask("Runtime.evaluate", expression=source)

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        text = {"Enter": "\r", " ": " "}.get(key)
        code = {"key": key, "code": "Space" if key == " " else key}
        code |= {"windowsVirtualKeyCode": _KEYS[key]}  # type: ignore[dict-item]
        more = {} if text is None else {"text": text}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **code, **more)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **code)

    def zoom(self, width: int, height: int) -> None:
        """A window so large in CSS pixels: half of the usual is 200 % zoom."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=2, mobile=False,
        )  # fmt: skip

    def accessible(self) -> list[tuple[str, str]]:
        """Role and name of what a screen reader finds, in order."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        shown = [one for one in nodes if not one["ignored"]]
        return [(_value(one, "role"), _value(one, "name")) for one in shown]

    def violations(self) -> list[str]:
        """What axe-core finds wrong, best practices included."""
        self.inject(axe_core())
        found = self.run(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map("
            "v => v.id + ': ' + v.help + ': ' + v.nodes.map(n => n.html).join(' ')))"
        )
        assert isinstance(found, list)
        return found

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._back.close()
        os.close(self._to)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._data:
            piece = self._back.read(1 << 16)
            assert piece, "Chromium has ended"
            self._data += piece
        line, _, self._data = self._data.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _note(self, event: dict[str, Any]) -> None:
        if event.get("method") == "Runtime.exceptionThrown":
            self.faults.append(str(event["params"]["exceptionDetails"]))
        entry = event.get("params", {}).get("entry", {})
        if event.get("method") == "Log.entryAdded" and entry["level"] == "error":
            self.faults.append(f"{entry['text']} {entry.get('url', '')}")


def _value(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own; the test is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    its_in, our_out = os.pipe()
    our_in, its_out = os.pipe()
    # The protocol is at descriptors 3 and 4; copies out of the way come first.
    begin = (
        "import fcntl, os, sys; read, write = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10)"
        " for one in sys.argv[1:3]); os.dup2(read, 3); os.dup2(write, 4);"
        " os.close(read); os.close(write); os.execv(sys.argv[3], sys.argv[3:])"
    )
    flags = [
        "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={folder}", "--no-sandbox",
        "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--mute-audio",
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", begin, str(its_in), str(its_out), program, *flags],
        pass_fds=(its_in, its_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    os.close(its_in)
    os.close(its_out)
    browser = Browser(process, our_out, our_in)
    try:
        browser.begin()
        yield browser
    finally:
        browser.close()
