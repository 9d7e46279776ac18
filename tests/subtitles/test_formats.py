"""What is written is what well-kept readers read."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import srt
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.sound_span import SoundSpan
from edge_aac.subtitles import formats
from edge_aac.subtitles.chapters import SHORTEST_SECONDS, chapters
from edge_aac.subtitles.cue import Chapter, Cue
from edge_aac.taxonomy import load_taxonomy
from tests.thoroughness import examples

TAXONOMY = load_taxonomy()
TEXTS = st.text(st.characters(categories=["L", "N"], include_characters=" &<>-'"), min_size=1)


@st.composite
def laid_out(draw: st.DrawFn) -> list[Cue]:
    at, cues = 0.0, []
    for text in draw(st.lists(TEXTS.filter(lambda one: one.strip()), min_size=1, max_size=6)):
        start = round(at + draw(st.floats(0.1, 4000.0)), 3)
        at = round(start + draw(st.floats(0.9, 9.0)), 3)
        cues.append(Cue(start, at, (f"[{text.strip()}]",)))
    return cues


@settings(max_examples=examples(100), deadline=None)
@given(laid_out())
def test_srt_is_read_back_by_a_parser(cues: list[Cue]) -> None:
    read = list(srt.parse(formats.srt(cues), ignore_errors=False))
    assert [one.index for one in read] == list(range(1, len(cues) + 1))
    for cue, one in zip(cues, read, strict=True):
        assert one.start == timedelta(milliseconds=round(1000 * cue.start))
        assert one.end == timedelta(milliseconds=round(1000 * cue.end))
        assert one.content == cue.text


@settings(max_examples=examples(100), deadline=None)
@given(laid_out())
def test_webvtt_is_read_back_by_a_parser(cues: list[Cue]) -> None:
    read = webvtt.from_string(formats.vtt(cues, "en"))
    assert len(read) == len(cues)
    for cue, one in zip(cues, read, strict=True):
        assert one.start_in_seconds == int(cue.start) or abs(one.start_in_seconds - cue.start) < 1
        assert one.raw_text == cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(
            ">", "&gt;"
        )


def test_a_table_is_read_back_with_names_that_hold_commas() -> None:
    one = TAXONOMY["dog"]
    row = SoundSpan("dog", one.group, one.priority, 1.0, 2.5, 0.9)
    text = formats.table_head() + formats.rows('a,"b"\n.wav', [(row, "a dog barking")])
    (read,) = csv.DictReader(io.StringIO(text))
    assert read == {
        "file": 'a,"b"\\n.wav', "start": "1.00", "end": "2.50", "label": "dog",
        "text": "a dog barking", "priority": "attention", "score": "0.90",
    }  # fmt: skip


def test_labels_of_audacity_are_three_fields() -> None:
    assert formats.audacity([Cue(1.0, 2.0, ("[a]", "[b]"))]) == "1.000\t2.000\t[a] [b]\n"


def test_podcast_chapters_are_the_namespaces_json() -> None:
    read = json.loads(formats.podcast_chapters([Chapter(0.0, 5.0, "Überall")]))
    assert read["version"] == "1.2.0"
    assert read["chapters"] == [{"startTime": 0.0, "endTime": 5.0, "title": "Überall"}]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_takes_the_chapters(tmp_path: Path) -> None:
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "a.wav", np.zeros(32_000), 16_000)
    told = [Chapter(0.0, 1.0, "Rain; a=b #1"), Chapter(1.0, 2.0, "A dog")]
    (tmp_path / "a.ffmetadata").write_text(formats.ffmetadata(told), encoding="utf-8")
    command = ["ffmpeg", "-v", "error", "-i", "a.wav", "-i", "a.ffmetadata", "-map_metadata", "1"]
    subprocess.run([*command, "b.mka"], cwd=tmp_path, check=True)
    probe = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "b.mka"]
    done = subprocess.run(probe, cwd=tmp_path, check=True, capture_output=True)
    read = json.loads(done.stdout)["chapters"]
    assert [one["tags"]["title"] for one in read] == ["Rain; a=b #1", "A dog"]
    assert [float(one["end_time"]) for one in read] == [1.0, 2.0]


@settings(max_examples=examples(100), deadline=None)
@given(
    st.floats(0.1, 500.0),
    st.lists(
        st.tuples(st.sampled_from(TAXONOMY.names), st.floats(0, 500), st.floats(0, 200)),
        max_size=10,
    ),
)
def test_chapters_cover_a_recording_without_gaps(
    seconds: float, rows: list[tuple[str, float, float]]
) -> None:
    sounds = [
        SoundSpan(label, TAXONOMY[label].group, TAXONOMY[label].priority, a, a + n, 0.5)
        for label, a, n in rows
    ]
    parts = chapters(sounds, seconds, ", ".join)
    assert parts[0].start == 0.0 and parts[-1].end == seconds
    for before, after in pairwise(parts):
        assert before.end == after.start
    if len(parts) > 1:
        assert all(one.end - one.start >= SHORTEST_SECONDS for one in parts)


def test_a_chapter_begins_where_the_scene_changes() -> None:
    def sound(label: str, start: float, end: float) -> SoundSpan:
        return SoundSpan(label, TAXONOMY[label].group, TAXONOMY[label].priority, start, end, 0.5)

    parts = chapters([sound("rain", 0, 60), sound("music", 60, 150)], 150.0, ", ".join)
    assert parts == [Chapter(0.0, 60.0, "rain"), Chapter(60.0, 150.0, "music")]
