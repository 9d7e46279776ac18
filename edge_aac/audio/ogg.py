"""Whether an Ogg file goes on to its end.

In: the file. Out: yes or no. Each stream's last page is marked as such (RFC 3533), and a page
says how long it is, so that a file that was cut off is known by its end.
"""

from __future__ import annotations

import os
from typing import BinaryIO

MAGIC = b"OggS"
_HEADER_BYTES = 27
_FLAGS, _COUNT = 5, 26
"""Where a page's flags stand, and how many lengths of segments follow its header."""
_LAST = 0x04
_LONGEST_PAGE = _HEADER_BYTES + 255 + 255 * 255


def ends_early(file: BinaryIO) -> bool:
    """Whether the last page is not whole, or is not the last of its stream."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_PAGE))
    end = file.read(_LONGEST_PAGE)
    at = end.rfind(MAGIC)
    if at < 0:  # something else was written behind it
        return False
    page = end[at:]
    if len(page) < _HEADER_BYTES:
        return True
    lengths = page[_HEADER_BYTES : _HEADER_BYTES + page[_COUNT]]
    if len(lengths) < page[_COUNT] or _HEADER_BYTES + len(lengths) + sum(lengths) > len(page):
        return True
    return not page[_FLAGS] & _LAST
