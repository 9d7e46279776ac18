"""The voice's own process: ``python -m edge_aac.speech.voice``.

In: a `Manner` and then `Order` lines on standard input. Out: `Reply` lines on
standard output, sound from the earpiece. It ends with its input. Never does:
deciding what is said; a shell; writing anything but its own lines on standard output.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from edge_aac.errors import EdgeAacError
from edge_aac.speech.earcons import Earcon, render
from edge_aac.speech.earpiece import Earpiece, open_stream
from edge_aac.speech.messages import (
    LONGEST_LINE,
    Manner,
    Order,
    Reply,
    ReplyKind,
    decode_manner,
    decode_order,
    encode,
)
from edge_aac.speech.synthesiser import Sound, Synthesiser
from edge_aac.speech.text import plain

BEAT_SECONDS = 0.25
_LAST_SECONDS = 1.0
"""After the end of the input, for a device that hangs."""


class Voice:
    """Says one order after the other."""

    def __init__(
        self, earpiece: Earpiece, synthesiser: Synthesiser | None, reply: Callable[[Reply], None]
    ) -> None:
        """
        Be ready.

        Parameters
        ----------
        earpiece : Earpiece
        synthesiser : Synthesiser, optional
            Without one only the signals are heard.
        reply : callable
            Takes the news.
        """
        self._earpiece = earpiece
        self._synthesiser = synthesiser
        self._reply = reply
        self._beaten = -float("inf")
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._stopped = 0.0

    def take(self, order: Order | None) -> None:
        """Hand over an order, from any thread; none at the end of the input."""
        if order is None:
            self._stopped = float("inf")
            self._orders.put(None)
        elif order.kind == "stop":
            self._stopped = max(self._stopped, order.id)
        else:
            if order.kind == "adjust" and order.volume >= 0.0:
                self._earpiece.volume = order.volume
            self._orders.put(order)

    def run(self) -> None:
        """Work until the input ends.

        Raises
        ------
        EdgeAacError
            The earpiece is gone.
        """
        while True:
            self._beat()
            try:
                # A running stream sets the pace by taking silence.
                timeout = 0.0 if self._earpiece.running else 2.0 * BEAT_SECONDS
                order = self._orders.get(timeout > 0.0, timeout)
            except queue.Empty:
                if self._earpiece.running:
                    self._earpiece.idle()
                continue
            if order is None:
                return
            if order.kind == "say":
                self._reply(Reply(self._say(order), order.id))
            elif order.rate and self._synthesiser is not None:
                with contextlib.suppress(EdgeAacError):
                    self._synthesiser.set_rate(order.rate)

    def _say(self, order: Order) -> ReplyKind:
        go_on = partial(self._go_on, order.id)
        if not go_on():
            return "stopped"
        if order.earcon in {earcon.value for earcon in Earcon}:
            rate = self._earpiece.rate
            if not self._earpiece.play(Sound(render(Earcon(order.earcon), rate), rate), go_on):
                return "stopped"
        words = self._words(order)
        if words is not None and not self._earpiece.play(words, go_on):
            return "stopped"
        if not self._earpiece.rest(go_on):
            return "stopped"
        return "failed" if words is None else "said"

    def _words(self, order: Order) -> Sound | None:
        if self._synthesiser is None:
            return None
        try:
            return self._synthesiser.speak(plain(order.text))
        except EdgeAacError as error:
            self._reply(Reply("fault", order.id, str(error)))
            return None

    def _go_on(self, id: int) -> bool:
        self._beat()
        return id > self._stopped

    def _beat(self) -> None:
        """Show life; from the working thread, so that a hanging device is noticed."""
        now = time.monotonic()
        if now - self._beaten >= BEAT_SECONDS:
            self._beaten = now
            self._reply(Reply("beat"))


def serve(orders: BinaryIO, replies: BinaryIO) -> int:
    """Speak what stands on one stream, and tell on the other; the exit code."""

    def reply(message: Reply) -> None:
        replies.write(encode(message))
        replies.flush()

    manner = decode_manner(orders.readline(LONGEST_LINE))
    if manner is None:
        return 2
    try:
        return _serve(manner, orders, reply)
    except EdgeAacError as error:
        reply(Reply("fault", text=str(error)))
        return 1
    finally:
        shutil.rmtree(manner.folder, ignore_errors=True)


def _serve(manner: Manner, orders: BinaryIO, reply: Callable[[Reply], None]) -> int:
    opener = partial(open_stream, manner.output_device)
    earpiece = Earpiece(opener, manner.volume, manner.preroll_seconds)
    synthesiser = None
    try:
        synthesiser = Synthesiser(Path(manner.folder), manner.voice, manner.rate)
    except EdgeAacError as error:
        reply(Reply("fault", text=str(error)))
    if synthesiser is not None and synthesiser.warning:
        reply(Reply("warning", text=synthesiser.warning))
    voice = Voice(earpiece, synthesiser, reply)
    reply(Reply("ready"))
    threading.Thread(target=_listen, args=(orders, voice, manner.folder), daemon=True).start()
    voice.run()
    earpiece.close()
    return 0


def _listen(orders: BinaryIO, voice: Voice, folder: str) -> None:
    while line := orders.readline(LONGEST_LINE):
        order = decode_order(line)
        if order is not None:
            voice.take(order)
    voice.take(None)
    time.sleep(_LAST_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _own_output() -> BinaryIO:
    """Standard output for the replies alone; what libraries print goes to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def main() -> None:
    """Be the voice of the process that started this one."""
    code = 1
    try:
        code = serve(sys.stdin.buffer, _own_output())
    except OSError:
        # The listener is gone; there is nobody to tell.
        code = 1
    finally:
        # The speech library may abort in its own clean-up at the interpreter's end.
        os._exit(code)


if __name__ == "__main__":
    main()
