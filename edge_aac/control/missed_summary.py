"""What was missed, as sentences to be spoken.

In: the entries of the missed, most important first, and the time. Out: a few sentences
of at most 160 characters.
"""

from __future__ import annotations

from itertools import islice

from edge_aac.answers.wording import Wording, upper
from edge_aac.journal.missed import Entry, Missed
from edge_aac.speech.text import plain
from edge_aac.types import Priority

MOST_SENTENCES = 6
"""More than that nobody remembers; the rest is counted."""


def missed_summary(missed: Missed, now: float, wording: Wording) -> tuple[str, ...]:
    """The most important and newest first, each in one sentence.

    Parameters
    ----------
    missed : Missed
    now : float
        On the clock by which entries were added [s].
    wording : Wording

    Returns
    -------
    tuple of str
        At least one sentence, at most seven.
    """
    if not len(missed):
        return (wording.answer("nothing_missed"),)
    sentences = [_sentence(entry, now, wording) for entry in islice(missed, MOST_SENTENCES)]
    sentences[0] = wording.answer("missed", first=sentences[0])
    rest = len(missed) - len(sentences) + missed.forgotten
    if rest:
        sentences.append(wording.answer("more_missed", count=wording.number(rest)))
    return tuple(plain(upper(one)) for one in sentences)


def _sentence(entry: Entry, now: float, wording: Wording) -> str:
    when = wording.ago(now - entry.last)
    past = wording.past(entry.label)
    if past is not None:
        name = "once" if entry.count == 1 else "often"
        return wording.digest(name, past=past, times=wording.times(entry.count), when=when)
    scene = not entry.label and entry.priority is Priority.AMBIENT
    if scene:
        return wording.digest("scene", when=when, text=entry.text)
    return wording.digest("other", when=when, text=entry.text)
