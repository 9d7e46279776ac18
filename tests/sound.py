"""What tests need that make or play sound with programs of the system."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from benchmarks.soundserver.pipewire import PIPEWIRE
from benchmarks.soundserver.server import missing_programs
from tests.needs import lacking


def need_sound_server() -> None:
    """Skip where there is none to be had; under CI that is a failure."""
    _need(missing_programs(), "pulseaudio pulseaudio-utils libasound2-plugins")


def need_pipewire() -> None:
    """Skip where it is not installed, under CI too.

    `make test` does not install it: it would take the place of the sound server of the person
    whose machine it is.
    """
    missing = [one for one in PIPEWIRE if shutil.which(one) is None]
    if missing:
        packages = "pipewire pipewire-pulse wireplumber dbus-daemon"
        pytest.skip(f"needs {', '.join(missing)}: apt-get install {packages}")


def need_programs(*programs: str, packages: str) -> None:
    """Skip where a program is not there; under CI that is a failure."""
    _need([one for one in programs if shutil.which(one) is None], packages)


def _need(missing: Sequence[str], packages: str) -> None:
    if missing:
        lacking(f"needs {', '.join(missing)}: apt-get install {packages}")
