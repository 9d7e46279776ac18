"""The root that composes the stages' sections, and the keys they define.

In: the sections. Out: `Settings`, and one `Key` per field with its flag, variable
and TOML name. Field names are unique over all sections, so one name serves everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from edge_aac.audio.audio_settings import AudioSettings
from edge_aac.captions.caption_settings import CaptionSettings
from edge_aac.encoder.encoder_settings import EncoderSettings
from edge_aac.events.event_settings import EventSettings
from edge_aac.journal.journal_settings import JournalSettings
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.settings.allowed import choices
from edge_aac.settings.control_settings import ControlSettings
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.taught.taught_settings import TaughtSettings

SECTIONS: dict[str, type[BaseModel]] = {
    "audio": AudioSettings,
    "encoder": EncoderSettings,
    "events": EventSettings,
    "captions": CaptionSettings,
    "salience": SalienceSettings,
    "speech": SpeechSettings,
    "taught": TaughtSettings,
    "control": ControlSettings,
    "journal": JournalSettings,
}


class Settings(BaseSettings):
    """Every stage's settings.

    What they are is given; `load_settings` gathers it.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    audio: AudioSettings = Field(default_factory=AudioSettings)
    encoder: EncoderSettings = Field(default_factory=EncoderSettings)
    events: EventSettings = Field(default_factory=EventSettings)
    captions: CaptionSettings = Field(default_factory=CaptionSettings)
    salience: SalienceSettings = Field(default_factory=SalienceSettings)
    speech: SpeechSettings = Field(default_factory=SpeechSettings)
    taught: TaughtSettings = Field(default_factory=TaughtSettings)
    control: ControlSettings = Field(default_factory=ControlSettings)
    journal: JournalSettings = Field(default_factory=JournalSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: else a variable `AUDIO` of another program would be read."""
        return (init_settings,)


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One setting."""

    section: str
    name: str
    field: FieldInfo

    @property
    def flag(self) -> str:
        """As on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """As in the environment."""
        return "EDGE_AAC_" + self.name.upper()

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return self.field.annotation is bool

    @property
    def is_table(self) -> bool:
        """Whether it maps names to values."""
        return get_origin(self.field.annotation) is dict

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return get_origin(self.field.annotation) is tuple

    @property
    def is_text(self) -> bool:
        """Whether it may be any text, or any path."""
        if self.is_table or self.is_list:
            return False
        kinds = get_args(self.field.annotation) or (self.field.annotation,)
        return str in kinds or Path in kinds

    @property
    def metavar(self) -> str:
        """What stands for its value in the help: its unit, or what it is."""
        extra = self.field.json_schema_extra
        if isinstance(extra, dict) and "metavar" in extra:
            return str(extra["metavar"])
        if words := choices(self.field.annotation):
            return "|".join(words)
        if self.is_table:
            return "NAME=VALUE,..."
        return "NAME,..." if self.is_list else self.name.rsplit("_", 1)[-1].upper()

    @property
    def may_be_unset(self) -> bool:
        """Whether it may have no value."""
        return NoneType in get_args(self.field.annotation)

    def parse(self, text: str) -> Any:
        """What a flag or a variable says, ready for validation."""
        if self.may_be_unset and not text.strip():
            return None
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if self.is_table:
            return dict(_pair(part) for part in parts)
        return tuple(parts) if self.is_list else text


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip(), value.strip()


@cache
def keys() -> dict[str, Key]:
    """All keys by name, in the order of the sections."""
    return {
        name: Key(section, name, field)
        for section, model in SECTIONS.items()
        for name, field in model.model_fields.items()
    }
