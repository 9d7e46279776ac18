"""Files that ffmpeg reads: all channels, one sentence for each fault, and nothing left running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.audio.containers import (
    AAC,
    AC3,
    AMR,
    AVI,
    EAC3,
    FLASH,
    MATROSKA,
    MP4,
    MPEG,
    TRANSPORT,
    WMA,
    Container,
    container,
)  # fmt: skip
from edge_aac.audio.ffmpeg import Ffmpeg
from edge_aac.audio.file_decoder import DecodingError
from edge_aac.audio.file_streams import MOST_STREAMS, Streams, open_streams
from edge_aac.audio.sound_file import SoundFile
from edge_aac.errors import EdgeAacError
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.audio.whole import whole_sound
from tests.sound import need_programs
from tests.waiting import until

RATE = 44_100
SUFFIXES = ["m4a", "aac", "mp4", "mkv", "webm"]
MORE_SUFFIXES = ["avi", "ts", "m2ts", "mpg", "flv", "ac3", "eac3", "mov"]


def _stereo(seconds: float) -> FloatArray:
    """Two tones, one in each channel."""
    time = np.arange(int(seconds * RATE)) / RATE
    tones = [0.3 * np.sin(2 * np.pi * hertz * time) for hertz in (500.0, 2_000.0)]
    return np.stack(tones, 1).astype(np.float32)


def _made(folder: Path, suffix: str, sound: FloatArray | None = None) -> Path:
    """A file of that kind."""
    need_programs("ffmpeg", packages="ffmpeg")
    source, path = folder / "source.wav", folder / f"sound.{suffix}"
    soundfile.write(source, _stereo(2.0) if sound is None else sound, RATE)
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", str(source), str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another ffmpeg, alone on the path with what every system has."""
    program = folder / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def _fake(folder: Path) -> Path:
    """What looks like an mp4 file."""
    path = folder / "sound.mp4"
    path.write_bytes(b"\0\0\0\x20ftypisom" + bytes(200))
    return path


def _loudest_hertz(samples: FloatArray) -> set[int]:
    spectrum = np.abs(np.fft.rfft(samples[4_000:20_000]))
    return {round(int(k) / 10) * 10 for k in np.flatnonzero(spectrum > 0.3 * spectrum.max())}


@pytest.mark.parametrize("suffix", SUFFIXES + MORE_SUFFIXES)
@pytest.mark.slow
def test_it_is_heard_with_both_channels_and_each_alone(tmp_path: Path, suffix: str) -> None:
    path = _made(tmp_path, suffix)
    samples = whole_sound(path)
    assert abs(len(samples) / SAMPLE_RATE - 2.0) < 0.15
    assert _loudest_hertz(samples) == {500, 2_000}
    source = SoundFile(path, realtime=False, channel=2)
    alone = np.concatenate([block.samples for block in source.blocks()])
    source.close()
    assert _loudest_hertz(alone) == {2_000}


@pytest.mark.slow
def test_what_a_file_is_called_matters_to_nobody(tmp_path: Path) -> None:
    path = _made(tmp_path, "m4a")
    other = path.rename(tmp_path / "-i pipe:'x\n%d.wav")
    assert len(whole_sound(other)) > SAMPLE_RATE


@pytest.mark.slow
def test_a_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    path = _made(tmp_path, "m4a")
    assert len(whole_sound(path.rename(tmp_path / os.fsdecode(b"caf\xe9.m4a")))) > SAMPLE_RATE


@pytest.mark.slow
def test_a_long_one_does_not_fill_the_memory_and_is_let_go_in_the_middle(tmp_path: Path) -> None:
    path = _made(tmp_path, "m4a", np.zeros((60 * RATE, 2), np.float32))
    source = SoundFile(path, realtime=False)
    assert isinstance(source._decoder, Ffmpeg)
    process = source._decoder._process
    next(iter(source.blocks()))
    # It waits at the full pipe, and does not decode ahead.
    assert process.poll() is None
    source.close()
    assert process.returncode is not None
    source.close()


