"""How large a checkpoint may be that goes into version control.

In: a file's size. Out: nothing, or the end of the program with the reason.
"""

from __future__ import annotations

from pathlib import Path

MOST_BYTES = 4_000_000
"""Of one checkpoint that is kept in version control."""


def say_size(path: Path, size: int) -> None:
    """Print the size of what was kept.

    Raises
    ------
    SystemExit
        If it is too large for version control; the file stays, so that it can be looked at.
    """
    print(f"{path}: {size / 1e6:.2f} MB")
    if size > MOST_BYTES:
        raise SystemExit(f"It is larger than {MOST_BYTES / 1e6:g} MB: do not commit it.")
