"""The voice's own process: ``python -m edge_aac.speech.voice``.

In: a `Manner` and then `Order` lines on standard input. Out: `Reply` lines on
standard output, sound from the earpiece. It ends with its input; where the listener went without a
farewell, it says so first. Never does:
deciding what is said; a shell; writing anything but its own lines on standard output.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, TypeAlias

from edge_aac.devices.exhaustion import in_words
from edge_aac.errors import EdgeAacError
from edge_aac.speech.earcon import Earcon, render
from edge_aac.speech.messages import (
    LONGEST_LINE,
    Manner,
    Order,
    OrderKind,
    Reply,
    ReplyKind,
    decode_manner,
    decode_order,
    encode,
)
from edge_aac.speech.sound import Sound
from edge_aac.speech.synthesis.engines import open_renderer
from edge_aac.speech.synthesis.prerendered import PrerenderedTexts, Renderer
from edge_aac.speech.voice import output_stream
from edge_aac.speech.voice.earpiece import Earpiece
from edge_aac.speech.voice.order_queue import OrderQueue
from edge_aac.speech.voice.word_groups import groups
from edge_aac.speech.voice_faults import Problem

BEAT_SECONDS = 0.25
"""Of the working thread, which may wait for a device."""
ALIVE_SECONDS = 0.1
"""Of a thread that waits for nothing."""
_LAST_SECONDS = 1.0
"""After the end of the input, for a device that hangs."""
_FAREWELL_SECONDS = 10.0
"""The same where one last sentence is said."""

Send: TypeAlias = Callable[[Reply], None]


class VoiceLoop:
    """Says one order after the other."""

    def __init__(
        self, earpiece: Earpiece, texts: PrerenderedTexts, order_queue: OrderQueue, reply: Send
    ) -> None:
        """
        Be ready.

        Parameters
        ----------
        earpiece : Earpiece
        texts : PrerenderedTexts
        order_queue : OrderQueue
            Where the orders come from.
        reply : callable
            Takes the news.
        """
        self._earpiece = earpiece
        self._texts = texts
        self._order_queue = order_queue
        self._reply = reply
        self._beaten = -float("inf")

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
                timeout = 0.0 if self._earpiece.running else BEAT_SECONDS
                order = self._order_queue.next(timeout)
            except queue.Empty:
                if self._earpiece.running:
                    self._earpiece.idle()
                self._texts.prepare()
                continue
            if order is None:
                return
            if order.kind is OrderKind.SAY:
                self._reply(Reply(self._say(order), order.id))
            else:
                obey(order, self._texts)

    def _say(self, order: Order) -> ReplyKind:
        go_on = partial(self._go_on, order.id)
        if not go_on():
            return ReplyKind.STOPPED
        if order.earcon in {earcon.value for earcon in Earcon}:
            rate = self._earpiece.rate
            if not self._earpiece.play(Sound(render(Earcon(order.earcon), rate), rate), go_on):
                return ReplyKind.STOPPED
        texts = self._rendered(order)
        for number, group in enumerate(groups(texts) if texts is not None else ()):
            if number and self._order_queue.stops_after_group(order.id):
                return ReplyKind.STOPPED
            if not self._earpiece.play(group, go_on):
                return ReplyKind.STOPPED
        if not self._earpiece.rest(go_on):
            return ReplyKind.STOPPED
        return ReplyKind.FAILED if texts is None else ReplyKind.SAID

    def _rendered(self, order: Order) -> Sound | None:
        try:
            return self._texts.sound(order.text)
        except EdgeAacError as error:
            if self._texts.able:
                self._reply(report(error, order.id))
            return None

    def _go_on(self, id: int) -> bool:
        self._beat()
        return self._order_queue.wanted(id)

    def _beat(self) -> None:
        """Show life; from the working thread, so that a hanging device is noticed."""
        if self._order_queue.volume is not None:
            self._earpiece.volume = self._order_queue.volume
        now = time.monotonic()
        if now - self._beaten >= BEAT_SECONDS:
            self._beaten = now
            self._reply(Reply(ReplyKind.BEAT))


def report(error: EdgeAacError, id: int = 0) -> Reply:
    """The news of a fault."""
    problem = Problem.of_error(error)
    reason = "" if problem.reason is None else problem.reason.encoded
    return Reply(ReplyKind.FAULT, id, problem.fault.value, problem.name, reason)


def obey(order: Order, texts: PrerenderedTexts) -> None:
    """Do what needs no earpiece: have a text ready, speak at another speed."""
    if order.kind is OrderKind.KEEP:
        texts.want(order.text)
    elif order.kind is OrderKind.ADJUST and order.rate:
        with contextlib.suppress(EdgeAacError):
            texts.set_rate(order.rate)


def wait_asleep(texts: PrerenderedTexts, order_queue: OrderQueue, reply: Send) -> bool:
    """Have everything ready, without the earpiece, until woken; False at the input's end."""
    reply(Reply(ReplyKind.WARM))
    while True:
        reply(Reply(ReplyKind.BEAT))
        try:
            order = order_queue.next(_leisure(texts))
        except queue.Empty:
            continue
        if order is None or order.kind is OrderKind.WAKE:
            return order is not None
        obey(order, texts)


