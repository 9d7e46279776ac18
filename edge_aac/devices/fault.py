"""What can be wrong with a device, as a value that others can word or act on.

In: nothing. Out: an enumeration and the exception that carries it.
"""

from __future__ import annotations

from enum import Enum

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason


class DeviceFault(str, Enum):
    """Why a microphone or an earpiece cannot be had."""

    ABSENT = "absent"
    """There is none at all."""
    UNKNOWN = "unknown"
    """None has this number or name."""
    AMBIGUOUS = "ambiguous"
    """The name fits several."""
    BUSY = "busy"
    """It is there and cannot be opened."""
    NO_LIBRARY = "no_library"
    """PortAudio is missing."""
    NOT_STARTED = "not_started"
    """PortAudio does not start."""
    SILENT = "silent"
    """The sound system does not answer."""
    NO_FILES = "no_files"
    """The process has no file descriptors left."""
    NO_MEMORY = "no_memory"


class DeviceError(EdgeAacError):
    """A fault of a device, on its way from where it is noticed.

    Parameters
    ----------
    fault : DeviceFault
    sentence : str or Reason
        What happened and what to do next.
    name : str
        What the person called it, or what it is called.
    """

    def __init__(self, fault: DeviceFault, sentence: str | Reason, name: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault
        self.name = name
