"""The one exception that may reach a person: one sentence that says what to do next."""

from __future__ import annotations


class BridgeError(Exception):
    """A fault that a person can act on; ``str(error)`` is the sentence."""
