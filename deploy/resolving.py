"""What pip would install on a board, asked of pip on this machine.

In: requirements, and a board: its processor and its Python. Out: the packages with versions,
hashes and licences, and who asked for each. Nothing is installed. pip answers the conditions of
requirements for the machine that it runs on; here they are answered for the board, and whatever
pip then left out is asked for as well. Never does: building anything; keeping an address.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "edge-aac"
NEWEST_GLIBC = 36
"""The minor version of Debian Bookworm's C library, on which newer wheels do not run."""
OLDEST_GLIBC = 17
MOST_ROUNDS = 4

_LICENCES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "MIT License": "MIT",
}
"""SPDX's names for those that packages write otherwise."""


class NotResolved(Exception):
    """pip found no answer; ``str(error)`` says why."""


@dataclass(frozen=True, slots=True)
class Board:
    """A machine that installs the program."""

    machine: str
    python: str
    """Such as 3.11."""

    @property
    def environment(self) -> dict[str, str]:
        """What the conditions of requirements ask for."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "linux",
        }

    def wants(self, requirement: Requirement, extras: Iterable[str] = ()) -> bool:
        """Whether a requirement holds there."""
        marker = requirement.marker
        return marker is None or any(
            marker.evaluate({**self.environment, "extra": extra}) for extra in ("", *extras)
        )

    @property
    def options(self) -> list[str]:
        """pip's, so that it chooses wheels as it would there."""
        glibc = range(NEWEST_GLIBC, OLDEST_GLIBC - 1, -1)
        platforms = [*(f"manylinux_2_{minor}" for minor in glibc), "manylinux2014"]
        abis = [f"cp{self.python.replace('.', '')}", "abi3", "none"]
        return [
            *("--implementation", "cp", "--python-version", self.python),
            *(word for abi in abis for word in ("--abi", abi)),
            *(word for one in platforms for word in ("--platform", f"{one}_{self.machine}")),
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """One package as it would be installed on one board."""

    name: str
    version: str
    sha256: str
    licence: str
    wanted_by: tuple[str, ...]


Ask = Callable[[Sequence[str]], Mapping[str, Any]]
"""Gives pip's report for its arguments."""


def ask_pip(arguments: Sequence[str]) -> Mapping[str, Any]:
    """What pip would do.

    Raises
    ------
    NotResolved
        It would fail.
    """
    with tempfile.TemporaryDirectory() as nowhere:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"]
        command += ["--disable-pip-version-check", "--ignore-installed", "--only-binary", ":all:"]
        command += ["--report", "-", "--target", nowhere, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotResolved(done.stderr.strip() or "pip failed without a word.")
    report: Mapping[str, Any] = json.loads(done.stdout)
    return report


def resolve(wanted: Sequence[Requirement], board: Board, ask: Ask = ask_pip) -> list[Found]:
    """Everything that the requirements bring onto a board, by name.

    Parameters
    ----------
    wanted : sequence of Requirement
        The project's own.
    board : Board
    ask : callable

    Raises
    ------
    NotResolved
        There is no wheel for something, or pip finds no versions that go together.
    """
    own = [one for one in wanted if board.wants(one)]
    asked = [_unconditional(one) for one in own]
    for _ in range(MOST_ROUNDS):
        items = {_name(item): item for item in ask([*board.options, *asked])["install"]}
        reached = _reached(own, items, board)
        missing = sorted(set(reached) - set(items))
        if not missing:
            return [_found(items[name], reached[name]) for name in sorted(reached)]
        asked += missing
    raise NotResolved(f"pip leaves out {', '.join(missing)}.")


def _reached(
    own: Sequence[Requirement], items: Mapping[str, Mapping[str, Any]], board: Board
) -> dict[str, tuple[str, ...]]:
    """The packages that are needed there, each with those that need it."""
    by: dict[str, set[str]] = {}
    waiting = [(OURS, one) for one in own]
    while waiting:
        parent, requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        known = name in by
        by.setdefault(name, set()).add(parent)
        if known and not requirement.extras:
            continue
        lines = items.get(name, {}).get("metadata", {}).get("requires_dist", ())
        inside = (Requirement(line) for line in lines)
        waiting += [
            (name, one)
            for one in inside
            if board.wants(one, requirement.extras) and name not in by.get(_key(one), set())
        ]
    return {name: tuple(sorted(parents)) for name, parents in by.items()}


def _found(item: Mapping[str, Any], wanted_by: tuple[str, ...]) -> Found:
    told = item["metadata"]
    sha256 = item["download_info"]["archive_info"].get("hashes", {}).get("sha256")
    if sha256 is None:
        raise NotResolved(f"The package index has no sha256 for {told['name']}.")
    return Found(_name(item), told["version"], sha256, licence(told), wanted_by)


def licence(told: Mapping[str, Any]) -> str:
    """A package's licence, from its metadata as pip's report has it.

    Parameters
    ----------
    told : mapping
        `license_expression`, else `license`, else the `classifier` that names one.

    Raises
    ------
    NotResolved
        It names none in so many words.
    """
    classified = [
        one.rpartition(" :: ")[2] for one in told.get("classifier", ()) if "License ::" in one
    ]
    written = [told.get("license_expression"), told.get("license"), *classified]
    for one in written:
        if one and "\n" not in one.strip():
            return _LICENCES.get(str(one).strip(), str(one).strip())
    raise NotResolved(f"{told['name']} does not name its licence; a newer pip may find it.")


def _name(item: Mapping[str, Any]) -> str:
    return canonicalize_name(item["metadata"]["name"])


def _key(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def _unconditional(requirement: Requirement) -> str:
    """For pip, which would ask its own machine."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"