def _damaged(path: Path, kind: str) -> None:
    """Cut it off, or put noise into its middle."""
    content = path.read_bytes()
    half = len(content) // 2
    noise = np.random.default_rng(1).bytes(2_000)
    path.write_bytes(content[:half] + (noise + content[half + 2_000 :]) * (kind == "scrambled"))


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        *((suffix, "cut off") for suffix in ("aac", "avi", "mkv", "webm")),
        *((suffix, "scrambled") for suffix in SUFFIXES),
    ],
)
@pytest.mark.slow
def test_a_damaged_one_is_heard_as_far_as_it_goes_and_then_told(
    tmp_path: Path, suffix: str, kind: str
) -> None:
    noise = np.random.default_rng(2).standard_normal((8 * RATE, 2)) * 0.1
    path = _made(tmp_path, suffix, noise.astype(np.float32))
    _damaged(path, kind)
    source = SoundFile(path, realtime=False)
    clock = 0
    with pytest.raises(EdgeAacError, match=r"damaged after [34]\.\d s") as caught:
        for block in source.blocks():
            clock += len(block.samples)
    source.close()
    assert caught.value.args[0].startswith(f"{path} is damaged")
    # What lies behind noise is heard, too.
    assert clock / SAMPLE_RATE > {"cut off": 3.0, "scrambled": 6.0}[kind]


@pytest.mark.slow
def test_one_that_was_written_into_a_pipe_is_whole(tmp_path: Path) -> None:
    source = _made(tmp_path, "mkv")
    path = tmp_path / "streamed.mkv"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", str(source)]
    with path.open("wb") as file:
        subprocess.run(
            [*command, "-c", "copy", "-f", "matroska", "pipe:1"],
            stdout=file, check=True, timeout=120,
        )  # fmt: skip
    assert len(whole_sound(path)) > SAMPLE_RATE


def test_endless_words_of_its_errors_are_read_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = r"printf '.snd\000\000\000\030\377\377\377\377\000\000\000\006\000\000\076\200"
    script = rf"{header}\000\000\000\001'; head -c 1000000 /dev/zero | tr '\0' x >&2; exit 69"
    _program(tmp_path, monkeypatch, script)
    decoder = Ffmpeg(_fake(tmp_path), MP4)
    with pytest.raises(DecodingError):
        decoder.read(100)
    assert len(decoder._line) < 10_000
    decoder.close()


