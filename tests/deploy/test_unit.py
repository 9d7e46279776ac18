"""The units that start the listener with the board: what they promise, and what systemd says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import lacking

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "raspberrypi"
USER, SYSTEM = FOLDER / "edge-aac.service", FOLDER / "edge-aac-system.service"
UNITS = pytest.mark.parametrize("unit", [USER, SYSTEM], ids=["user", "system"])
MOST_EXPOSED = {USER: 5.0, SYSTEM: 1.5}
"""From 0 to 10, as systemd counts it. It takes it ill of a user's unit that it drops no capability
and that its user is not named, which a user's systemd can do nothing about."""
NOT_FOR_A_USER = {
    *("CapabilityBoundingSet", "AmbientCapabilities", "ProtectClock", "ProtectKernelLogs"),
    *("ProtectKernelModules", "User", "SupplementaryGroups", "DynamicUser"),
}
"""A user's systemd fails at these, or on some systems, and then nobody listens."""


def service(unit: Path) -> dict[str, list[str]]:
    """What stands in the section `[Service]`, by name; a name may come more than once."""
    section, found = "", dict[str, list[str]]()
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@UNITS
def test_the_service_leaves_no_core_and_has_no_network(unit: Path) -> None:
    told = service(unit)
    assert told["LimitCORE"] == ["0"]
    (families,) = told["RestrictAddressFamilies"]
    assert set(families.split()) == {"AF_UNIX", "AF_NETLINK"}
    assert told["PrivateNetwork"] == ["yes"]


@UNITS
def test_a_listener_that_hangs_is_started_anew(unit: Path) -> None:
    told = service(unit)
    assert [told[name] for name in ("Type", "WatchdogSec", "Restart")] == [
        ["notify"],
        ["20"],
        ["always"],
    ]
    assert "StartLimitIntervalSec=0" in unit.read_text(encoding="utf-8").splitlines()


@UNITS
def test_the_sound_card_the_socket_and_the_signs_of_life_stay_within_reach(unit: Path) -> None:
    told = service(unit)
    assert told.get("PrivateDevices", ["no"]) == ["no"], "it would take the sound card away"
    if unit == USER:
        # The sound server's socket and our own lie in the user's runtime folder.
        assert told["ReadWritePaths"][0].split()[0] == "%t"
        assert told["ProtectHome"] == ["read-only"], "the program lies in the home"
    else:
        assert told["RuntimeDirectory"] == ["edge-aac"]
        assert "XDG_RUNTIME_DIR=%t/edge-aac" in told["Environment"][0].split()
        assert told["DeviceAllow"] == ["char-alsa rw"]
    (error,) = told["SystemCallErrorNumber"]
    assert error == "EPERM", "a library that asks for more must not end the listening"


def test_a_users_unit_asks_for_nothing_that_a_users_systemd_fails_at() -> None:
    assert not NOT_FOR_A_USER & set(service(USER))
    # Without it nothing of the file system or of the network can be kept from a user's service.
    assert service(USER)["PrivateUsers"] == ["yes"]


@UNITS
def test_systemd_understands_every_line(unit: Path, tmp_path: Path) -> None:
    # The program is not where a board has it.
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.M)
    copy = tmp_path / unit.name
    copy.write_text(text, encoding="utf-8")
    done = analyzed(tmp_path, "verify", *_whose(unit), str(copy))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@UNITS
def test_systemd_finds_little_that_the_service_could_reach(unit: Path, tmp_path: Path) -> None:
    done = analyzed(tmp_path, "security", "--offline=true", *_whose(unit), str(unit))
    found = re.search(r"Overall exposure level for \S+: (?P<level>\d+\.\d+)", done.stdout)
    assert found is not None, done.stderr
    print(f"{unit.name}: {found['level']}")
    assert float(found["level"]) <= MOST_EXPOSED[unit], done.stdout


def analyzed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What systemd's own check says; it needs no systemd that runs."""
    program = shutil.which("systemd-analyze")
    if program is None:
        lacking("systemd-analyze is not installed: apt-get install systemd")
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if "unrecognized option" in done.stderr:
        pytest.skip("systemd before version 250 judges no unit that is not loaded")
    return done


def _whose(unit: Path) -> tuple[str, ...]:
    return ("--user",) if unit == USER else ()


def test_systemd_understands_the_unit_for_the_smart_home(tmp_path: Path) -> None:
    unit = FOLDER.parent / "homeassistant" / "edge-aac-mqtt.service"
    copy = tmp_path / unit.name
    copy.write_bytes(unit.read_bytes())
    done = analyzed(tmp_path, "verify", "--user", str(copy))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    # The listener's own unit has no network; of the two this one alone reaches a broker.
    assert "AF_INET" in service(unit)["RestrictAddressFamilies"][0]
    assert "edge-aac-mqtt" in service(unit)["ExecStart"][0]
