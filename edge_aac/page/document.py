"""What every page has: one self-contained, accessible HTML file.

In: words, a title, parts. Out: HTML with its style, and no script, no font and no picture from
elsewhere. Never does: choosing what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from edge_aac.printable import encodable, printable

MOST_ROWS = 5_000
"""Rows of a table; a page with more is hard to move in. The rest is counted."""
TABLE = "table"
"""Names the heading of the table."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page, in one language."""

    table: Mapping[str, str]
    language: str
    noun: Callable[[str], str]
    length: Callable[[float], str]
    moment: Callable[[float], str]
    """A moment in words that stand alone: a day and a time, or a place in a recording."""

    def __getitem__(self, name: str) -> str:
        return self.table[name]


def document(words: PageWords, title: str, summary: str, *parts: str) -> str:
    """The page.

    Parameters
    ----------
    words : PageWords
    title, summary : str
        What it is about.
    *parts : str
        HTML, in order.
    """
    style = files("edge_aac.page").joinpath("page.css").read_text(encoding="utf-8")
    head, body = text(title), "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{head}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{head}</h1>\n<p>{text(summary)}</p>\n{body}\n"
        f"<p>{text(words['honest'])}</p>\n</main>\n</body>\n</html>\n"
    )


def table(caption: str, heads: Sequence[str], rows: str) -> str:
    """A table below its heading; its rows are HTML."""
    columns = "".join(f'<th scope="col">{text(one)}</th>' for one in heads)
    # A table that is wider than the window is moved by keys, too, so it has a place in their order.
    return (
        f'<div class="wide" role="region" aria-labelledby="{TABLE}" tabindex="0">\n<table>\n'
        f"<caption>{text(caption)}</caption>\n"
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
    )


def text(words: str) -> str:
    """A text that others may have chosen, as HTML."""
    return escape(encodable(printable(words)), quote=True)
