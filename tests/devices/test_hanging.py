"""A sound system that never answers is left behind, and the process ends all the same."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.hanging import SILENT, in_time


def test_an_answer_in_time_is_given() -> None:
    assert in_time(lambda: 7, 60.0) == 7


def test_what_is_raised_is_raised_where_it_was_asked() -> None:
    def refuse() -> None:
        raise LookupError("a bug")

    with pytest.raises(LookupError, match="a bug"):
        in_time(refuse, 60.0)


def test_no_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    never = threading.Event()
    with pytest.raises(DeviceError) as caught:
        in_time(never.wait, 0.01)
    never.set()
    for thread in threading.enumerate():
        if thread.name == "devices":
            thread.join()
    assert (caught.value.fault, str(caught.value)) == (DeviceFault.SILENT, str(SILENT))


_HANGS = """
import atexit, sys, threading, types
from edge_aac.cli import devices
from edge_aac.cli.main import main
from edge_aac.devices import hanging
never = threading.Event()
library = types.ModuleType("sounddevice")
library._exit_handler = never.wait
atexit.register(library._exit_handler)
sys.modules["sounddevice"] = library
devices.list_devices = never.wait
devices.ANSWER_SECONDS = 0.01
sys.exit(main(["devices"]))
"""


@pytest.mark.slow
def test_devices_ends_with_a_sentence_though_the_library_hangs_to_the_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _HANGS], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"edge-aac: {SILENT}\n")
