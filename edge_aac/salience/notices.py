"""What the listener announces about itself: one value, for the voice and for the lines alike.

In: nothing. Out: the notices, each with the state of its line, and frozen announcements. Whoever
has something to announce hands an `Announcement` to the gate, which makes the utterance and the
status line of it together, so that neither can be forgotten. Never does: words (the catalogue's).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from edge_aac.reasons.reason import Fact
from edge_aac.types import State, Urgency

VALUES = frozenset({"source", "missing", "unwritten", "name", "reason", "away"})
"""What a sentence about the listener may name in braces."""


class Notice(str, Enum):
    """Everything that the listener announces about itself; the value names its sentence."""

    state: State
    urgency: Urgency

    def __new__(cls, name: str, state: State, urgency: Urgency = Urgency.ORDINARY) -> Notice:
        """One notice.

        Parameters
        ----------
        name : str
            Of its sentence in the catalogue, `[listener.NAME]`.
        state : State
            Of its status line.
        urgency : Urgency
            Vital is spoken even when muted: a listener that does not hear announces no alarm, and
            nobody may take a demonstration for what is around them.
        """
        notice = str.__new__(cls, name)
        notice._value_ = name
        notice.state = state
        notice.urgency = urgency
        return notice

    MICROPHONE_LOST = "microphone_lost", State.RECOVERING, Urgency.VITAL
    MICROPHONE_BACK = "microphone_back", State.LISTENING, Urgency.VITAL
    MICROPHONE_SILENT = "microphone_silent", State.SILENT, Urgency.VITAL
    MICROPHONE_QUIET = "microphone_quiet", State.HEARS_BADLY
    MICROPHONE_CLIPPING = "microphone_clipping", State.HEARS_BADLY
    MICROPHONE_OFFSET = "microphone_offset", State.HEARS_BADLY
    MICROPHONE_NARROW = "microphone_narrow", State.HEARS_BADLY
    MICROPHONE_TEMPO = "microphone_tempo", State.HEARS_BADLY
    WAS_AWAY = "was_away", State.LISTENING, Urgency.VITAL
    LISTENING_AGAIN = "listening_again", State.LISTENING, Urgency.VITAL
    DEMONSTRATION = "demonstration", State.DEMONSTRATION, Urgency.VITAL
    OVERLOADED = "overloaded", State.OVERLOADED
    SHORT_OF_TIME = "short_of_time", State.OVERLOADED
    STUMBLED = "stumbled", State.STUMBLED, Urgency.VITAL
    PART_FAILED = "part_failed", State.PART_FAILED, Urgency.VITAL
    DISK_FULL = "disk_full", State.DISK_FULL
    NOT_READ = "not_read", State.NOT_READ
    WRITING_AGAIN = "writing_again", State.WRITING_AGAIN
    TEXT_GONE = "text_gone", State.TEXT_GONE
    QUIET_OVER = "quiet_over", State.QUIET_OVER
    # What does not work as the settings ask, from the start on.
    NO_PROVIDER = "no_provider", State.SETUP
    NO_SOCKET = "no_socket", State.SETUP
    SOUND_LEFT_OUT = "sound_left_out", State.SETUP
    NO_HEADSET = "no_headset", State.SETUP
    NO_BUTTONS = "no_buttons", State.SETUP
    NO_KEYS = "no_keys", State.SETUP
    # The voice's own faults, under the names that it gives them.
    NO_OUTPUT = "no_output", State.VOICE
    UNKNOWN_OUTPUT = "unknown_output", State.VOICE
    OUTPUT_BUSY = "output_busy", State.VOICE
    NO_PORTAUDIO = "no_portaudio", State.VOICE
    NO_SERVER = "no_server", State.VOICE
    UNUSABLE_OUTPUT = "unusable_output", State.VOICE
    EARPIECE_GONE = "earpiece_gone", State.VOICE
    EARPIECE_CHANGED = "earpiece_changed", State.VOICE
    EARPIECE_STUCK = "earpiece_stuck", State.VOICE
    NO_VOICE = "no_voice", State.VOICE
    NO_SOUND = "no_sound", State.VOICE
    UNKNOWN_VOICE = "unknown_voice", State.VOICE
    VOICE_NOT_STARTED = "voice_not_started", State.VOICE
    VOICE_USED_UP = "voice_used_up", State.VOICE
    VOICE_LOST = "voice_lost", State.VOICE
    VOICE_HUNG = "voice_hung", State.VOICE
    VOICE_BACK = "voice_back", State.VOICE

    @property
    def fault(self) -> bool:
        """Whether something is wrong, or was."""
        return self not in _GOOD


_GOOD = frozenset(
    {
        Notice.MICROPHONE_BACK,
        Notice.LISTENING_AGAIN,
        Notice.DEMONSTRATION,
        Notice.WRITING_AGAIN,
        Notice.QUIET_OVER,
        Notice.VOICE_BACK,
    }
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing about the listener, on its way to the voice and to the lines."""

    notice: Notice
    spoken: bool = True
    """False where the line alone is due, because it was spoken a short while ago."""
    values: Mapping[str, Fact] = field(default_factory=dict)
    """What the sentence's braces hold; more than it has does no harm."""
    ends: bool = False
    """Whether the listener ends with it."""
