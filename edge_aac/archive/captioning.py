"""What puts clips into words, opened once in each process that works on recordings."""

from __future__ import annotations

from functools import lru_cache

from edge_aac.build import build_captioner
from edge_aac.pipeline import Captioner
from edge_aac.settings import Settings


def captioner_for(settings: Settings, *, timed: bool = False) -> Captioner:
    """What these settings ask for; whether it tells when each word's sound was heard."""
    return _captioner(settings.model_dump_json(), timed)


@lru_cache(maxsize=1)
def _captioner(settings: str, timed: bool) -> Captioner:
    return build_captioner(Settings.model_validate_json(settings), timed=timed)