def _leisure(texts: PrerenderedTexts) -> float:
    """Prepare one text; how long to wait then [s].

    A sleeper has time, and takes no more than a quarter of a processor from those awake.
    """
    began = time.monotonic()
    more = texts.prepare()
    took = time.monotonic() - began
    return min(3.0 * took, BEAT_SECONDS) if more else BEAT_SECONDS


def serve(orders: BinaryIO, replies: BinaryIO) -> int:
    """Obey the orders of one stream, and reply on the other; the exit code."""
    lock = threading.Lock()

    def reply(message: Reply) -> None:
        # A listener that is gone reads nothing any more; its end is seen by the input's.
        with lock, contextlib.suppress(OSError, ValueError):
            replies.write(encode(message))
            replies.flush()

    manner = decode_manner(orders.readline(LONGEST_LINE))
    if manner is None:
        return 2
    over = threading.Event()
    try:
        with in_words():
            return _serve(manner, orders, reply, over)
    except EdgeAacError as error:
        reply(report(error))
        return 1
    finally:
        over.set()
        shutil.rmtree(manner.folder, ignore_errors=True)


def _serve(manner: Manner, orders: BinaryIO, reply: Send, over: threading.Event) -> int:
    order_queue = OrderQueue()
    reader = partial(_listen, orders, order_queue, manner, over)
    threading.Thread(target=reader, daemon=True).start()
    if manner.asleep:
        output_stream.rest()
    else:
        # Before the voice is loaded: a missing device is reported at once.
        earpiece = _earpiece(manner, order_queue)
    texts = PrerenderedTexts(_renderer(manner, reply), manner.rate)
    threading.Thread(target=_live, args=(reply, over), daemon=True).start()
    if manner.asleep:
        if not wait_asleep(texts, order_queue, reply):
            return 0
        output_stream.wake()
        earpiece = _earpiece(manner, order_queue)
    reply(Reply(ReplyKind.READY))
    VoiceLoop(earpiece, texts, order_queue, reply).run()
    earpiece.close()
    return 0


def _earpiece(manner: Manner, order_queue: OrderQueue) -> Earpiece:
    opener = partial(output_stream.open_stream, manner.output_device)
    volume = manner.volume if order_queue.volume is None else order_queue.volume
    return Earpiece(opener, volume, manner.preroll_seconds, manner.linger_seconds)


def _renderer(manner: Manner, reply: Send) -> Renderer | None:
    try:
        renderer = open_renderer(manner)
    except EdgeAacError as error:
        reply(report(error))
        return None
    if renderer.warning is not None:
        reply(report(renderer.warning))
    return renderer


def _live(reply: Send, over: threading.Event) -> None:
    """Show that the process runs, whatever the working thread waits for."""
    with contextlib.suppress(OSError, ValueError):
        while not over.wait(ALIVE_SECONDS):
            reply(Reply(ReplyKind.ALIVE))


def _listen(
    orders: BinaryIO, order_queue: OrderQueue, manner: Manner, over: threading.Event
) -> None:
    ended, awake = False, not manner.asleep
    while line := orders.readline(LONGEST_LINE):
        order = decode_order(line)
        if order is not None and order.kind is OrderKind.END:
            ended = True
        elif order is not None:
            awake = awake or order.kind is OrderKind.WAKE
            order_queue.put(order)
    # Killed, crashed, out of memory: whoever wears it has to know that nobody listens now.
    farewell = manner.farewell if awake and not ended else ""
    order_queue.close(farewell)
    if not over.wait(_FAREWELL_SECONDS if farewell else _LAST_SECONDS):
        shutil.rmtree(manner.folder, ignore_errors=True)
        os._exit(0)
