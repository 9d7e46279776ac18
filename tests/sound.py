"""What tests on a real sound server need."""

from __future__ import annotations

import os

import pytest

from benchmarks.soundserver import missing_programs


def need_sound_server() -> None:
    """Skip where there is none to be had; under CI that is a failure."""
    if missing := missing_programs():
        reason = (
            f"needs {', '.join(missing)}: "
            "apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
