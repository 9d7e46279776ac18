"""The unit that starts the listener with the board."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

UNIT = Path(__file__).resolve().parents[2] / "deploy" / "raspberrypi" / "edge-aac.service"


def test_the_service_leaves_no_core_and_has_no_network() -> None:
    unit = ConfigParser(interpolation=None)
    unit.read(UNIT, encoding="utf-8")
    service = unit["Service"]
    assert service["LimitCORE"] == "0"
    assert set(service["RestrictAddressFamilies"].split()) == {"AF_UNIX", "AF_NETLINK"}


def test_a_listener_that_hangs_is_started_anew() -> None:
    unit = ConfigParser(interpolation=None)
    unit.read(UNIT, encoding="utf-8")
    service = unit["Service"]
    assert (service["Type"], service["WatchdogSec"], service["Restart"]) == (
        "notify",
        "20",
        "always",
    )
