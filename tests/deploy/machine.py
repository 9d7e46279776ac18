"""A machine of which every command is a stand-in."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """A folder of stand-in commands, and what they were called with."""

    folder: Path

    def has(self, command: str, script: str) -> None:
        path = self.folder / "bin" / command
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\necho "{command} $*" >>"{self.folder}/calls"\n{script}\n')
        path.chmod(0o755)

    def keeps(self, *commands: str) -> None:
        for command in commands:
            real = shutil.which(command)
            assert real is not None
            (self.folder / "bin" / command).symlink_to(real)

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def run(self, *command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(command),
            env={"PATH": str(self.folder / "bin"), **variables},
            capture_output=True,
            text=True,
            check=False,
        )
