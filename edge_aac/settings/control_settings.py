"""What a person may change about how the running listener is controlled.

In: nothing. Out: the frozen section `[control]`. It stands here because what it is for
(`service/`) lies above the settings.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from edge_aac.types import Verb


class ControlSettings(BaseModel):
    """The section `[control]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    control: bool = Field(
        default=True, description="Take the commands of edge-aac ctl while listening."
    )
    control_socket: str = Field(
        default="auto",
        description="Path of the socket for them; auto is the user's runtime folder, "
        "empty turns it off.",
    )
    keys: bool = Field(
        default=True, description="Take commands from single keys at the terminal; ? lists them."
    )
    restart: bool = Field(
        default=True,
        description="Started at a terminal, begin to listen again after a crash or a hang.",
    )
    headset: str | None = Field(
        default=None,
        description="Input device whose buttons give commands, by a part of its name, or auto "
        "for all that can play and pause.",
    )
    headset_buttons: dict[str, Verb] = Field(
        default_factory=dict,
        description="Its buttons' commands, over playpause=now, nextsong=repeat, "
        "previoussong=missed.",
        json_schema_extra={"metavar": "BUTTON=COMMAND,..."},
    )
    gpio_buttons: dict[str, Verb] = Field(
        default_factory=dict,
        description="Commands of buttons between a pin of the board and ground, as in 17=now.",
        json_schema_extra={"metavar": "PIN=COMMAND,..."},
    )

    @field_validator("headset_buttons", "gpio_buttons")
    @classmethod
    def _needs_no_name(cls, buttons: dict[str, Verb]) -> dict[str, Verb]:
        for button, verb in buttons.items():
            if verb.names_sound:
                raise ValueError(f"{button} cannot ask for {verb.value}, which needs a name")
        return buttons
