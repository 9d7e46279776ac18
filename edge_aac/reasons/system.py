"""What the system answered, as a reason.

In: an error of the system. Out: a reason, in the system's own words where it has no better ones.
Never does: raising.
"""

from __future__ import annotations

import errno
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
    errno.EEXIST: Why.LIES_THERE,
}
_NUMBERLESS = "AF_UNIX path too long"
"""The one that comes without a number, from Python."""


def answered(error: OSError) -> Reason:
    """Why the system refused."""
    why = _KNOWN.get(error.errno or 0)
    if why is not None:
        return Reason(why)
    if str(error) == _NUMBERLESS:
        return Reason(Why.NAME_TOO_LONG)
    text = (error.strerror or str(error)).lower()
    return Reason.of(Why.SYSTEM, text=text, number=error.errno or 0)
