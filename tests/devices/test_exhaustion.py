"""Descriptors or memory that are used up are told as that, whatever a library makes of it."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

from edge_aac.devices.exhaustion import WHYS, exhausted
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.reasons.reason import Reason


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
    ("error", "fault"),
    [
        (OSError(errno.EMFILE, "Too many open files"), DeviceFault.NO_FILES),
        (OSError(errno.ENFILE, "File table overflow"), DeviceFault.NO_FILES),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), DeviceFault.NO_MEMORY),
        (MemoryError(), DeviceFault.NO_MEMORY),
        (RuntimeError("can't start new thread"), DeviceFault.NO_MEMORY),
        (PortAudioError("Insufficient memory", -9992), DeviceFault.NO_MEMORY),
    ],
)
def test_an_exception_says_it_itself_or_by_its_cause(error: Exception, fault: DeviceFault) -> None:
    for one in (error, _caused_by(error)):
        found = exhausted(one)
        assert found is not None
        assert (found.fault, str(found)) == (fault, str(Reason(WHYS[fault])))


@pytest.mark.parametrize(
    "error",
    [
        None,
        OSError(errno.ENODEV, "No such device"),
        PortAudioError("Device unavailable", -9985),
        RuntimeError("another"),
        ValueError(),
        DeviceError(DeviceFault.BUSY, "Busy."),
    ],
)
def test_another_fault_is_none_of_it(error: Exception | None) -> None:
    assert exhausted(error) is None


_USED_UP = """
import resource, sys
from edge_aac.devices.exhaustion import exhausted
from edge_aac.reasons.reason import Reason
{use}
print(exhausted(), flush=True)
"""


@pytest.mark.parametrize(
    ("use", "fault"),
    [
        ("resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))", DeviceFault.NO_FILES),
        ("resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))", DeviceFault.NO_MEMORY),
    ],
)
def test_where_no_exception_says_it_a_trial_does(use: str, fault: DeviceFault) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _USED_UP.format(use=use)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == str(Reason(WHYS[fault])), done.stderr
