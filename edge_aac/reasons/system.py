"""What the system answered, as a reason.

In: an error of the system. Out: a reason, in the system's own words where it has no better ones.
Never does: raising.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why

_KNOWN: Mapping[int, Why] = {
    errno.EACCES: Why.NO_PERMISSION,
    errno.EPERM: Why.NOT_PERMITTED,
    errno.ENOENT: Why.NO_SUCH_FILE,
    errno.ENOTDIR: Why.NO_FOLDER,
    errno.EROFS: Why.READ_ONLY,
    errno.ENOSPC: Why.NO_SPACE,
    errno.ENAMETOOLONG: Why.NAME_TOO_LONG,
}
_OWN: Mapping[str, Why] = {
    "something else lies there": Why.LIES_THERE,
    "its folder is not known": Why.FOLDER_UNKNOWN,
    "AF_UNIX path too long": Why.NAME_TOO_LONG,  # Python's
}
"""Texts that the system does not have."""


def answered(error: OSError) -> Reason:
    """Why the system refused."""
    text, number = error.strerror or str(error), error.errno or 0
    known = _KNOWN.get(number) if text == os.strerror(number) else None
    why = _OWN.get(text, known)
    return Reason.of(Why.SYSTEM, text=text.lower(), number=number) if why is None else Reason(why)
