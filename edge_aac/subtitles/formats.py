"""Cues and chapters -> the text of the files that players and editors read.

In: cues, or chapters. Out: SubRip (srt), WebVTT (vtt), Audacity's label track, rows of a table
(csv), chapters as ffmpeg's metadata and as Podcasting 2.0's JSON. Never does: writing files.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from edge_aac.printable import printable
from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles.cue import Chapter, Cue

CSV_COLUMNS = ("file", "start", "end", "label", "text", "priority", "score")
CHAPTERS_VERSION = "1.2.0"
"""Of Podcasting 2.0's JSON chapters."""


def srt(cues: Iterable[Cue]) -> str:
    """SubRip: numbered cues."""
    return "".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{cue.text}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def vtt(cues: Iterable[Cue], language: str) -> str:
    """WebVTT, after https://www.w3.org/TR/webvtt1/."""
    body = "".join(
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_escaped(cue.text)}\n\n"
        for cue in cues
    )
    return f"WEBVTT\nKind: captions\nLanguage: {language}\n\n{body}"


def audacity(cues: Iterable[Cue]) -> str:
    """Audacity's label track: start, end and text between tabs."""
    return "".join(f"{one.start:.3f}\t{one.end:.3f}\t{' '.join(one.lines)}\n" for one in cues)


def table_head() -> str:
    """The names of the columns of `rows`."""
    return _row(CSV_COLUMNS)


def rows(file: str, sounds: Iterable[tuple[SoundSpan, str]]) -> str:
    """Each sound with its words, as a row of comma-separated values."""
    return "".join(
        _row(
            (
                printable(file), f"{one.start:.2f}", f"{one.end:.2f}", one.label, text,
                one.priority.value, f"{one.score:.2f}",
            )
        )
        for one, text in sounds
    )  # fmt: skip


def ffmetadata(chapters: Iterable[Chapter]) -> str:
    """Chapters as `ffmpeg -i sound -i this -map_metadata 1` takes them."""
    return ";FFMETADATA1\n" + "".join(
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={round(1000 * one.start)}\n"
        f"END={round(1000 * one.end)}\ntitle={_quoted(one.title)}\n"
        for one in chapters
    )


def podcast_chapters(chapters: Sequence[Chapter]) -> str:
    """Chapters as Podcasting 2.0 has them (application/json+chapters)."""
    body = [
        {"startTime": round(one.start, 3), "endTime": round(one.end, 3), "title": one.title}
        for one in chapters
    ]
    return json.dumps({"version": CHAPTERS_VERSION, "chapters": body}, ensure_ascii=False) + "\n"


def _clock(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(1000 * seconds), 1000)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}{point}{thousandths:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """What stands for something else in ffmpeg's metadata, written out."""
    return "".join(f"\\{one}" if one in "=;#\\\n" else one for one in text)


def _row(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.getvalue()