def _two_streams(folder: Path) -> Path:
    """Silence for 1 s at one rate, and a tone for 2 s at another."""
    need_programs("ffmpeg", packages="ffmpeg")
    path = folder / "two.mkv"
    soundfile.write(folder / "tone.wav", _stereo(2.0), RATE)
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-t", "1"]
    command += ["-i", "anullsrc=r=16000:cl=mono", "-i", str(folder / "tone.wav")]
    command += ["-map", "0:a", "-map", "1:a", "-c:a", "flac", str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path


@pytest.mark.slow
def test_what_is_in_the_second_stream_alone_is_heard(tmp_path: Path) -> None:
    path = _two_streams(tmp_path)
    samples = whole_sound(path)
    assert abs(len(samples) / SAMPLE_RATE - 2.0) < 0.15
    assert _loudest_hertz(samples) == {500, 2_000}
    source = SoundFile(path, realtime=False, channel=3)
    alone = np.concatenate([block.samples for block in source.blocks()])
    source.close()
    assert _loudest_hertz(alone) == {2_000}


class _Stream:
    """One that gives so many frames and may be damaged."""

    rate, channels = 10, 1

    def __init__(self, frames: int, error: DecodingError | None = None) -> None:
        self._left, self._error = frames, error
        self.closed = False

    def read(self, frames: int) -> FloatArray:
        count = min(frames, self._left)
        self._left -= count
        if not count and self._error is not None:
            raise self._error
        return np.ones((count, 1), np.float32)

    def close(self) -> None:
        self.closed = True


def test_the_earliest_damage_of_several_streams_is_told_after_all_of_them() -> None:
    parts = [_Stream(5, DecodingError()), _Stream(9, DecodingError(3)), _Stream(12)]
    joined = Streams(parts)
    given = [joined.read(4) for _ in range(3)]
    assert [one.sum(0).tolist() for one in given] == [[4, 4, 4], [1, 4, 4], [0, 1, 4]]
    with pytest.raises(DecodingError) as caught:
        joined.read(4)
    assert caught.value.after == 3
    joined.close()
    assert all(one.closed for one in parts)


def test_more_streams_than_anybody_has_are_not_all_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = r"printf '.snd\000\000\000\030\377\377\377\377\000\000\000\006\000\000\076\200"
    _program(tmp_path, monkeypatch, rf"{header}\000\000\000\001'")
    joined = open_streams(_fake(tmp_path), MP4)
    assert joined.channels == MOST_STREAMS
    joined.close()


@pytest.mark.parametrize("head", [b"\0\0\0\x20ftypisom", b"\x1a\x45\xdf\xa3", b"\xff\xf1"])
def test_one_without_sound_is_one_sentence(tmp_path: Path, head: bytes) -> None:
    need_programs("ffmpeg", packages="ffmpeg")
    path = tmp_path / "broken.m4a"
    path.write_bytes(head + bytes(range(256)))
    with pytest.raises(EdgeAacError) as caught:
        whole_sound(path)
    assert "in which ffmpeg finds no sound" in str(caught.value)
    assert str(caught.value).startswith(str(path)) and str(caught.value).endswith(".")


def test_without_ffmpeg_the_sentence_names_it_and_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    path = _fake(tmp_path).rename(tmp_path / "-my call.mp4")
    with pytest.raises(EdgeAacError) as caught:
        whole_sound(Path(path.name))
    assert str(caught.value) == (
        "-my call.mp4 is an MP4 or M4A file, which needs ffmpeg: install it with "
        "sudo apt-get install ffmpeg, or convert the file on another computer with "
        "ffmpeg -i './-my call.mp4' './-my call.wav'."
    )


@pytest.mark.slow
def test_one_that_hangs_is_not_waited_for_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, monkeypatch, f"echo $$ > '{tmp_path}/pid'; exec sleep 600")
    with pytest.raises(EdgeAacError, match=r"ffmpeg hangs while it reads .*: convert the file"):
        Ffmpeg(_fake(tmp_path), MP4, patience=2.0)
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.slow
def test_one_that_hangs_later_is_ended_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = r"printf '.snd\000\000\000\030\377\377\377\377\000\000\000\006\000\000\076\200"
    _program(tmp_path, monkeypatch, rf"{header}\000\000\000\001'; exec sleep 600")
    decoder = Ffmpeg(_fake(tmp_path), MP4, patience=1.0)
    assert (decoder.rate, decoder.channels) == (16_000, 1)
    with pytest.raises(EdgeAacError, match="ffmpeg hangs"):
        decoder.read(100)
    decoder.close()
    assert decoder._process.returncode is not None


def test_it_gets_no_network_no_input_and_no_variable_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    script = f'{{ printf "%s\\n" "$@"; env; cat; }} > "{said}"'
    _program(tmp_path, monkeypatch, script)
    monkeypatch.setenv("FFREPORT", "file=report.log")
    with pytest.raises(EdgeAacError, match="finds no sound"):
        Ffmpeg(_fake(tmp_path), MP4)
    words = said.read_text().splitlines()
    whitelist = words[words.index("-protocol_whitelist") + 1]
    assert whitelist == "file,pipe"
    assert words.index("-protocol_whitelist") < words.index("-i")
    assert words[words.index("-f") + 1] == "mov" and "-nostdin" in words
    assert words[words.index("-i") + 1] == f"file:{tmp_path}/sound.mp4"
    assert not [word for word in words if word.startswith("FFREPORT")]


