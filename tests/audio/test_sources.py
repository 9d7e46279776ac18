"""Sources: what a name means, pacing, standard input, the demonstration."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.audio.demo import DEMO_TIMELINE, SECONDS, Demo, demo_scene
from edge_aac.audio.pace import paced
from edge_aac.audio.settings import AudioSettings
from edge_aac.audio.source import open_source
from edge_aac.audio.stdin import StandardInput
from edge_aac.errors import EdgeAacError
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, Block


def _level(seconds: tuple[float, float]) -> float:
    scene = demo_scene()
    piece = scene[int(seconds[0] * SAMPLE_RATE) : int(seconds[1] * SAMPLE_RATE)]
    return float(10 * np.log10(np.mean(piece**2) + 1e-12))


def test_a_path_that_does_not_exist_is_no_device() -> None:
    for name in ("missing.wav", "somewhere/else"):
        with pytest.raises(EdgeAacError, match="does not exist"):
            open_source(AudioSettings(input=name))


def test_an_existing_file_is_played(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros(16_000, np.float32), 16_000)
    source = open_source(AudioSettings(input=str(path), realtime=False))
    assert sum(len(block.samples) for block in source.blocks()) == 16_000
    assert not source.live
    source.close()


def test_raw_bytes_become_samples_and_an_odd_last_byte_is_left_out() -> None:
    raw = np.array([0, 16_384, -32_768, 32_767], "<i2").tobytes() + b"\x01"
    blocks = list(StandardInput(io.BytesIO(raw)).blocks())
    samples = np.concatenate([block.samples for block in blocks])
    np.testing.assert_allclose(samples, [0.0, 0.5, -1.0, 32_767 / 32_768])
    assert blocks[0].start == 0


def test_a_pipe_that_gives_bytes_in_odd_pieces_loses_none() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 1, 333))

    raw = np.arange(5_000, dtype="<i2").tobytes()
    blocks = list(StandardInput(Trickle(raw)).blocks())
    samples = np.concatenate([block.samples for block in blocks])
    np.testing.assert_array_equal(samples * 32_768, np.arange(5_000))
    assert [b.start for b in blocks] == [0, *np.cumsum([len(b.samples) for b in blocks])[:-1]]


def test_pacing_holds_each_block_until_it_would_have_been_played() -> None:
    clock = [100.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    blocks = [Block(np.zeros(1_600, np.float32), i * 1_600) for i in range(3)]
    times = [clock[0] for _ in paced(blocks, lambda: clock[0], sleep)]
    np.testing.assert_allclose(times, [100.1, 100.2, 100.3])


def test_who_is_late_is_not_made_later() -> None:
    clock = [0.0]
    slept: list[float] = []
    blocks = [Block(np.zeros(1_600, np.float32), i * 1_600) for i in range(3)]
    for _ in paced(blocks, lambda: clock[0], slept.append):
        clock[0] += 10.0
    assert len(slept) == 1


def test_the_demonstration_is_the_same_at_every_run() -> None:
    np.testing.assert_array_equal(demo_scene(), demo_scene())
    blocks = list(Demo(realtime=False).blocks())
    np.testing.assert_array_equal(np.concatenate([b.samples for b in blocks]), demo_scene())
    assert len(demo_scene()) == SECONDS * SAMPLE_RATE


def test_the_demonstrations_sounds_stand_where_its_timeline_says() -> None:
    quiet = _level((0.5, 3.5))
    names = load_taxonomy().names
    for event in DEMO_TIMELINE:
        assert event.label in names
        assert _level((event.onset, event.onset + 0.4)) > quiet + 25
        assert _level((event.onset - 0.5, event.onset - 0.05)) < quiet + 3
        assert _level((event.end + 0.6, event.end + 1.5)) < quiet + 6
