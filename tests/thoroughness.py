"""How many examples a test of properties tries, a quarter or all of them, and which damaged inputs.

`HYPOTHESIS_PROFILE=thorough` (`make thorough`) tries all. The numbers in the tests are those
of the thorough profile.
"""

from __future__ import annotations

import os

from hypothesis import settings

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE", "quick") == "thorough"
_SHARE = 4
_LEAST = 5
_USUAL = 100
"""What Hypothesis tries where a test says nothing."""
_STRIDE = 40
"""Of damaged inputs, whose numbers are fixed, every so many-th is tried."""


def examples(most: int) -> int:
    """So many of `most` examples are tried in the profile in force."""
    return most if THOROUGH else min(most, max(_LEAST, most // _SHARE))


def numbers(most: int) -> range:
    """The numbers of the damaged inputs that are tried in the profile in force."""
    return range(0, most, 1 if THOROUGH else _STRIDE)


def load_profile() -> None:
    """For tests that say nothing; all else stays as Hypothesis has it, also under CI.

    No test has a deadline for one example: on a busy machine any may take long.
    """
    name = "thorough" if THOROUGH else "quick"
    usual = settings(settings(), max_examples=examples(_USUAL), deadline=None)
    settings.register_profile(name, usual)
    settings.load_profile(name)