@pytest.mark.parametrize("content", [b"RIFF....WAVE", b"#EXTM3U\nhttp://x/\n", b"ffconcat", b"x"])
def test_for_no_other_file_is_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    _program(tmp_path, monkeypatch, f"touch '{tmp_path}/started'")
    path = tmp_path / "sound.m4a"
    path.write_bytes(content)
    with pytest.raises(EdgeAacError, match="cannot be read as sound"):
        whole_sound(path)
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x1cftypM4A ", MP4),
        (b"\x1a\x45\xdf\xa3\x01", MATROSKA),
        (b"\xff\xf1\x50", AAC),
        (b"\xff\xf9\x50", AAC),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6", WMA),
        (b"#!AMR\n", AMR),
        (b"RIFF\0\0\0\0AVI LIST", AVI),
        (b"FLV\x01\x04", FLASH),
        (b"\0\0\x01\xba!", MPEG),
        (b"\x0b\x77\0\0\0\x40", AC3),
        (b"\x0b\x77\0\0\0\x80", EAC3),
        (b"\x0b\x77", None),
        ((b"G" + bytes(187)) * 3, TRANSPORT),
        ((bytes(4) + b"G" + bytes(187)) * 3, TRANSPORT),
        ((b"G" + bytes(187)) * 2, None),
        (b"Good morning, " * 50, None),
        (b"\xff\xfb\x90", None),
        (b"fLaC", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, kind: Container | None) -> None:
    assert container(head) == kind


@pytest.mark.slow
def test_a_listener_that_is_killed_leaves_no_ffmpeg(tmp_path: Path) -> None:
    path = _made(tmp_path, "m4a", np.zeros((60 * RATE, 2), np.float32))
    code = (
        "import sys, json; from pathlib import Path\n"
        "from edge_aac.audio.sound_file import SoundFile\n"
        "source = SoundFile(Path(sys.argv[1]), realtime=False)\n"
        "print(json.dumps(source._decoder._process.pid), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        pid = json.loads(child.stdout.readline())
        child.kill()
    deadline = time.monotonic() + 60
    while _runs(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.slow
def test_one_that_hangs_ends_with_a_listener_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_programs("setpriv", packages="util-linux")
    _program(tmp_path, monkeypatch, f"echo $$ > '{tmp_path}/pid'; exec sleep 600")
    code = (
        "import sys; from pathlib import Path; from edge_aac.audio.sound_file import SoundFile\n"
        "SoundFile(Path(sys.argv[1]), realtime=False)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(_fake(tmp_path))]) as child:
        pid = _pid_in(tmp_path / "pid")
        child.kill()
    until(lambda: not _runs(pid), "the end of ffmpeg")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
@pytest.mark.slow
def test_captioning_that_is_ended_takes_its_ffmpeg_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_bundle: Path, number: signal.Signals
) -> None:
    # The signal may come before the process is known to whoever started it.
    need_programs("setpriv", packages="util-linux")
    _program(tmp_path, monkeypatch, f"echo $$ > '{tmp_path}/pid'; exec sleep 600")
    words = ["caption", str(_fake(tmp_path)), "--model", str(tiny_bundle)]
    with subprocess.Popen(
        [sys.executable, "-m", "edge_aac", *words], stderr=subprocess.PIPE, text=True
    ) as child:
        pid = _pid_in(tmp_path / "pid")
        child.send_signal(number)
        assert child.stderr is not None and child.stderr.read() == ""
    assert child.returncode == 130
    until(lambda: not _runs(pid), "the end of ffmpeg")


def _pid_in(path: Path) -> int:
    """What a program wrote about itself, once it has."""
    until(lambda: path.exists() and path.read_text().endswith("\n"), "ffmpeg's start")
    return int(path.read_text())


def _runs(pid: int) -> bool:
    """Whether a process does; one that nobody has waited for does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
