"""What a person may change about how things are said.

In: nothing. Out: the frozen section `[speech]`.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from edge_aac.devices.number import as_name
from edge_aac.speech.messages import RATES, Manner


class Engine(str, Enum):
    """What makes sound of words."""

    PYTTSX3 = "pyttsx3"
    COMMAND = "command"
    DISPATCHER = "speech-dispatcher"
    AUTO = "auto"
    NONE = "none"


class SpeechSettings(BaseModel):
    """The section `[speech]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speech: bool = Field(default=True, description="Say aloud what is heard; off prints only.")
    output_device: Annotated[str | None, BeforeValidator(as_name)] = Field(
        default=None,
        description="Number or name of the earpiece's device (default: the system's output).",
    )
    engine: Engine = Field(
        default=Engine.PYTTSX3,
        description="What speaks: pyttsx3, the command espeak-ng, speech-dispatcher "
        "(its own output, no signals), auto, which is speech-dispatcher where its server runs and "
        "else pyttsx3, or none, which prints only.",
    )
    voice: str | None = Field(
        default=None,
        description="Voice, as its name, its language or its identifier (default: the system's).",
    )
    rate: int = Field(
        default=210,
        ge=RATES[0],
        le=RATES[1],
        description="Speed of speech, words per minute. Higher means faster.",
        json_schema_extra={"metavar": "WORDS_PER_MINUTE"},
    )
    volume: float = Field(
        default=1.0,
        ge=0.0,
        le=1.0,
        description="Loudness of speech and signals, 0 to 1. Higher means louder.",
    )
    earcons: bool = Field(
        default=True, description="Play a short signal before the words of a hazard."
    )
    preroll_seconds: float = Field(
        default=0.2,
        ge=0.0,
        le=2.0,
        description="Silence before the first word after a pause, which wakes a wireless earpiece. "
        "Longer means a later first word.",
    )
    linger_seconds: float = Field(
        default=86_400.0,
        ge=0.0,
        le=86_400.0,
        description="Silence kept playing after the last word, so that an alarm comes at once; "
        "a few seconds spare the battery of a wireless earpiece. Longer means quicker alarms.",
    )
    standby_voice: bool = Field(
        default=True,
        description="Keep a second voice ready, which takes over at once when the first fails; "
        "costs some 40 MB.",
    )
    ambient_stale_seconds: float = Field(
        default=4.0,
        ge=0.0,
        le=60.0,
        description="A description of the scene that waited longer is not said any more. "
        "Longer means older descriptions.",
    )
    attention_stale_seconds: float = Field(
        default=12.0,
        ge=1.0,
        le=120.0,
        description="An announcement that waited longer is not said any more; hazards wait 30 s. "
        "Longer means older announcements.",
    )


def manner(settings: SpeechSettings) -> Manner:
    """How the settings want it to be spoken; the folder is the process's."""
    return Manner(
        folder="",
        voice=settings.voice,
        rate=settings.rate,
        volume=settings.volume,
        output_device=settings.output_device,
        preroll_seconds=settings.preroll_seconds,
        linger_seconds=settings.linger_seconds,
        engine=settings.engine.value,
    )
