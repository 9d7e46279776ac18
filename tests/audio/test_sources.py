"""Sources: what a name means, pacing, standard input, the demonstration."""

from __future__ import annotations

import io
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from edge_aac.audio import demo
from edge_aac.audio.audio_settings import AudioSettings
from edge_aac.audio.demo import DEMO_TIMELINE, SECONDS, Demo, demo_scene
from edge_aac.audio.opening import Opening, is_live, open_source
from edge_aac.audio.pace import paced
from edge_aac.audio.source import SourceLost
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.soundserver import Node
from edge_aac.errors import EdgeAacError
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, Block, FloatArray
from tests.sound import need_programs

USB = Node("usb", "USB Mono", DeviceKind.MICROPHONE, 1, 16_000)
OTHER = Node("inside", "Built in", DeviceKind.MICROPHONE, 1, 16_000)
ECHO = Node("hdmi.monitor", "Monitor of HDMI", DeviceKind.MONITOR, 1, 16_000)


@cache
def _scene() -> FloatArray:
    return demo_scene()


def _level(seconds: tuple[float, float]) -> float:
    piece = _scene()[int(seconds[0] * SAMPLE_RATE) : int(seconds[1] * SAMPLE_RATE)]
    return float(10 * np.log10(np.mean(piece**2) + 1e-12))


def test_a_path_that_does_not_exist_is_no_device() -> None:
    for name in ("missing.wav", "./missing", "../missing", "/dev/nowhere", "~/missing"):
        with pytest.raises(EdgeAacError, match="does not exist"):
            open_source(AudioSettings(input=name))


def test_an_existing_file_is_played(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros(16_000, np.float32), 16_000)
    source = open_source(AudioSettings(input=str(path), realtime=False))
    assert sum(len(block.samples) for block in source.blocks()) == 16_000
    assert not source.live
    source.close()


def test_a_folder_is_told_to_be_one_by_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "recordings").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("recordings", str(tmp_path / "recordings")):
        with pytest.raises(EdgeAacError, match="recordings is a folder"):
            open_source(AudioSettings(input=name))


def test_a_file_without_a_suffix_is_one_where_it_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soundfile.write(tmp_path / "take1", np.zeros(1_600, np.float32), 16_000, format="WAV")
    monkeypatch.chdir(tmp_path)
    source = open_source(AudioSettings(input="take1", realtime=False))
    assert source.name == "take1"
    source.close()


def test_the_words_for_sources_mean_them_even_where_a_file_has_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "-").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert open_source(AudioSettings(input="demo")).name == "the demonstration"
    assert open_source(AudioSettings(input="-")).name == "standard input"


@pytest.mark.parametrize(
    "name", ["mic", "USB", "HDA Intel: ALC257 (hw:0,0)", "hw:CARD=x/y", "x" * 5_000]
)
def test_any_other_name_is_a_microphones(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str | None, float, float, int | None]] = []
    monkeypatch.setattr(
        "edge_aac.audio.microphone.open_microphone", lambda *args: asked.append(args)
    )
    open_source(AudioSettings(input=name, buffer_seconds=3.0, stall_seconds=1.5))
    assert asked == [(None if name == "mic" else name, 3.0, 1.5, None)]


def test_a_number_is_a_devices_even_where_a_file_has_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "2").touch()
    monkeypatch.chdir(tmp_path)
    assert is_live(AudioSettings(input="2"))
    assert not is_live(AudioSettings(input="./2"))


def test_a_number_means_the_same_microphone_when_it_is_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def opened(wanted: str, *_: float) -> SimpleNamespace:
        asked.append(wanted)
        return SimpleNamespace(name="headset (hw:2,0)", live=True)

    monkeypatch.setattr("edge_aac.audio.microphone.open_microphone", opened)
    opening = Opening(AudioSettings(input="2"))
    opening()
    opening()
    assert asked == ["2", "headset (hw:2,0)"]


@pytest.mark.parametrize(
    ("heard", "refused"),
    [
        ([USB, ECHO], True),
        ([USB, OTHER, ECHO], True),
        ([USB, OTHER], False),
        ([ECHO, ECHO], False),
        ([ECHO, USB, None], False),
    ],
)
def test_an_echo_never_takes_a_microphones_place(
    heard: list[Node | None], refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Node | None] = []
    opened = iter(heard)

    def open_one(_: AudioSettings) -> object:
        node = next(opened)

        def close() -> None:
            closed.append(node)

        return SimpleNamespace(live=True, name="default", heard=node, close=close)

    monkeypatch.setattr("edge_aac.audio.opening.open_source", open_one)
    opening = Opening(AudioSettings())
    for _ in heard[:-1]:
        opening()
    if refused:
        with pytest.raises(SourceLost, match="only an echo"):
            opening()
        assert closed == [ECHO]
    else:
        opening()
        assert closed == []


