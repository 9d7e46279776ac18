"""One self-contained, accessible HTML page of what happened: the table first, then a picture of it.

In: sounds with their names and times. Out: HTML with its style, and no script, no font and no
picture from elsewhere. The picture says nothing that the table does not, and has a text of its own.
Nothing is said by colour alone. Never does: reading journals, writing files.
"""

from __future__ import annotations

from collections.abc import Sequence

from edge_aac.journal.entries import Happened
from edge_aac.page.document import MOST_ROWS, TABLE, PageWords, document, table, text

_WIDTH, _ROW, _LEFT = 960, 26, 240
"""Of the picture, in its own units."""


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
    left = len(sounds) - MOST_ROWS
    more = f"<p>{text(words['more'].format(count=left))}</p>" if left > 0 else ""
    return document(
        words,
        title,
        summary,
        f'<h2 id="{TABLE}">{text(words["sounds"])}</h2>\n{_table(sounds, words)}\n{more}',
        f"<h2>{text(words['picture'])}</h2>\n{_picture(sounds, words, since, until)}",
    )


def _table(sounds: Sequence[Happened], words: PageWords) -> str:
    names = ("begin", "sound", "lasted", "matters")
    rows = "".join(
        f'<tr><td>{text(words.moment(one.start))}</td><th scope="row">'
        f"{text(words.noun(one.label))}</th><td>{text(words.length(one.end - one.start))}</td>"
        f"<td>{text(words[one.priority.value])}</td></tr>\n"
        for one in sounds[:MOST_ROWS]
    )
    caption = words["caption"].format(count=len(sounds))
    return table(caption, [words[name] for name in names], rows)


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
        drawn.append(f'<text x="0" y="{y + 18}">{text(words.noun(label))}</text>')
        for one in some:
            x = _LEFT + (max(one.start, since) - since) / span * (_WIDTH - _LEFT)
            width = max(3.0, (one.end - one.start) / span * (_WIDTH - _LEFT))
            drawn.append(f'<rect x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="16"/>')
    ends = (words.moment(since), words.moment(until))
    drawn.append(f'<text x="{_LEFT}" y="{height - 6}">{text(ends[0])}</text>')
    drawn.append(f'<text x="{_WIDTH}" y="{height - 6}" text-anchor="end">{text(ends[1])}</text>')
    spoken = words["alternative"].format(count=len(lines), since=ends[0], until=ends[1])
    return (
        f'<svg role="img" aria-label="{text(spoken)}" viewBox="0 0 {_WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
    )
