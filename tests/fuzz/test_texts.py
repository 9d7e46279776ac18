"""500 texts on their way to the voice, and as many damaged lines between listener and voice."""

from __future__ import annotations

import wave
from pathlib import Path
from random import Random

import numpy as np
import soundfile

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.messages import (
    LONGEST_LINE,
    Manner,
    Order,
    OrderKind,
    Reply,
    ReplyKind,
    decode_manner,
    decode_order,
    decode_reply,
    encode,
)
from edge_aac.speech.queue.queue_state import Act, Item
from edge_aac.speech.speaker.outbox import Outbox
from edge_aac.speech.synthesis.espeak import Espeak
from edge_aac.speech.synthesis.prerendered import PrerenderedTexts
from edge_aac.speech.synthesis.wav import read_wav
from edge_aac.speech.text import LONGEST, MARKUP, plain
from edge_aac.types import Priority, Utterance
from tests.fuzz.attempts import try_all
from tests.fuzz.mutation import ODD, damaged, twisted

TEXTS, LINES = 500, 5_000
SENTENCES = (
    "A smoke alarm is beeping, three times and again.",
    "Es klingelt an der Tür, und ein Hund bellt.",
    "Der Ton-Eingang „Größe 2“ (USB) ist weg; näher heran.",
    "",
    "word " * 200,
    "-v nobody --stdout",
)


def test_texts_on_their_way_to_the_voice(tmp_path: Path) -> None:
    """As a sentence goes: ordered, sent, received and rendered by the real program."""
    command = Espeak()

    def attempt(chance: Random) -> float:
        text = twisted(chance.choice(SENTENCES), chance)
        said = plain(text)
        assert len(said) <= LONGEST and said.isprintable() and not set(MARKUP) & set(said)
        item = Item(Utterance(text, Priority.CRITICAL, 0.0, text), 0.0, Earcon.HAZARD, 1)
        outbox = Outbox()
        outbox.add(Act(start=item))
        (order,) = outbox.take()
        line = encode(order)
        assert line.count(b"\n") == 1 and len(line) < LONGEST_LINE
        assert decode_order(line) == order and order.text == said
        sound = PrerenderedTexts(command, 210).sound(order.text)
        # The program has no sound for a letter of another script that stands alone.
        assert len(sound.samples) or not any(one.isascii() and one.isalpha() for one in said)
        return len(sound.samples) / sound.rate

    try_all("text", TEXTS, tmp_path, attempt)


def test_lines_between_listener_and_voice(tmp_path: Path) -> None:
    reason = Reason.of(Why.NOT_ASKED, path="/s", reason=Reason(Why.NO_SPACE), advice="")
    lines = [
        encode(Order(OrderKind.SAY, 7, "Ä dog.", "hazard", 210, 0.5, "critical")),
        encode(Reply(ReplyKind.FAULT, 3, "no_voice", "USB", reason.encoded)),
        encode(Manner(str(tmp_path), "en-us", 300, 0.5, "3", 0.0)),
    ]

    def attempt(chance: Random) -> float:
        line = chance.choice(lines)
        if chance.random() < 0.4:
            text = twisted(line.decode(), chance, [*ODD, "null", "true", "{}", '"id": '])
            line = text.encode("utf-8", "surrogatepass")
        else:
            line = damaged(line, chance, lines)
        for order in filter(None, [decode_order(line)]):
            assert decode_order(encode(order)) == order
        for reply in filter(None, [decode_reply(line)]):
            assert decode_reply(encode(reply)) == reply
        for manner in filter(None, [decode_manner(line)]):
            assert decode_manner(encode(manner)) == manner
        for told in filter(None, [Reason.decoded(line.decode("utf-8", "replace"))]):
            assert str(told)
        return 0.0

    try_all("voice-line", LINES, tmp_path, attempt)


def test_reasons_of_the_voice(tmp_path: Path) -> None:
    whole = Reason.of(Why.NOT_ASKED, path="/s", reason=Reason(Why.NO_SPACE), advice="").encoded

    def attempt(chance: Random) -> float:
        reason = Reason.decoded(
            twisted(whole, chance, [*ODD, *(one.value for one in Why), '["", {}]'])
        )
        if reason is not None:
            assert Reason.decoded(reason.encoded) == reason
            assert isinstance(str(reason), str)
        return 0.0

    try_all("reason", LINES, tmp_path, attempt)


def test_what_an_engine_wrote(tmp_path: Path) -> None:
    """A full disk, or an engine that is killed, leaves half a file."""
    whole = tmp_path / "line.wav"
    soundfile.write(whole, np.full(1_600, 0.25, np.float32), 16_000, subtype="PCM_16")
    data = whole.read_bytes()

    def attempt(chance: Random) -> float:
        try:
            sound = read_wav(damaged(data, chance, [data]))
        except (wave.Error, EOFError) as error:
            raise EdgeAacError(f"No sound: {error}.") from error
        assert sound.rate > 0 and np.isfinite(sound.samples).all()
        return len(sound.samples) / sound.rate

    try_all("engine-file", LINES, tmp_path, attempt)
