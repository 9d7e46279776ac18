"""Which source the settings name, and opening it.

In: the settings. Out: an open source. One source is never replaced by another. A name is,
in this order: one of the words mic, demo and -; a device's number, where it is one; a path,
where it exists, begins with / or a dot, or ends as sound files do; else a device's name.
"""

from __future__ import annotations

from pathlib import Path

from edge_aac.audio.audio_settings import AudioSettings
from edge_aac.audio.mono import channel_index
from edge_aac.audio.source import Located, Source, SourceLost
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.exhaustion import in_words
from edge_aac.devices.soundserver import Node
from edge_aac.paths import exists
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

SOUND_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif", ".opus"})
SOUND_SUFFIXES |= {".m4a", ".aac", ".mp4", ".mkv", ".webm", ".mka", ".mov", ".wma", ".amr"}
SOUND_SUFFIXES |= {".avi", ".flv", ".mpg", ".mpeg", ".ts", ".m2ts", ".ac3", ".eac3", ".3gp"}
PATH_STARTS = ("/", "./", "../", "~/")


def open_source(settings: AudioSettings) -> Source:
    """Open what `settings.input` names.

    Raises
    ------
    EdgeAacError
        There is no such thing, or it cannot be opened.
    """
    with in_words():
        return _open(settings)


class Opening:
    """Opens the same source anew, as often as it was lost.

    A number means what it meant at first: what is plugged in meanwhile changes the numbers, and
    one microphone is never replaced by another. Where the sound server's default takes the place
    of one that went, it may be a microphone, and not the echo of what is played.
    """

    def __init__(self, settings: AudioSettings) -> None:
        self._settings = settings
        self._heard: Node | None = None

    def __call__(self) -> Source:
        """Open it; raises as `open_source` does."""
        source = open_source(self._settings)
        heard = source.heard if isinstance(source, Located) else None
        if heard is not None and self._heard is not None and _is_echo(heard, self._heard):
            source.close()
            raise SourceLost(f"The sound server has only an echo, {heard.name}: plug one in.")
        self._heard = heard or self._heard
        if source.live and self._settings.input.isdecimal():
            self._settings = self._settings.model_copy(update={"input": source.name})
        return source


def _is_echo(heard: Node, before: Node) -> bool:
    return heard.kind is DeviceKind.MONITOR and before.kind is not DeviceKind.MONITOR


def _open(settings: AudioSettings) -> Source:
    wanted, channel = settings.input, settings.channel
    if wanted == "-":
        from edge_aac.audio.stdin import StandardInput

        channel_index(channel, 1, Reason(Why.STANDARD_INPUT))
        return StandardInput()
    if wanted == "demo":
        from edge_aac.audio.demo import Demo

        channel_index(channel, 1, Reason(Why.THE_DEMONSTRATION))
        return Demo(settings.realtime)
    if not is_live(settings):
        from edge_aac.audio.sound_file import SoundFile

        return SoundFile(Path(wanted), settings.realtime, channel)
    from edge_aac.audio.microphone import open_microphone

    return open_microphone(
        None if wanted == "mic" else wanted,
        settings.buffer_seconds,
        settings.stall_seconds,
        channel,
    )


def is_live(settings: AudioSettings) -> bool:
    """Whether `settings.input` names a microphone."""
    wanted = settings.input
    if wanted in ("-", "demo"):
        return False
    if wanted == "mic" or wanted.isdecimal():
        return True
    return not (_looks_like_path(wanted) or exists(Path(wanted)))


def _looks_like_path(text: str) -> bool:
    """Whether nothing but a path is written so; a device's name may hold a slash."""
    return text.startswith(PATH_STARTS) or Path(text).suffix.lower() in SOUND_SUFFIXES
