"""Descriptors or memory that are used up are told as that, whatever a library makes of it."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

from edge_aac.devices.exhaustion import FILES, MEMORY, exhausted


class PortAudioError(Exception):
    """As sounddevice's: a sentence, a code."""


def _caused_by(error: Exception) -> Exception:
    try:
        try:
            raise error
        except Exception as cause:
            raise ValueError("cannot be opened") from cause
    except ValueError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.EMFILE, "Too many open files"), FILES),
        (OSError(errno.ENFILE, "File table overflow"), FILES),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), MEMORY),
        (MemoryError(), MEMORY),
        (RuntimeError("can't start new thread"), MEMORY),
        (PortAudioError("Insufficient memory", -9992), MEMORY),
    ],
)
def test_an_exception_says_it_itself_or_by_its_cause(error: Exception, sentence: str) -> None:
    assert exhausted(error) == sentence
    assert exhausted(_caused_by(error)) == sentence


@pytest.mark.parametrize(
    "error",
    [
        None,
        OSError(errno.ENODEV, "No such device"),
        PortAudioError("Device unavailable", -9985),
        RuntimeError("another"),
        ValueError(),
    ],
)
def test_another_fault_is_none_of_it(error: Exception | None) -> None:
    assert exhausted(error) is None


_USED_UP = """
import resource, sys
from edge_aac.devices.exhaustion import exhausted
{use}
print(exhausted(), flush=True)
"""


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        ("resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))", FILES),
        ("resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))", MEMORY),
    ],
)
def test_where_no_exception_says_it_a_trial_does(use: str, sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _USED_UP.format(use=use)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == sentence, done.stderr
