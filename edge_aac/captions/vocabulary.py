"""The decoder's tokens: numbers to words and sentences.

In: a vocabulary file's bytes. Out: a frozen `Vocabulary`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from edge_aac.errors import EdgeAacError
from edge_aac.types import Style

PAD = "<pad>"
END = "<end>"
SPECIAL = (PAD, END, *(f"<{style.value}>" for style in Style))
"""What stands before the words, in this order."""
STOP = "."
PUNCTUATION = (",", STOP)

_MOST = 65_536


@dataclass(frozen=True)
class Vocabulary:
    """All tokens; a token's number is its place."""

    tokens: tuple[str, ...]

    @staticmethod
    def parse(data: bytes) -> Vocabulary:
        """Read a vocabulary: UTF-8, one token a line.

        Raises
        ------
        EdgeAacError
            The bytes are no vocabulary.
        """
        try:
            tokens = tuple(data.decode("utf-8").removesuffix("\n").split("\n"))
        except UnicodeDecodeError as error:
            raise _damaged("it is not text") from error
        if tokens[: len(SPECIAL)] != SPECIAL:
            raise _damaged("it does not begin with the special tokens")
        words = tokens[len(SPECIAL) :]
        if STOP not in words or len(words) > _MOST:
            raise _damaged("it has no full stop or too many words")
        if len(set(tokens)) != len(tokens):
            raise _damaged("a word stands in it twice")
        if not all(_plain(word) for word in words):
            raise _damaged("a line in it is not one word")
        return Vocabulary(tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, token: str) -> int:
        """A token's number; KeyError where there is none."""
        return self._numbers[token]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {token: number for number, token in enumerate(self.tokens)}

    def style(self, style: Style) -> int:
        """The token that asks for a style."""
        return self._numbers[f"<{style.value}>"]

    def is_word(self, number: int) -> bool:
        """Whether a token is a word: neither special nor punctuation."""
        return number >= len(SPECIAL) and self.tokens[number] not in PUNCTUATION

    def text(self, numbers: Sequence[int]) -> str:
        """The sentence: first letter upper case, no blank before punctuation."""
        return sentence(self.tokens[number] for number in numbers)


def sentence(tokens: Iterable[str]) -> str:
    """Words and punctuation as a person writes them."""
    text = ""
    for token in tokens:
        text += token if token in PUNCTUATION or not text else f" {token}"
    return text[:1].upper() + text[1:]


def _plain(word: str) -> bool:
    if word in PUNCTUATION:
        return True
    return word.replace("'", "").replace("-", "").isalnum() and word == word.lower()


def _damaged(why: str) -> EdgeAacError:
    return EdgeAacError(
        f"The vocabulary of the model is damaged ({why}): "
        "install edge-aac again, or name another model's folder with --model."
    )
