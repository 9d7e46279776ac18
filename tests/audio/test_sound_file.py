"""Files: any rate and format, bounded memory, and one sentence for every fault."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.sound_file import SoundFile
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray
from tests.audio.whole import whole_sound
from tests.thoroughness import examples


def _tone(rate: int, seconds: float, hertz: float = 440.0) -> FloatArray:
    time = np.arange(int(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg"])
def test_any_rate_becomes_16_khz_of_the_same_length_and_pitch(
    tmp_path: Path, rate: int, suffix: str
) -> None:
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, _tone(rate, 1.5), rate)
    samples = whole_sound(path)
    assert samples.dtype == np.float32
    assert abs(len(samples) - 1.5 * SAMPLE_RATE) <= 2
    spectrum = np.abs(np.fft.rfft(samples[2_000:18_000]))
    assert abs(int(spectrum.argmax()) - 440) <= 1
    assert 0.4 < np.abs(samples[2_000:18_000]).max() < 0.6


def test_an_mp3_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tone.mp3"
    soundfile.write(path, _tone(44_100, 2.0), 44_100)
    assert abs(len(whole_sound(path)) / SAMPLE_RATE - 2.0) < 0.2


def test_channels_are_averaged(tmp_path: Path) -> None:
    left = _tone(16_000, 0.5, hertz=400.0)
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.stack([left, np.zeros_like(left)], axis=1), 16_000, subtype="FLOAT")
    np.testing.assert_allclose(whole_sound(path), left / 2, atol=1e-6)


def test_one_channel_is_heard_alone_where_it_was_named(tmp_path: Path) -> None:
    tones = [_tone(16_000, 0.5, hertz) for hertz in (400.0, 800.0)]
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.stack(tones, axis=1), 16_000, subtype="FLOAT")
    for channel, tone in enumerate(tones, start=1):
        source = SoundFile(path, realtime=False, channel=channel)
        heard = np.concatenate([block.samples for block in source.blocks()])
        source.close()
        np.testing.assert_allclose(heard, tone, atol=1e-6)
    with pytest.raises(EdgeAacError, match=r"stereo\.wav has 2 channels, so there is no channel 3"):
        SoundFile(path, realtime=False, channel=3)


def test_an_alarm_that_is_turned_round_in_one_channel_is_heard(tmp_path: Path) -> None:
    alarm = _tone(44_100, 1.0, 3_120.0)
    path = tmp_path / "antiphase.flac"
    soundfile.write(path, np.stack([alarm, -alarm], axis=1), 44_100)
    assert np.abs(whole_sound(path)[2_000:]).max() == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize("name", [b"caf\xe9.wav", b"\xff\xfe.flac", b"line\nbreak.ogg"])
def test_a_name_that_is_no_text_is_a_name(tmp_path: Path, name: bytes) -> None:
    whole = tmp_path / os.fsdecode(name)
    plain = tmp_path / f"plain{whole.suffix}"
    soundfile.write(plain, _tone(16_000, 0.5), 16_000)
    plain.rename(whole)
    assert len(whole_sound(whole)) == 8_000
    os.truncate(whole, 20)
    with pytest.raises(EdgeAacError, match="cannot be read as sound"):
        whole_sound(whole)


def test_a_sample_that_is_no_number_becomes_silence(tmp_path: Path) -> None:
    samples = _tone(16_000, 0.5)
    samples[100], samples[200] = np.nan, np.inf
    path = tmp_path / "holes.wav"
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    heard = whole_sound(path)
    assert heard[100] == 0.0 and heard[200] == 0.0
    assert np.isfinite(heard).all()


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_listening_and_reading_at_once_give_the_same_samples(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, _tone(rate, 1.3), rate)
    source = SoundFile(path, realtime=False)
    heard = np.concatenate([block.samples for block in source.blocks()])
    source.close()
    np.testing.assert_array_equal(heard, whole_sound(path))


@pytest.mark.parametrize("suffix", ["flac", "wav", "aiff", "ogg", "opus", "mp3"])
def test_one_whose_header_promises_more_is_heard_and_then_told(tmp_path: Path, suffix: str) -> None:
    path = _cut_off(tmp_path, suffix)
    source = SoundFile(path, realtime=False)
    clock = 0
    with pytest.raises(EdgeAacError, match=r"damaged after \d\.\d s") as caught:
        for block in source.blocks():
            assert block.start == clock
            clock += len(block.samples)
    source.close()
    assert 0.5 < clock / SAMPLE_RATE < 3.0
    assert path.name in str(caught.value)


@pytest.mark.parametrize("length", [0, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFDB, 3_244])
def test_a_wav_of_unknown_length_is_whole(tmp_path: Path, length: int) -> None:
    # The last one counts the 44 bytes of the header as sound.
    path = tmp_path / "streamed.wav"
    soundfile.write(path, _tone(16_000, 0.1), 16_000, subtype="PCM_16")
    content = bytearray(path.read_bytes())
    assert content[36:40] == b"data"
    content[4:8] = max(length, 8).to_bytes(4, "little")
    content[40:44] = length.to_bytes(4, "little")
    path.write_bytes(bytes(content))
    assert len(whole_sound(path)) == 1_600


@pytest.mark.parametrize("after", [b"LIST\x03\0\0\0abc\0", b"junk"])
def test_chunks_beside_the_sound_are_no_damage(tmp_path: Path, after: bytes) -> None:
    path = tmp_path / "tagged.wav"
    soundfile.write(path, _tone(16_000, 0.1), 16_000, subtype="PCM_16")
    content = path.read_bytes()
    path.write_bytes(content[:36] + b"LIST\x03\0\0\0abc\0" + content[36:] + after)
    assert len(whole_sound(path)) == 1_600


@pytest.mark.parametrize("suffix", ["ogg", "opus", "mp3"])
@pytest.mark.parametrize("behind", [b"", b"TAG" + bytes(125), bytes(100_000)])
def test_a_whole_one_is_whole_whatever_stands_behind_it(
    tmp_path: Path, suffix: str, behind: bytes
) -> None:
    path = _noise(tmp_path / f"whole.{suffix}")
    path.write_bytes(path.read_bytes() + behind)
    assert len(whole_sound(path)) / SAMPLE_RATE == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("suffix", ["ogg", "opus"])
def test_an_ogg_without_its_last_page_was_cut_off(tmp_path: Path, suffix: str) -> None:
    path = _noise(tmp_path / f"cut.{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"OggS")])
    with pytest.raises(EdgeAacError, match=r"damaged after \d\.\d s"):
        whole_sound(path)


@pytest.mark.parametrize("missing", [1, 26, 27, 40])
def test_an_ogg_whose_last_page_is_not_whole_was_cut_off(tmp_path: Path, missing: int) -> None:
    path = _noise(tmp_path / "cut.ogg")
    content = path.read_bytes()
    last = content[content.rindex(b"OggS") :]
    path.write_bytes(content[: len(content) - len(last) + min(missing, len(last) - 1)])
    with pytest.raises(EdgeAacError, match=r"damaged after \d\.\d s"):
        whole_sound(path)


def test_an_mp3_says_how_long_it_was_also_behind_a_tag(tmp_path: Path) -> None:
    path = _noise(tmp_path / "tagged.mp3")
    content = path.read_bytes()
    tag = b"ID3\x04\0\0\0\0\x27\x10" + bytes(0x27 << 7 | 0x10)
    path.write_bytes(tag + content)
    assert len(whole_sound(path)) / SAMPLE_RATE == pytest.approx(4.0, abs=0.1)
    path.write_bytes(tag + content[: len(content) // 2])
    with pytest.raises(EdgeAacError, match=r"damaged after \d\.\d s"):
        whole_sound(path)


@pytest.mark.parametrize("flags", [0, 1])
def test_an_mp3_that_does_not_say_how_long_it_is_was_cut_off_where_a_frame_is(
    tmp_path: Path, flags: int
) -> None:
    path = _silenced(_noise(tmp_path / "old.mp3"), b"Info", flags)
    assert len(whole_sound(path)) / SAMPLE_RATE == pytest.approx(4.0, abs=0.1)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(EdgeAacError, match=r"damaged after [12]\.\d s"):
        whole_sound(path)


def test_an_mp3_of_changing_bit_rate_that_is_not_read_to_its_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "old.mp3"
    loud = np.random.default_rng(3).standard_normal(4 * 48_000) * 0.1
    soundfile.write(path, np.concatenate([loud, 1e-5 * loud, 1e-5 * loud]), 48_000)
    assert len(whole_sound(path)) / SAMPLE_RATE == pytest.approx(12.0, abs=0.1)
    _silenced(path, b"Xing", 0)
    with pytest.raises(EdgeAacError, match=r"read only up to \d\.\d s.* ffmpeg -i .*old\.wav"):
        whole_sound(path)


def _silenced(path: Path, header: bytes, flags: int) -> Path:
    """Without what the header says; with the flag 1 it still says how many frames there are."""
    content = bytearray(path.read_bytes())
    at = content.index(header) + len(header)
    content[at : at + 4] = flags.to_bytes(4, "big")
    path.write_bytes(bytes(content))
    return path


def _noise(path: Path) -> Path:
    """4 s of sound."""
    noise = np.random.default_rng(3).standard_normal(4 * 48_000) * 0.1
    even = {"bitrate_mode": "CONSTANT", "compression_level": 0.5} if path.suffix == ".mp3" else {}
    form = {"format": "OGG", "subtype": "OPUS"} if path.suffix == ".opus" else {}
    soundfile.write(path, noise.astype(np.float32), 48_000, **form, **even)
    return path


def _cut_off(folder: Path, suffix: str) -> Path:
    """The first half of the bytes of 4 s of sound."""
    path = _noise(folder / f"cut.{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


@pytest.mark.slow
def test_listening_to_a_long_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    soundfile.write(path, np.zeros((8_000 * 60 * 8, 8), np.int16), 8_000)  # 123 MB as float32
    source = SoundFile(path, realtime=False)
    tracemalloc.start()
    try:
        samples = sum(len(block.samples) for block in source.blocks())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        source.close()
    assert samples == 60 * 8 * SAMPLE_RATE
    assert peak < 4_000_000


def test_blocks_are_short_and_their_clock_has_no_gap(tmp_path: Path) -> None:
    path = tmp_path / "tone.flac"
    soundfile.write(path, _tone(44_100, 3.0), 44_100)
    source = SoundFile(path, realtime=False)
    clock = 0
    for block in source.blocks():
        assert block.start == clock
        assert 0 < len(block.samples) <= HOP_SAMPLES
        clock += len(block.samples)
    source.close()
    assert abs(clock - 3.0 * SAMPLE_RATE) <= 2


def _bad_files(folder: Path) -> dict[str, Path]:
    good = folder / "good.flac"
    soundfile.write(good, _tone(16_000, 1.0), 16_000)
    data = good.read_bytes()
    files = {
        "missing": (folder / "missing.wav", None),
        "empty": (folder / "empty.wav", b""),
        "text": (folder / "text.wav", b"this is no sound"),
        "header only": (folder / "header.flac", data[:30]),
        "picture": (folder / "picture.mp3", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    }
    for path, content in files.values():
        if content is not None:
            path.write_bytes(content)
    silent = folder / "nothing.wav"
    soundfile.write(silent, np.zeros(0, np.float32), 16_000)
    (folder / "folder.wav").mkdir()
    os.mkfifo(folder / "pipe.wav")
    slow = folder / "slow.wav"
    soundfile.write(slow, np.zeros(100, np.float32), 7)
    return {
        **{name: path for name, (path, _) in files.items()},
        "no samples": silent,
        "folder": folder / "folder.wav",
        "pipe": folder / "pipe.wav",
        "long name": folder / f"{'x' * 300}.wav",
        "in a file": good / "clip.wav",
        "impossible rate": slow,
    }


FAULTS = ["missing", "empty", "text", "header only", "picture", "no samples", "folder", "pipe"]
FAULTS += ["long name", "in a file", "impossible rate"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_file_is_one_sentence_with_its_name_and_the_next_step(
    tmp_path: Path, fault: str
) -> None:
    path = _bad_files(tmp_path)[fault]
    with pytest.raises(EdgeAacError) as caught:
        whole_sound(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence and sentence.endswith(".")


def test_what_is_unknown_may_be_converted_by_a_command(tmp_path: Path) -> None:
    path = tmp_path / "old call.xyz"
    path.write_bytes(b"no sound that anybody knows")
    with pytest.raises(EdgeAacError) as caught:
        whole_sound(path)
    command = f"ffmpeg -i '{path}' '{path.with_suffix('.wav')}'"
    assert f"flac, ogg or mp3 file; where it is another kind of sound, {command}" in str(
        caught.value
    )


def test_a_file_that_may_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.wav"
    soundfile.write(path, _tone(16_000, 0.1), 16_000)
    # Tests may run as root, whom no permission stops.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(EdgeAacError, match=r"secret\.wav may not be read"):
        whole_sound(path)


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_heard_as_far_as_it_goes_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / ("sound." + data.draw(st.sampled_from(["wav", "flac", "ogg", "mp3", "aiff"])))
    soundfile.write(path, _tone(16_000, 0.5), 16_000)
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    else:
        for _ in range(data.draw(st.integers(1, 6))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    try:
        samples = whole_sound(path)
    except EdgeAacError as error:
        assert path.name in str(error)
    else:
        assert samples.ndim == 1 and samples.dtype == np.float32
        assert np.isfinite(samples).all()
