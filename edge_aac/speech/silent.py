"""No voice: what is said is only printed."""

from __future__ import annotations

from edge_aac.types import Utterance


class Silent:
    """Takes every utterance and says none."""

    def say(self, utterance: Utterance) -> None:
        """Let it pass."""

    def wait(self, timeout: float) -> bool:  # noqa: ARG002  # nothing is ever left to say
        """Nothing is left to say."""
        return True

    def close(self) -> None:
        """Nothing is open."""
