"""The one exception of this room.

Its text is one sentence: which file, which row, and what to do.
"""

from edge_aac.errors import EdgeAacError


class DatasetFault(EdgeAacError):
    """A data set that is not laid out as its authors publish it."""
