"""Texts to sounds, those that an alarm may need rendered ahead.

In: texts, and which of them to have ready. Out: samples. Never does: playing anything;
keeping more than 64 texts or four minutes of sound.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

from edge_aac.errors import EdgeAacError
from edge_aac.speech.sound import Sound
from edge_aac.speech.text import plain
from edge_aac.speech.voice_faults import VoiceError, VoiceFault

MOST_TEXTS = 64
MOST_SECONDS = 240.0
"""Of kept sound; some 20 MB."""


class Renderer(Protocol):
    """What makes sound of a line of text."""

    @property
    def warning(self) -> VoiceError | None:
        """What is wrong although there is a voice; None where nothing is."""

    def speak(self, text: str) -> Sound:
        """Render a line; EdgeAacError where that gave nothing."""

    def set_rate(self, rate: int) -> None:
        """Speak at another speed [words per minute]; EdgeAacError where that failed."""


class PrerenderedTexts:
    """A renderer, and what it rendered ahead."""

    def __init__(self, renderer: Renderer | None, rate: int) -> None:
        """
        Have nothing ready yet.

        Parameters
        ----------
        renderer : Renderer, optional
            Without one there are no words.
        rate : int
            Words per minute that it speaks at now.
        """
        self._renderer = renderer
        self._rate = rate
        self._wanted: deque[str] = deque(maxlen=MOST_TEXTS)
        self._kept: dict[str, Sound] = {}
        self._seconds = 0.0

    @property
    def able(self) -> bool:
        """Whether there is a voice at all."""
        return self._renderer is not None

    @property
    def ready(self) -> int:
        """How many texts are rendered."""
        return len(self._kept)

    def want(self, text: str) -> None:
        """Have a text ready as soon as there is time."""
        known = len(self._kept) + len(self._wanted)
        if known < MOST_TEXTS and text not in self._kept and text not in self._wanted:
            self._wanted.append(text)

    def prepare(self) -> bool:
        """Render one of the texts that are wanted; whether there was one."""
        if not self._wanted or self._renderer is None:
            return False
        text = self._wanted.popleft()
        try:
            sound = self._renderer.speak(plain(text))
        except EdgeAacError:
            # It is rendered when it is said, and the fault is reported then.
            return True
        seconds = len(sound.samples) / sound.rate
        if self._seconds + seconds <= MOST_SECONDS:
            self._kept[text] = sound
            self._seconds += seconds
        return True

    def sound(self, text: str) -> Sound:
        """A text's sound: the one that is ready, or a new one.

        Raises
        ------
        EdgeAacError
            There is no voice, or it gave nothing.
        """
        if text in self._kept:
            return self._kept[text]
        if self._renderer is None:
            raise VoiceError(VoiceFault.NO_VOICE)
        return self._renderer.speak(plain(text))

    def set_rate(self, rate: int) -> None:
        """Speak at another speed; what was ready is rendered anew.

        Raises
        ------
        EdgeAacError
            The voice gave nothing.
        """
        if rate == self._rate or self._renderer is None:
            return
        self._rate = rate
        self._wanted = deque([*self._kept, *self._wanted], maxlen=MOST_TEXTS)
        self._kept.clear()
        self._seconds = 0.0
        self._renderer.set_rate(rate)
