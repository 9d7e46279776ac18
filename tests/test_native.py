"""Native libraries are found without a program that looks for them."""

from __future__ import annotations

import ctypes.util
import os
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from edge_aac import native
from tests.crew import Crew
from tests.waiting import PATIENCE

on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere nothing is run to find a library"
)


@pytest.fixture(autouse=True)
def _no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> str | None:
        raise AssertionError(f"a program would look for {name}")

    monkeypatch.setattr(ctypes.util, "find_library", refuse)


@pytest.fixture
def bindings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins that ask for their library when they are imported, as the real ones do."""
    for name, library in (("sounddevice", "portaudio"), ("soundfile", "sndfile")):
        code = f"import ctypes.util\nfound = ctypes.util.find_library({library!r})\n"
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)


@on_linux
@pytest.mark.usefixtures("bindings")
def test_a_library_is_named_as_the_linker_knows_it() -> None:
    usual = ctypes.util.find_library
    assert native.sounddevice().found == "libportaudio.so.2"
    assert native.soundfile().found == "libsndfile.so.1"
    assert ctypes.util.find_library is usual


@on_linux
@pytest.mark.usefixtures("bindings")
def test_one_that_hangs_at_its_start_holds_up_no_other(crew: Crew) -> None:
    usual = ctypes.util.find_library
    inside, free = threading.Event(), threading.Event()

    def hang() -> None:
        with native._by_soname:
            inside.set()
            free.wait(PATIENCE)

    crew.at_end(free.set)
    held = crew.start(hang)
    assert inside.wait(PATIENCE)
    assert native.soundfile().found == "libsndfile.so.1"
    free.set()
    held.result(PATIENCE)
    assert ctypes.util.find_library is usual


def test_onnx_runtime_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable before it is loaded, and by its interface, should it be there already."""
    told: list[str] = []
    library = ModuleType("onnxruntime")
    library.disable_telemetry_events = lambda: told.append(  # type: ignore[attr-defined]
        os.environ["ORT_DISABLE_TELEMETRY"]
    )
    monkeypatch.setitem(sys.modules, "onnxruntime", library)
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    assert native.onnxruntime() is library
    assert told == ["1"]
