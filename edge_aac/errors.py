"""The one exception that may reach a person.

Its text is one plain sentence that says what happened and what to do next; the
command line prints it on standard error and exits with 1. Anything else that
escapes is a bug.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from edge_aac.reasons.reason import Reason

INTERNAL = 70
"""The exit code after a fault of the program itself, which whoever started it mends by starting the
next one (EX_SOFTWARE of sysexits.h). What a person has to mend ends with 1."""


class EdgeAacError(Exception):
    """A fault that the user can act on; ``str(error)`` is the sentence to show.

    Parameters
    ----------
    *sentence : str or Reason
        A sentence, or a reason, which can be worded in other languages, too.
    """

    code: ClassVar[int] = 1
    """The exit code of a program that ends with it."""

    def __init__(self, *sentence: str | Reason) -> None:
        super().__init__(*map(str, sentence))
        self.reason = next((one for one in sentence if isinstance(one, Reason)), None)

    def word(self, templates: Mapping[str, str]) -> None:
        """Have the sentence of another language from here on, where there is a reason."""
        if self.reason is not None:
            self.args = (self.reason.worded(templates),)

    def worded(self, templates: Mapping[str, str]) -> str:
        """The sentence, in another language where there is a reason."""
        self.word(templates)
        return str(self)


class InternalFault(EdgeAacError):
    """A part of the program failed in a way that nobody foresaw."""

    code: ClassVar[int] = INTERNAL
