"""`python -m edge_aac.speech.voice`: the voice of the process that started this one."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from edge_aac import process
from edge_aac.speech.voice.voice_loop import serve


def _own_output() -> BinaryIO:
    """Standard output for the replies alone; what libraries print goes to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def main() -> None:
    """Be the voice of the process that started this one."""
    process.prepare()
    code = 1
    try:
        code = serve(sys.stdin.buffer, _own_output())
    except OSError:
        # The listener is gone; nobody reads a reply.
        code = 1
    finally:
        # The speech library may abort in its own clean-up at the interpreter's end.
        os._exit(code)


if __name__ == "__main__":
    main()
