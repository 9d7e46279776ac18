"""What a program asked of the system, seen from outside by strace.

In: a command and its whole environment. Out: the sockets, programs and files that it and all
its children asked for, whether or not they got them.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.sound import need_programs

_CHANGES = (
    *("creat", "mkdir", "mkdirat", "mknod", "mknodat", "truncate"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("unlink", "unlinkat", "rmdir"),
)
_OPENS = ("open", "openat", "openat2")
# A question mark lets a processor pass that lacks the call.
_TRACED = ",".join(["%network", "%process", *(f"?{name}" for name in (*_OPENS, *_CHANGES))])
_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<arguments>.*)$")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<name>[^"]*)"')
_WRITING = re.compile(r"\bO_(?:CREAT|WRONLY|RDWR|TRUNC|APPEND)\b")
_INTERNET = re.compile(r'inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"')
_LONGEST_SECONDS = 300.0
"""No speed is asked for: a bound for a program that hangs."""


@dataclass(frozen=True, slots=True)
class Syscalls:
    """What was asked of the system."""

    sockets: frozenset[str]
    """Address families."""
    connections: frozenset[str]
    """Address families that were connected to, or that something was sent to."""
    addresses: frozenset[str]
    """Internet addresses of all of these."""
    programs: tuple[tuple[str, str], ...]
    """Path and arguments of each program, in order."""
    changed: frozenset[PurePosixPath]
    """Files and folders opened to be written, made, renamed or removed."""


def traced(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path
) -> tuple[Syscalls, subprocess.CompletedProcess[str]]:
    """Run a command to its end with this environment and no other."""
    need_programs("strace", packages="strace")
    strace = ["strace", "-f", "-y", "-qq", "-s", "400", "-e", f"trace={_TRACED}", "-o", log]
    # A group of its own: strace that is killed leaves behind what it looked at.
    with subprocess.Popen(
        [*strace, *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            told, faults = process.communicate(timeout=_LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    done = subprocess.CompletedProcess(process.args, process.returncode, told, faults)
    return parse(log.read_text(encoding="utf-8", errors="replace")), done


def parse(log: str) -> Syscalls:
    """Read what strace wrote with -f and -y."""
    sockets, connections, addresses, changed = set(), set(), set(), set()
    programs = []
    for line in log.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        call, arguments = found["call"], found["arguments"]
        if call in {"socket", "socketpair"}:
            sockets.add(arguments.split(",")[0])
        elif call in {"connect", "sendto", "sendmsg", "sendmmsg", "bind"}:
            connections |= set(re.findall(r"sa_family=(\w+)", arguments))
            addresses |= set(_INTERNET.findall(arguments))
        elif call in {"execve", "execveat"}:
            path, _, rest = arguments.partition(", ")
            programs.append((path.strip('"'), rest.partition("]")[0].lstrip("[")))
        elif call in _CHANGES or (call in _OPENS and _WRITING.search(arguments)):
            changed |= {
                PurePosixPath(path["folder"] or "") / path["name"]
                for path in _PATH.finditer(arguments)
            }
    return Syscalls(
        frozenset(sockets), frozenset(connections), frozenset(addresses), tuple(programs),
        frozenset(changed),
    )  # fmt: skip
