"""Text to samples, by the system's voice through pyttsx3.

In: one line of text. Out: float32 samples. Never does: playing anything. pyttsx3 is
used for nothing but writing files, because its own playing blocks, loses utterances
and cannot be stopped.
"""

from __future__ import annotations

import contextlib
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from edge_aac.speech.sound import SILENCE, Sound
from edge_aac.speech.synthesis.wav import read_wav
from edge_aac.speech.text import has_words
from edge_aac.speech.voice_faults import VoiceError, VoiceFault

_LONGEST_SECONDS = 2.0
"""For one synthesis; it takes some 15 ms."""
_TRIES = 3
_SETTLE_SECONDS = 0.03
"""The engine's own thread works on for a moment after it reported that it is done."""


class Pyttsx3Engine(Protocol):
    """The part of `pyttsx3.Engine` that is used."""

    def connect(self, topic: str, cb: Callable[..., None]) -> object:
        """Deliver callbacks."""

    def getProperty(self, name: str) -> Any:  # noqa: N802
        """Read a property."""

    def setProperty(self, name: str, value: str | float) -> None:  # noqa: N802
        """Change a property."""

    def save_to_file(self, text: str, filename: str) -> None:
        """Order a file."""

    def runAndWait(self) -> None:  # noqa: N802
        """Carry out what was ordered."""


def open_engine() -> Pyttsx3Engine:
    """The system's voice.

    Raises
    ------
    EdgeAacError
        There is none.
    """
    import pyttsx3

    try:
        engine: Pyttsx3Engine = pyttsx3.init()
    except Exception as error:
        # pyttsx3 raises RuntimeError, OSError or AttributeError for one and the same thing.
        raise VoiceError(VoiceFault.NO_VOICE) from error
    return engine


class Synthesiser:
    """A warm voice; `speak` renders one line."""

    def __init__(
        self,
        folder: Path,
        voice: str | None = None,
        rate: int = 210,
        engine: Pyttsx3Engine | None = None,
    ) -> None:
        """
        Load the voice and render a word, so that the first sentence comes at once.

        Parameters
        ----------
        folder : Path
            Private, best in memory; holds one file while a line is rendered.
        voice : str, optional
            Name, language or identifier.
        rate : int
            Words per minute.
        engine : Pyttsx3Engine, optional
            Instead of the system's voice.

        Raises
        ------
        EdgeAacError
            There is no voice at all.
        """
        self._path = folder / "line.wav"
        self._finished = threading.Event()
        self._engine = engine or open_engine()
        self._whole = False
        self._engine.connect("finished-utterance", self._on_finished)
        self.warning: VoiceError | None = None
        """What is wrong although there is a voice: the one asked for is unknown."""
        self._adopt({"rate": rate} | ({} if voice is None else self._chosen(voice)))

    def speak(self, text: str) -> Sound:
        """Render one line.

        Raises
        ------
        EdgeAacError
            The voice gave nothing.
        """
        if not has_words(text):
            return SILENCE
        for _ in range(_TRIES):
            sound = self._render(text)
            if sound is not None and len(sound.samples):
                return sound
            # An engine that is not done with the last line cancels the next one:
            # it comes out empty, though it is reported as finished.
            time.sleep(_SETTLE_SECONDS)
        raise VoiceError(VoiceFault.NO_SOUND)

    def set_rate(self, rate: int) -> None:
        """Speak at another speed from the next line on, in words per minute.

        Raises
        ------
        EdgeAacError
            The voice gave nothing.
        """
        self._adopt({"rate": rate})

    def _render(self, text: str) -> Sound | None:
        self._finished.clear()
        self._path.unlink(missing_ok=True)
        self._engine.save_to_file(text, str(self._path))
        # The first call returns long before the file is written; only the event counts.
        self._engine.runAndWait()
        if not self._finished.wait(_LONGEST_SECONDS) or not self._whole:
            return None
        with contextlib.suppress(OSError, EOFError, wave.Error):
            data = self._path.read_bytes()
            self._path.unlink()
            return read_wav(data)
        return None

    def _on_finished(self, completed: bool, **_: object) -> None:
        """Learn, on the engine's thread, that a line is rendered or cancelled."""
        self._whole = completed
        self._finished.set()

    def _adopt(self, properties: dict[str, str | float]) -> None:
        """Set properties and warm up, until the engine, which may forget them, has them."""
        for _ in range(_TRIES):
            for name, value in properties.items():
                self._engine.setProperty(name, value)
            time.sleep(_SETTLE_SECONDS)
            self.speak("ready")
            # The first call returns before the engine is at rest.
            time.sleep(_SETTLE_SECONDS)
            if all(self._engine.getProperty(name) == properties[name] for name in properties):
                return

    def _chosen(self, wanted: str) -> dict[str, str | float]:
        """The property that sets a voice; none, and a warning, where it is unknown."""
        key = wanted.casefold()
        for voice in self._engine.getProperty("voices"):
            names = {voice.id, voice.id.rpartition("/")[2], voice.name, *(voice.languages or ())}
            if key in {str(name).casefold() for name in names}:
                return {"voice": voice.id}
        self.warning = VoiceError(VoiceFault.UNKNOWN_VOICE, wanted)
        return {}
