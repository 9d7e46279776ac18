"""Push buttons between a pin of the board and ground (gpiozero).

In: a table of pins. Out: commands. Needs the extra `gpio`. Never does: deciding what a
press means, beyond the table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from edge_aac.control.command import Command
from edge_aac.control.request_queue import Put
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import Verb

BOUNCE_SECONDS = 0.05
"""Contacts chatter for less."""


class Button(Protocol):
    """The part of `gpiozero.Button` that is used."""

    when_pressed: Any

    def close(self) -> None:
        """Let the pin go."""


class GpioButtons:
    """Buttons on pins, until it is closed.

    Parameters
    ----------
    pins : mapping of str to Verb
        Pins as gpiozero names them (17, BOARD11), and what each asks for.
    put : callable
        Takes the commands.
    open_button : callable or None
        Makes a button of a pin; None for gpiozero's.

    Raises
    ------
    EdgeAacError
        The extra is not installed, or a pin cannot be used.
    """

    def __init__(
        self,
        pins: Mapping[str, Verb],
        put: Put,
        open_button: Callable[[str], Button] | None = None,
    ) -> None:
        open_button = open_button or _gpiozero()
        self._buttons: list[Button] = []
        for pin, verb in pins.items():
            try:
                button = open_button(pin)
            # gpiozero and the libraries below it raise what they like for a pin that is not there.
            except Exception as error:
                self.close()
                reason = " ".join(str(error).split())[:80] or type(error).__name__
                raise EdgeAacError(
                    Reason.of(Why.NO_PIN, pin=ascii(pin[:20]), reason=reason)
                ) from None
            button.when_pressed = partial(put, Command(verb))
            self._buttons.append(button)

    def close(self) -> None:
        """Let the pins go; may be called again."""
        while self._buttons:
            with contextlib.suppress(Exception):
                self._buttons.pop().close()

    def __enter__(self) -> GpioButtons:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _gpiozero() -> Callable[[str], Button]:
    try:
        import gpiozero
    except ImportError:
        raise EdgeAacError(Reason(Why.NO_GPIOZERO)) from None

    def open_button(pin: str) -> Button:
        number: int | str = int(pin) if pin.isdecimal() else pin
        button: Button = gpiozero.Button(number, bounce_time=BOUNCE_SECONDS)
        return button

    return open_button
