"""Text to samples by the program `espeak-ng`, without a library.

In: one line of text, on the program's standard input. Out: float32 samples. Never does:
a shell, or text among the program's arguments.
"""

from __future__ import annotations

import shutil
import subprocess
import wave

from edge_aac.process import mortal
from edge_aac.speech.sound import SILENCE, Sound
from edge_aac.speech.synthesis.wav import read_wav
from edge_aac.speech.text import has_words
from edge_aac.speech.voice_faults import VoiceError, VoiceFault

PROGRAM = "espeak-ng"
_LONGEST_SECONDS = 5.0


class Espeak:
    """One process for each line."""

    def __init__(self, voice: str | None = None, rate: int = 210, program: str = PROGRAM) -> None:
        """
        Find the program, and see that it speaks.

        Parameters
        ----------
        voice : str, optional
            Name or language, as `espeak-ng --voices` lists them.
        rate : int
            Words per minute.
        program : str
            One that takes the arguments of `espeak-ng`.

        Raises
        ------
        EdgeAacError
            It is not there, or gives no sound.
        """
        found = shutil.which(program)
        if found is None:
            raise VoiceError(VoiceFault.NO_VOICE)
        self._program = found
        self._voice = voice
        self._rate = rate
        self.warning: VoiceError | None = None
        """What is wrong although there is a voice: the one asked for is unknown."""
        if voice is not None and self._run("ready") is None:
            self._voice = None
            self.warning = VoiceError(VoiceFault.UNKNOWN_VOICE, voice)
        self.speak("ready")

    def speak(self, text: str) -> Sound:
        """Render one line.

        Raises
        ------
        EdgeAacError
            The program gave nothing.
        """
        if not has_words(text):
            return SILENCE
        sound = self._run(text)
        if sound is None:
            raise VoiceError(VoiceFault.NO_SOUND)
        return sound

    def set_rate(self, rate: int) -> None:
        """Speak at another speed from the next line on, in words per minute."""
        self._rate = rate

    def _run(self, text: str) -> Sound | None:
        arguments = [self._program, "--stdin", "--stdout", "-b", "1", "-s", str(self._rate)]
        if self._voice is not None:
            arguments += ["-v", self._voice]
        try:
            done = subprocess.run(
                # One that hangs must not outlive a voice that is killed for it.
                mortal(arguments),
                input=text.encode("utf-8", "replace"),
                capture_output=True,
                timeout=_LONGEST_SECONDS,
                check=True,
            )
            return read_wav(done.stdout)
        except (OSError, ValueError, subprocess.SubprocessError, wave.Error, EOFError):
            return None
