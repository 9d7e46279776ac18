"""The live page as HTML: what is so just now, which a script then keeps up to date.

In: a view, and words. Out: HTML whose style and script come from the same program. It says
everything without a script, too, and its buttons work without one. What is loud is a number and a
word beside its picture. Two parts of it are read out by a screen reader when they change: the
newest line, and words of danger, which interrupt. Never does: serving.
"""

from __future__ import annotations

from html import escape

from edge_aac.control.recent import QUIETEST_DB
from edge_aac.live.live_words import LiveWords
from edge_aac.live.view import ShownLine, View
from edge_aac.printable import encodable, printable

COMMANDS = {"now": "now", "quiet": "quiet 30m", "mute": "mute", "unmute": "unmute"}
"""What the buttons do: the last part of an address, and the command for the listener."""


def live_page(view: View, words: LiveWords, answer: str = "", above: str = "") -> str:
    """The page.

    Parameters
    ----------
    view : View
    words : LiveWords
    answer : str
        Of the listener, to the button that was pressed last.
    above : str
        What leads from the address of this page to that of the others, as ``../``.
    """
    sounds = [words["percent"].format(name=one.name, percent=one.percent) for one in view.sounds]
    listed = "".join(f"<li>{_text(one)}</li>" for one in sounds or [words["no_sounds"]])
    buttons = "".join(
        f'<form method="post" action="{above}do/{name}">'
        f"<button>{_text(words[name])}</button></form>\n"
        for name in COMMANDS
    )
    history = "".join(_item(one, words) for one in reversed(view.lines))
    newest = view.lines[-1] if view.lines else None
    last = "" if newest is None else _line(newest, words)
    low = round(QUIETEST_DB)
    level = low if view.decibels is None else view.decibels
    loud = _text(view.loudness)
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(words['title'])}</title>\n"
        f'<link rel="icon" href="data:,">\n<link rel="stylesheet" href="{above}live.css">\n'
        f'<script src="{above}live.js" defer></script>\n</head>\n<body>\n'
        f"<main {_for_script(view, words, above)}>\n<h1>{_text(words['title'])}</h1>\n"
        f"<noscript><p>{_text(words['no_script'])}</p></noscript>\n"
        '<p id="alert" role="alert"></p>\n'
        f'<h2>{_text(words["newest"])}</h2>\n<p id="newest" role="status">{_text(last)}</p>\n'
        f'<h2>{_text(words["state"])}</h2>\n<p id="state">{_text(view.state)}</p>\n'
        f'<h2 id="loud">{_text(words["level"])}</h2>\n<p id="loudness">{loud}</p>\n'
        f'<meter id="meter" aria-labelledby="loud" aria-valuetext="{loud}" min="{low}" max="0" '
        f'value="{level}"></meter>\n'
        f'<h2>{_text(words["sounds"])}</h2>\n<ol id="sounds">{listed}</ol>\n'
        f"<h2>{_text(words['commands'])}</h2>\n{buttons}"
        f'<h2>{_text(words["answer"])}</h2>\n<p id="answer" role="status">{_text(answer)}</p>\n'
        f'<h2>{_text(words["history"])}</h2>\n<ol id="history">{history}</ol>\n'
        f"<p>{_text(words['honest'])}</p>\n</main>\n</body>\n</html>\n"
    )


def _for_script(view: View, words: LiveWords, above: str) -> str:
    """What the script needs, since it has no words of its own."""
    given = {
        "events": f"{above}events?after={view.newest}",
        "percent": words["percent"],
        "nothing": words["no_sounds"],
        "urgent": words["urgent"],
        "lost": words["lost_page"],
        "failed": words["failed"],
    }
    return " ".join(f'data-{name}="{_text(text)}"' for name, text in given.items())


def _item(one: ShownLine, words: LiveWords) -> str:
    return f"<li><time>{_text(one.time)}</time> {_text(_line(one, words))}</li>"


def _line(one: ShownLine, words: LiveWords) -> str:
    return f"{words['urgent']} {one.text}" if one.urgent else one.text


def _text(text: str) -> str:
    return escape(encodable(printable(text)), quote=True)
