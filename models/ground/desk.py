"""How a program at a desk ends that cannot do its work: one sentence, and exit code 1.

In: its `main`. Out: nothing. Never does: the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from edge_aac.errors import EdgeAacError


def at_desk(main: Callable[[], None]) -> None:
    """Run a program to its end."""
    try:
        main()
    except EdgeAacError as error:
        sys.exit(str(error))