def test_a_path_that_exists_comes_before_a_device_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hw:CARD=x").mkdir()
    (tmp_path / "hw:CARD=x" / "y").touch()
    monkeypatch.chdir(tmp_path)
    assert not is_live(AudioSettings(input="hw:CARD=x/y"))
    assert is_live(AudioSettings(input="hw:CARD=x/z"))


def test_a_file_in_real_time_is_paced_by_its_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros(24_000, np.float32), 16_000)
    held: list[list[Block]] = []
    monkeypatch.setattr(
        "edge_aac.audio.sound_file.paced",
        lambda blocks: iter(held.append(list(blocks)) or held[-1]),
    )
    source = open_source(AudioSettings(input=str(path)))
    assert len(list(source.blocks())) == len(held[0]) > 0
    source.close()


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


@pytest.mark.slow
def test_the_demonstration_is_the_same_at_every_run() -> None:
    np.testing.assert_array_equal(demo_scene(), demo_scene())
    blocks = list(Demo(realtime=False).blocks())
    np.testing.assert_array_equal(np.concatenate([b.samples for b in blocks]), demo_scene())
    assert len(demo_scene()) == SECONDS * SAMPLE_RATE


def test_the_demonstrations_sounds_stand_where_its_timeline_says() -> None:
    quiet = _level((0.5, 3.5))
    assert quiet < -60
    names = load_taxonomy().names
    assert [event.label for event in DEMO_TIMELINE] == ["doorbell", "speech", "smoke_alarm"]
    for event in DEMO_TIMELINE:
        assert event.label in names
        assert _level((event.onset, event.onset + 0.4)) > quiet + 25
        assert _level((event.onset - 0.5, event.onset - 0.01)) < quiet + 1
        assert _level((event.end - 0.4, event.end)) > quiet + 6
        assert _level((event.end + 0.6, event.end + 1.5)) < quiet + 3


def test_nothing_in_the_demonstration_is_clipped() -> None:
    assert 0.1 < np.abs(demo_scene()).max() < 0.9


def test_the_demonstrations_doorbell_is_ding_dong_twice() -> None:
    for onset, hertz in ((4.0, 659.3), (4.7, 523.3), (6.6, 659.3), (7.3, 523.3)):
        assert _tone(hertz, onset + 0.01, onset + 0.4) > _tone(hertz, onset - 0.4, onset) + 10
        # It fades like what was struck once, and neither note drowns in the room.
        assert _tone(hertz, onset + 0.01, onset + 0.4) > _tone(hertz, onset + 0.4, onset + 0.69)
        assert -25 < _tone(hertz, onset + 0.01, onset + 0.4) < -10


def _tone(hertz: float, start: float, end: float) -> float:
    """How loud one tone is [dB]."""
    piece = _scene()[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
    time = np.arange(len(piece)) / SAMPLE_RATE
    window = np.hanning(len(piece))
    part = np.sum(piece * window * np.exp(-2j * np.pi * hertz * time)) / window.sum()
    return float(20 * np.log10(2 * abs(part) + 1e-9))


def test_the_demonstrations_alarm_keeps_the_temporal_three_pattern() -> None:
    alarm = next(event for event in DEMO_TIMELINE if event.label == "smoke_alarm")
    for cycle in range(4):
        for pulse in range(3):
            onset = alarm.onset + 4.0 * cycle + pulse
            assert abs(_loudest(onset + 0.1, onset + 0.4) - 3_120) < 5
            assert _level((onset + 0.05, onset + 0.45)) > -30
            # The room goes on sounding, but far below the pulse.
            assert _level((onset + 0.75, onset + 0.98)) < -50
        pause = alarm.onset + 4.0 * cycle + 2.9
        assert _level((pause, pause + 1.0)) < -60
    assert alarm.end == alarm.onset + 4.0 * 3 + 2.5


def _loudest(start: float, end: float) -> float:
    piece = _scene()[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17))
    return float(spectrum.argmax() * SAMPLE_RATE / (1 << 17))


def test_the_demonstrations_speech_is_what_its_command_makes(tmp_path: Path) -> None:
    need_programs("espeak-ng", "sox", packages="espeak-ng sox libsox-fmt-all")
    assert demo.__doc__ is not None
    first = demo.__doc__.index("    espeak-ng")
    command = demo.__doc__[first : demo.__doc__.index("-3\n", first) + 3]
    subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
    made, _ = soundfile.read(tmp_path / "demo_speech.ogg")
    shipped, rate = soundfile.read(Path(demo.__file__).with_name("demo_speech.ogg"))
    assert rate == SAMPLE_RATE
    # Another release of the voice may speak a little otherwise; it says the same.
    assert abs(len(made) - len(shipped)) < 0.1 * len(shipped)


def test_the_demonstrations_speech_is_small() -> None:
    assert Path(demo.__file__).with_name("demo_speech.ogg").stat().st_size <= 60_000
