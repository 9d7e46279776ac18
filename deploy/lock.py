"""The list of what a board installs, to the byte: versions, and the sha256 of each file.

    python deploy/lock.py            write it anew, with the newest versions that go together
    python deploy/lock.py --check    say whether it still gives what pyproject.toml asks for

In: `pyproject.toml`, and for writing pip's answers. Out: `deploy/raspberrypi/requirements.txt`,
which ``pip install --require-hashes`` reads. It is for Linux on aarch64 and x86_64, and Python
3.11 to 3.13; with LiteRT, without buttons and pins, whose packages are compiled on the board.
Never does: installing anything; asking a package index when it checks.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":  # started by its name, Python looks beside it alone
    sys.path.insert(0, str(ROOT))

from deploy.resolving import OURS, Ask, Board, Found, NotResolved, ask_pip, resolve  # noqa: E402

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LOCK = ROOT / "deploy" / "raspberrypi" / "requirements.txt"
PROJECT = ROOT / "pyproject.toml"
EXTRA = "litert"
MACHINES = ("aarch64", "x86_64")
PYTHONS = ("3.11", "3.12", "3.13")
BOARDS = tuple(Board(machine, python) for machine, python in product(MACHINES, PYTHONS))
HEAD = f"""\
# What a board installs, to the byte.
# For Linux on {" and ".join(MACHINES)}, and Python {", ".join(PYTHONS)}.
# Written by `python deploy/lock.py`. Install it with:
#
#     pip install --require-hashes --only-binary :all: -r requirements.txt
"""

_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\\n]+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})*)\n"
    r"    # (?P<licence>[^;\n]+); for (?P<wanted_by>[^\n]+)\n",
    re.M,
)


class BrokenLock(ValueError):
    """The text is no such list."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One version of a package."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    """As SPDX writes it."""
    wanted_by: tuple[str, ...]
    """Names of packages, among which ours may be."""
    marker: str = ""
    """Where it is installed; everywhere if empty."""

    @property
    def text(self) -> str:
        """Its lines."""
        condition = f" ; {self.marker}" if self.marker else ""
        hashes = "".join(f" \\\n    --hash=sha256:{one}" for one in self.hashes)
        why = f"    # {self.licence}; for {', '.join(self.wanted_by)}"
        return f"{self.name}=={self.version}{condition}{hashes}\n{why}\n"

    def is_for(self, board: Board) -> bool:
        """Whether that board installs it."""
        return not self.marker or Marker(self.marker).evaluate({**board.environment})


def parse(text: str) -> list[Locked]:
    """The entries of a list.

    Raises
    ------
    BrokenLock
        A line is neither a comment nor a part of an entry.
    """
    entries = [
        Locked(
            m["name"],
            m["version"],
            tuple(re.findall(r"sha256:(\w+)", m["hashes"])),
            m["licence"],
            tuple(m["wanted_by"].split(", ")),
            m["marker"] or "",
        )
        for m in _ENTRY.finditer(text)
    ]
    rest = _ENTRY.sub("", text).splitlines()
    foreign = [line for line in rest if line.strip() and not line.startswith("#")]
    if foreign:
        raise BrokenLock(f"This line of the list is not understood: {foreign[0]}")
    return entries


def read_lock(path: Path = LOCK) -> list[Locked]:
    """The entries of the project's list."""
    return parse(path.read_text(encoding="utf-8"))


def render(entries: Iterable[Locked]) -> str:
    """The list as a text."""
    return HEAD + "".join(f"\n{entry.text}" for entry in entries)


def asked_for(project: Path = PROJECT) -> list[Requirement]:
    """What the project asks for on a board."""
    told = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    lines = [*told["dependencies"], *told["optional-dependencies"][EXTRA]]
    return [Requirement(line) for line in lines]


def make(wanted: Sequence[Requirement], ask: Ask = ask_pip) -> list[Locked]:
    """Ask pip for each board, and join the answers.

    Raises
    ------
    NotResolved
        pip has no answer for one of them, or two boards with one Python get two versions.
    """
    by_version: dict[tuple[str, str], list[tuple[Board, Found]]] = {}
    for board in BOARDS:
        for found in resolve(wanted, board, ask):
            by_version.setdefault((found.name, found.version), []).append((board, found))
    return [_joined(*key, by_version[key]) for key in sorted(by_version)]


def _joined(name: str, version: str, found: Sequence[tuple[Board, Found]]) -> Locked:
    boards = {board for board, _ in found}
    pythons = sorted({board.python for board in boards}, key=PYTHONS.index)
    if len(boards) != len(pythons) * len(MACHINES):
        raise NotResolved(f"{name} {version} is there for one kind of processor alone.")
    marker = " or ".join(f'python_version == "{one}"' for one in pythons)
    return Locked(
        name,
        version,
        tuple(sorted({one.sha256 for _, one in found})),
        found[0][1].licence,
        tuple(sorted({parent for _, one in found for parent in one.wanted_by})),
        "" if len(pythons) == len(PYTHONS) else marker,
    )


def faults(entries: Sequence[Locked], wanted: Sequence[Requirement]) -> list[str]:
    """Why the list does not give what the project asks for; none where it does."""
    told = [f"{one.name} has no hash" for one in entries if not one.hashes]
    for board in BOARDS:
        there = {canonicalize_name(one.name): one for one in entries if one.is_for(board)}
        names = set()
        for requirement in filter(board.wants, wanted):
            name = canonicalize_name(requirement.name)
            names.add(name)
            if name not in there:
                told.append(f"{name} is missing for Python {board.python}")
            elif not requirement.specifier.contains(there[name].version, prereleases=True):
                told.append(f"{name} is {there[name].version}, not {requirement.specifier}")
        told += [
            f"nothing asks for {name}"
            for name, one in there.items()
            if name not in names and not set(one.wanted_by) & (there.keys() - {OURS})
        ]
    return list(dict.fromkeys(told))


def main(arguments: Sequence[str] | None = None, ask: Ask = ask_pip, lock: Path = LOCK) -> int:
    """Write the list, or check it; the exit code."""
    parser = argparse.ArgumentParser(
        description="Write or check the list of what a board installs."
    )
    parser.add_argument("--check", action="store_true", help="only say whether it still fits")
    chosen = parser.parse_args(arguments)
    try:
        if not chosen.check:
            entries = make(asked_for(), ask)
            lock.write_text(render(entries), encoding="utf-8")
            print(f"{lock.name}: {len(entries)} packages.")
            return 0
        found = faults(parse(lock.read_text(encoding="utf-8")), asked_for())
    except (NotResolved, BrokenLock, OSError) as error:
        print(f"{lock.name}: {error}", file=sys.stderr)
        return 1
    if found:
        print(f"{lock.name}: {'; '.join(found)}. Run python deploy/lock.py.", file=sys.stderr)
        return 1
    print(f"{lock.name}: it gives what pyproject.toml asks for.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
