"""How many examples a test of properties tries, a quarter or all of them, and which damaged inputs.

Three profiles: `quick` tries a quarter of the examples, as on a person's machine; `ci` tries all of
them, as where `CI` is set; `thorough` (`make thorough`) tries all damaged inputs, too.
`HYPOTHESIS_PROFILE` names another one. The numbers in the tests are those of the thorough profile.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from hypothesis import settings

PROFILES = ("quick", "ci", "thorough")


def profile(environment: Mapping[str, str]) -> str:
    """The profile in force.

    Raises
    ------
    ValueError
        `HYPOTHESIS_PROFILE` names none.
    """
    usual = "ci" if environment.get("CI") else "quick"
    name = environment.get("HYPOTHESIS_PROFILE") or usual
    if name not in PROFILES:
        raise ValueError(f"HYPOTHESIS_PROFILE is {name}; it may be one of {', '.join(PROFILES)}.")
    return name


PROFILE = profile(os.environ)
THOROUGH = PROFILE == "thorough"
"""Whether every damaged input is tried."""
_SHARE = 4
_LEAST = 5
_USUAL = 100
"""What Hypothesis tries where a test says nothing."""
_STRIDE = 40
"""Of damaged inputs, whose numbers are fixed, every so many-th is tried."""


def examples(most: int) -> int:
    """So many of `most` examples are tried in the profile in force."""
    return min(most, max(_LEAST, most // _SHARE)) if PROFILE == "quick" else most


def numbers(most: int) -> range:
    """The numbers of the damaged inputs that are tried in the profile in force."""
    return range(0, most, 1 if THOROUGH else _STRIDE)


def load_profile() -> None:
    """For tests that say nothing; all else stays as Hypothesis has it, also under CI.

    No test has a deadline for one example: on a busy machine any may take long.
    """
    usual = settings(settings(), max_examples=examples(_USUAL), deadline=None)
    settings.register_profile(PROFILE, usual)
    settings.load_profile(PROFILE)
