"""The language in which a verb answers.

In: the settings, or a command line. Out: a language, and errors that are worded in it. Never does:
wording the usage errors of flags, which are English.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from functools import wraps

from edge_aac.cli.flags_from_settings import settings_from
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.settings import Settings

FLAG = "language"


def language_of(parsed: argparse.Namespace) -> str:
    """The language that is set; English where the settings cannot be read.

    So a verb that needs nothing else of them goes on.

    Raises
    ------
    UsageError
        A flag's value is wrong.
    """
    try:
        language: str = settings_from(parsed).settings.salience.language
    except UsageError:
        raise
    except EdgeAacError:
        return str(SalienceSettings().language)
    return language


@contextlib.contextmanager
def worded(language: str) -> Iterator[None]:
    """Have every error that leaves say its reason in this language."""
    # Before anything goes wrong: later there may be no file left to read it with.
    templates = load_reasons(language)
    try:
        yield
    except EdgeAacError as error:
        error.word(templates)
        raise


def with_settings(
    work: Callable[[argparse.Namespace, Settings], int],
) -> Callable[[argparse.Namespace], int]:
    """A verb's run from its work: settings are read, and errors worded in their language."""

    @wraps(work)
    def run(parsed: argparse.Namespace) -> int:
        settings = settings_from(parsed).settings
        with worded(settings.salience.language):
            return work(parsed, settings)

    return run
