"""What a person is asked about each caption, and what the numbers mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question with five answers."""

    name: str
    asked: str
    least: str
    """What 1 means."""
    most: str
    """What 5 means."""


SCALE = (1, 2, 3, 4, 5)
QUESTIONS = (
    Question("accuracy", "Is what it says true?", "nothing is true", "all is true"),
    Question("completeness", "Does it name what matters?", "nothing of it", "all of it"),
    Question("fluency", "Is it good English?", "not to be understood", "as a person would say it"),
)
