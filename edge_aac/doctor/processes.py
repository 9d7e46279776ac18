"""The listeners that run, and whether one of them has a socket of a network.

In: the kernel's `/proc`. Out: findings. Processes of other users are counted where the kernel
shows them. Never does: ending one, opening a socket.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from edge_aac.doctor.finding import Check, Finding, fault, fine, warning

PROC = Path("/proc")
_PROGRAM = "edge-aac"
_MODULE = ("-m", "edge_aac")
_VERB = "listen"
_TABLES = ("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6")
"""Of sockets that may leave the machine, under a process' `net`."""
_INODE = 9
"""Which word of a line in such a table names the socket."""


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """One process."""

    pid: int
    parent: int
    words: tuple[str, ...]
    """Program and arguments."""

    @property
    def listens(self) -> bool:
        """Whether it was started as a listener."""
        words = self.words
        for at, word in enumerate(words[:-1]):
            named = PurePath(word).name == _PROGRAM or words[max(0, at - 1) : at + 1] == _MODULE
            if named and words[at + 1] == _VERB:
                return True
        return False


def running(proc: Path = PROC) -> list[RunningProcess]:
    """Every process that the kernel shows."""
    return [one for one in map(_read, _numbers(proc)) if one is not None]


def listeners(processes: list[RunningProcess], own: int | None = None) -> list[RunningProcess]:
    """Those that listen, without what they started themselves and without this process."""
    own = os.getpid() if own is None else own
    found = [one for one in processes if one.listens and one.pid != own]
    numbers = {one.pid for one in found}
    return [one for one in found if one.parent not in numbers]


def one_or_two(processes: list[RunningProcess], own: int | None = None) -> Finding:
    """Whether at most one listens: two would speak at once and want the same microphone."""
    found = listeners(processes, own)
    numbers = ", ".join(str(one.pid) for one in found)
    if len(found) > 1:
        last = found[-1].pid
        return warning(Check.LISTENERS, "two_listeners", count=len(found), pids=numbers, last=last)
    if found:
        return fine(Check.LISTENERS, "one_listener", pid=numbers)
    return fine(Check.LISTENERS, "no_listener")


def network(processes: list[RunningProcess], proc: Path = PROC, own: int | None = None) -> Finding:
    """Whether a listener, its voice, or this process holds a socket of a network."""
    own = os.getpid() if own is None else own
    looked_at = {one.pid for one in listeners(processes, own)} | {own}
    for one in processes:
        if one.parent in looked_at:
            looked_at.add(one.pid)
    holders = sorted(pid for pid in looked_at if _connected(proc / str(pid)))
    if holders:
        return fault(Check.NETWORK, "network", pids=", ".join(map(str, holders)))
    return fine(Check.NETWORK, "no_network", count=len(looked_at))


def _connected(folder: Path) -> bool:
    """Whether a process holds a socket that one of the tables names."""
    held = set()
    try:
        for link in (folder / "fd").iterdir():
            try:
                held.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
            except OSError:  # closed meanwhile
                continue
    except OSError:  # another user's, or gone
        return False
    return not held.isdisjoint(_inodes(folder / "net"))


def _inodes(net: Path) -> Iterator[str]:
    for name in _TABLES:
        try:
            lines = (net / name).read_text(encoding="ascii", errors="replace").splitlines()[1:]
        except OSError:
            continue
        yield from (words[_INODE] for line in lines if len(words := line.split()) > _INODE)


def _numbers(proc: Path) -> Iterator[Path]:
    try:
        yield from (one for one in proc.iterdir() if one.name.isdecimal())
    except OSError:
        return


def _read(folder: Path) -> RunningProcess | None:
    try:
        words = (folder / "cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
        # After the program's name, which is in brackets and may hold anything.
        status = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        return RunningProcess(int(folder.name), int(status.split()[1]), tuple(words[:-1]))
    except (OSError, ValueError, IndexError):  # ended meanwhile
        return None
