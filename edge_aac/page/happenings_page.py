"""One self-contained, accessible HTML page of what happened: the table first, then a picture of it.

In: sounds with their names and times. Out: HTML with its style, and no script, no font and no
picture from elsewhere. The picture says nothing that the table does not, and has a text of its own.
Nothing is said by colour alone. Never does: reading journals, writing files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from edge_aac.journal.entries import Happened
from edge_aac.printable import encodable, printable

MOST_ROWS = 5_000
"""Rows of the table; a page with more is hard to move in. The rest is counted."""
_WIDTH, _ROW, _LEFT = 960, 26, 240
"""Of the picture, in its own units."""


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


def page(
    sounds: Sequence[Happened],
    words: PageWords,
    title: str,
    summary: str,
    since: float,
    until: float,
) -> str:
    """The page.

    Parameters
    ----------
    sounds : sequence of Happened
        In order of time.
    words : PageWords
    title : str
        What it is about.
    summary : str
        The digest.
    since, until : float
        The stretch of time that the picture shows [s].
    """
    style = files("edge_aac.page").joinpath("page.css").read_text(encoding="utf-8")
    head = _text(title)
    left = len(sounds) - MOST_ROWS
    more = f"<p>{_text(words['more'].format(count=left))}</p>" if left > 0 else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{head}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{head}</h1>\n<p>{_text(summary)}</p>\n"
        f'<h2 id="sounds">{_text(words["sounds"])}</h2>\n{_table(sounds, words)}\n{more}\n'
        f"<h2>{_text(words['picture'])}</h2>\n{_picture(sounds, words, since, until)}\n"
        f"<p>{_text(words['honest'])}</p>\n</main>\n</body>\n</html>\n"
    )


def _table(sounds: Sequence[Happened], words: PageWords) -> str:
    names = ("begin", "sound", "lasted", "matters")
    heads = "".join(f'<th scope="col">{_text(words[name])}</th>' for name in names)
    rows = "".join(
        f'<tr><td>{_text(words.moment(one.start))}</td><th scope="row">'
        f"{_text(words.noun(one.label))}</th><td>{_text(words.length(one.end - one.start))}</td>"
        f"<td>{_text(words[one.priority.value])}</td></tr>\n"
        for one in sounds[:MOST_ROWS]
    )
    # A table that is wider than the window is moved by keys, too, so it has a place in their order.
    return (
        '<div class="wide" role="region" aria-labelledby="sounds" tabindex="0">\n<table>\n'
        f"<caption>{_text(words['caption'].format(count=len(sounds)))}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
    )


def _picture(sounds: Sequence[Happened], words: PageWords, since: float, until: float) -> str:
    """A bar for each sound, one line for each label, the most important label first."""
    labels: dict[str, list[Happened]] = {}
    for one in sounds[:MOST_ROWS]:
        labels.setdefault(one.label, []).append(one)
    lines = sorted(labels.items(), key=lambda pair: (-pair[1][0].priority.rank, pair[0]))
    height = _ROW * (len(lines) + 1)
    span = max(until - since, 1e-9)
    drawn: list[str] = []
    for at, (label, some) in enumerate(lines):
        y = at * _ROW
        drawn.append(f'<text x="0" y="{y + 18}">{_text(words.noun(label))}</text>')
        for one in some:
            x = _LEFT + (max(one.start, since) - since) / span * (_WIDTH - _LEFT)
            width = max(3.0, (one.end - one.start) / span * (_WIDTH - _LEFT))
            drawn.append(f'<rect x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="16"/>')
    ends = (words.moment(since), words.moment(until))
    drawn.append(f'<text x="{_LEFT}" y="{height - 6}">{_text(ends[0])}</text>')
    drawn.append(f'<text x="{_WIDTH}" y="{height - 6}" text-anchor="end">{_text(ends[1])}</text>')
    spoken = words["alternative"].format(count=len(lines), since=ends[0], until=ends[1])
    return (
        f'<svg role="img" aria-label="{_text(spoken)}" viewBox="0 0 {_WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
    )


def _text(text: str) -> str:
    return escape(encodable(printable(text)), quote=True)
