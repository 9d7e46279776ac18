"""A page about an index: a table of its recordings, then a picture of which sounds they hold.

In: what an index holds, with its words. Out: HTML. The picture says nothing that its text does not.
Never does: reading indexes, writing files.
"""

from __future__ import annotations

from edge_aac.library.contents import Contents, HeldRecording
from edge_aac.page.document import TABLE, PageWords, document, table, text

MOST_BARS = 40
"""Of the picture, for the commonest labels."""
SPOKEN_BARS = 8
"""Of these, how many stand in its text; the list below the picture has all."""
_WIDTH, _ROW, _LEFT = 960, 26, 280
"""Of the picture, in its own units."""


def recordings_page(held: Contents, words: PageWords, title: str) -> str:
    """The page."""
    summary = words["held"].format(count=held.count, length=words.length(held.seconds))
    left = held.count - len(held.recordings)
    more = f"<p>{text(words['more_recordings'].format(count=left))}</p>" if left > 0 else ""
    return document(
        words,
        title,
        summary,
        f'<h2 id="{TABLE}">{text(words["recordings"])}</h2>\n{_table(held, words)}\n{more}',
        f"<h2>{text(words['kinds'])}</h2>\n{_picture(held, words)}",
    )


def _table(held: Contents, words: PageWords) -> str:
    heads = [words[name] for name in ("file", "lasted", "holds", "sentence")]
    rows = "".join(_row(one, words) for one in held.recordings)
    return table(words["listed"].format(count=len(held.recordings)), heads, rows)


def _row(one: HeldRecording, words: PageWords) -> str:
    holds = ", ".join(words.noun(label) for label in one.labels) or words["nothing"]
    return (
        f'<tr><th scope="row">{text(one.path)}</th><td>{text(words.length(one.seconds))}</td>'
        f"<td>{text(holds)}</td><td>{text(one.text)}</td></tr>\n"
    )


def _picture(held: Contents, words: PageWords) -> str:
    """A bar for each label, with its number beside it."""
    bars = held.labels[:MOST_BARS]
    if not bars:
        return f"<p>{text(words['nothing'])}</p>"
    most = max(count for _, count in bars)
    drawn = []
    for at, (label, count) in enumerate(bars):
        y, width = at * _ROW, max(3.0, count / most * (_WIDTH - _LEFT - 80))
        drawn.append(f'<text x="0" y="{y + 18}">{text(words.noun(label))}</text>')
        drawn.append(f'<rect x="{_LEFT}" y="{y + 5}" width="{width:.1f}" height="16"/>')
        drawn.append(f'<text x="{_LEFT + width + 8:.1f}" y="{y + 18}">{count}</text>')
    some = "; ".join(f"{words.noun(label)}: {count}" for label, count in bars[:SPOKEN_BARS])
    spoken = words["bars"].format(count=len(bars), some=some)
    listed = "".join(f"<li>{text(words.noun(label))}: {count}</li>" for label, count in held.labels)
    return (
        f'<svg role="img" aria-label="{text(spoken)}" viewBox="0 0 {_WIDTH} {_ROW * len(bars)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>\n<ul>{listed}</ul>'
    )
