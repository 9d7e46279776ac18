"""The service that starts the listener: a stand-in for systemctl answers as systemd does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge_aac.doctor.finding import Grade
from edge_aac.doctor.finding_words import load_finding_words
from edge_aac.doctor.unit import ask_systemctl, unit


def systemctl(folder: Path, user: str, system: str) -> None:
    """A program of that name, which answers for both managers."""
    program = folder / "systemctl"
    program.write_text(
        f'#!/bin/sh\ncase "$1" in --user) printf "{user}";; *) printf "{system}";; esac\n'
    )
    program.chmod(0o755)


ABSENT = "LoadState=not-found\\nActiveState=inactive\\nNRestarts=0\\n"
RUNS = "LoadState=loaded\\nActiveState=active\\nNRestarts=1\\n"
RESTARTS = "LoadState=loaded\\nActiveState=activating\\nNRestarts=9\\n"
FAILED = "LoadState=loaded\\nActiveState=failed\\nNRestarts=0\\n"
STOPPED = "LoadState=loaded\\nActiveState=inactive\\nNRestarts=0\\n"


@pytest.mark.parametrize(
    ("user", "system", "lingers", "name", "words"),
    [
        (RUNS, ABSENT, True, "unit", "1 times"),
        (RUNS, ABSENT, False, "no_linger", "sudo loginctl enable-linger ada"),
        (RESTARTS, ABSENT, True, "unit_restarts", "journalctl --user -u edge-aac"),
        (FAILED, ABSENT, True, "unit_failed", "journalctl --user -u edge-aac"),
        (STOPPED, ABSENT, True, "unit_stopped", "systemctl --user start edge-aac"),
        (ABSENT, RUNS, False, "unit", "1 times"),
        (ABSENT, STOPPED, False, "unit_stopped", "sudo systemctl start edge-aac"),
        (ABSENT, ABSENT, False, "no_unit", "by hand"),
    ],
)
def test_the_unit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    user: str,
    system: str,
    lingers: bool,
    name: str,
    words: str,
) -> None:
    systemctl(tmp_path, user, system)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    lingering = tmp_path / "linger"
    lingering.mkdir()
    if lingers:
        (lingering / "ada").touch()
    found = unit(lingering=lingering, user="ada")
    assert found.name == name
    assert words in load_finding_words().sentence(found)


def test_no_systemctl_or_one_that_fails_is_no_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask_systemctl(["show"]) is None
    assert unit(lingering=tmp_path).grade is Grade.FINE
    assert unit(lambda _: None, tmp_path).name == "no_unit"
