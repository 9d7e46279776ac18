"""A beep that comes again each half minute or so: heard with the third, told once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.events.chirps import chirp_detector
from edge_aac.events.chirps.beeps import COLUMNS, Beep, Beeps
from edge_aac.events.chirps.chirp_detector import ChirpDetector, Chirps, ChirpState
from edge_aac.events.chirps.ongoing_chirps import OngoingChirps, chirping, ended
from edge_aac.events.chirps.spectrum_history import HOP_COLUMNS, SpectrumHistory
from edge_aac.events.detector import Detector
from edge_aac.events.event_settings import EventSettings
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.salience.announcement_policy import AnnouncementPolicy
from edge_aac.salience.profiles import PROFILES
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, Event, EventEnd, FloatArray

TAXONOMY = load_taxonomy()
LOW_BATTERY = TAXONOMY["low_battery"]
THIRD = Chirps(10.0, 3_100.0, 40.0)


def spectrum(*beeps: tuple[float, float, float, float], seconds: float = 95.0) -> FloatArray:
    """Hiss with beeps in it: start [s], length [s], pitch [Hz], amplitude."""
    rng = np.random.default_rng(1)
    samples = 1e-3 * rng.standard_normal(int(seconds * SAMPLE_RATE))
    for start, length, hertz, amplitude in beeps:
        n = int(length * SAMPLE_RATE)
        at = int(start * SAMPLE_RATE)
        samples[at : at + n] += amplitude * np.sin(2 * np.pi * hertz * np.arange(n) / SAMPLE_RATE)
    return NarrowBand().whole(samples.astype(np.float32))


def chirp(
    start: float, hertz: float = 3_110.0, level: float = 0.05
) -> tuple[float, float, float, float]:
    return start, 0.06, hertz, level


def hear(columns: FloatArray) -> tuple[list[tuple[float, Chirps]], ChirpState]:
    listener = ChirpDetector(bin_hertz())
    state, told = listener.start(), []
    for at in range(0, len(columns) // HOP_COLUMNS * HOP_COLUMNS, HOP_COLUMNS):
        end = (at + HOP_COLUMNS) / 50
        state, heard = listener.step(state, columns[at : at + HOP_COLUMNS], end)
        told += [] if heard is None else [(end, heard)]
    return told, state


def beeps_in(columns: FloatArray) -> list[Beep]:
    finder, past = Beeps(bin_hertz()), SpectrumHistory.nothing(COLUMNS, BINS)
    found: list[Beep] = []
    for at in range(0, len(columns) // HOP_COLUMNS * HOP_COLUMNS, HOP_COLUMNS):
        past = past.then(columns[at : at + HOP_COLUMNS])
        found += finder.of(past).beeps
    return found


def test_a_beep_that_stands_alone_is_found_once() -> None:
    (beep,) = beeps_in(spectrum((2.0, 0.06, 3_110.0, 0.05), seconds=5.0))
    assert beep.start * 0.02 == pytest.approx(2.0, abs=0.06)
    assert beep.seconds == pytest.approx(0.08, abs=0.04)
    assert beep.hertz == pytest.approx(3_110.0, abs=5.0)


@pytest.mark.parametrize(
    "beeps",
    [
        [(2.0, 0.8, 3_110.0, 0.05)],
        [(2.0, 0.06, 3_110.0, 0.05), (2.6, 0.06, 3_110.0, 0.05)],
        [(2.0, 0.06, 1_500.0, 0.05)],
        [],
    ],
    ids=["too long", "two in a row", "no disc's pitch", "nothing"],
)
def test_what_is_long_or_in_company_or_elsewhere_is_no_beep(
    beeps: list[tuple[float, float, float, float]],
) -> None:
    assert not beeps_in(spectrum(*beeps, seconds=5.0))


@pytest.mark.parametrize("level", [0.3, 0.05, 0.005])
@pytest.mark.slow
def test_the_third_even_chirp_is_heard_faint_or_loud(level: float) -> None:
    told, _ = hear(spectrum(*(chirp(5.0 + 40.0 * k, level=level) for k in range(3))))
    ((t, heard),) = told
    assert 85.8 < t < 86.3
    assert heard.onset == pytest.approx(5.0, abs=0.1)
    assert heard.period == pytest.approx(40.0, abs=0.1)
    assert heard.hertz == pytest.approx(3_110.0, abs=5.0)


@pytest.mark.parametrize(
    "beeps",
    [
        [chirp(5.0), chirp(45.0)],
        [chirp(5.0), chirp(45.0), chirp(86.0)],
        [chirp(5.0), chirp(45.0), chirp(85.0, hertz=3_180.0)],
        [chirp(5.0), chirp(45.0), chirp(85.0, level=0.4)],
        [chirp(5.0), chirp(20.0), chirp(35.0)],
        [chirp(5.0), chirp(45.0), chirp(60.0), chirp(85.0)],
        [chirp(5.0), chirp(45.0), (60.0, 2.0, 3_110.0, 0.05), chirp(85.0)],
        [chirp(5.0), chirp(45.0), chirp(60.0), chirp(60.5), chirp(85.0)],
        [chirp(5.0), chirp(45.0), *(chirp(55.0 + 0.3 * k) for k in range(40)), chirp(85.0)],
    ],
    ids=["two", "not even", "another pitch", "another loudness", "too often", "one between",
         "a long one between", "a pair between", "a train between"],
)  # fmt: skip
@pytest.mark.slow
def test_other_rows_of_beeps_are_no_chirps(beeps: list[tuple[float, float, float, float]]) -> None:
    assert not hear(spectrum(*beeps))[0]


def test_a_fainter_tone_between_chirps_spoils_nothing() -> None:
    faint = (60.0, 2.0, 3_110.0, 0.01)
    assert hear(spectrum(chirp(5.0), chirp(45.0), faint, chirp(85.0)))[0]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chirp_detector, "_MOST", 50)
    rng = np.random.default_rng(3)
    many = [chirp(1.0 + 0.9 * k, hertz=float(rng.uniform(2_800, 3_800))) for k in range(150)]
    _, state = hear(spectrum(*many, seconds=140.0))
    assert len(state.beeps) == 50
    assert len(state.tonal) == len(ChirpDetector(bin_hertz()).start().tonal)


def test_columns_that_are_no_numbers_are_silence() -> None:
    listener = ChirpDetector(bin_hertz())
    state, heard = listener.step(
        listener.start(), np.full((HOP_COLUMNS, BINS), np.nan, np.float32), 0.16
    )
    assert heard is None
    assert np.isfinite(state.past.spectrum).all()


def test_chirps_are_one_event_however_long_they_go_on() -> None:
    state, event = chirping(None, THIRD, LOW_BATTERY, 7, 90.5)
    assert isinstance(event, Event)
    assert (event.id, event.label, event.onset) == (7, "low_battery", 10.0)
    assert event.evidence == "a short tone at 3100 Hz every 40 s, three times"
    for t in (130.5, 500.0, 1_000.0, 1_600.0):
        state, event = chirping(state, replace(THIRD, onset=t - 80.0), LOW_BATTERY, 8, t)
        assert event is None
    assert chirping(state, None, LOW_BATTERY, 8, 2_199.0) == (state, None)
    gone, over = chirping(state, None, LOW_BATTERY, 8, 2_200.0)
    assert gone is None
    assert over == EventEnd(7, 2_200.0, 10.0, "low_battery", "low_battery")


def test_what_goes_on_for_days_becomes_a_new_event_now_and_then() -> None:
    """Nobody was told of the last, perhaps: it was night, or a quiet hour."""
    state, _ = chirping(None, THIRD, LOW_BATTERY, 1, 90.0)
    told = []
    for t in np.arange(130.0, 50_000.0, 40.0).tolist():
        state, event = chirping(state, THIRD, LOW_BATTERY, 2, t)
        told.append(event)
    begun = [one for one in told if isinstance(one, Event)]
    assert [round((one.t - 90.0) / 3600.0) for one in begun] == [6, 12]


def test_the_end_of_chirps_is_theirs() -> None:
    assert ended(OngoingChirps(3, 1.0, 90.0, 700.0), LOW_BATTERY, 50.0).id == 3


def test_the_detector_tells_of_chirps_and_counts_its_ids_on() -> None:
    detector = Detector(TAXONOMY, {}, EventSettings())
    nothing = np.zeros((2, len(TAXONOMY.labels)), np.float32)
    state, told = detector.step(detector.start(), nothing, 90.56, chirps=THIRD)
    assert [one.label for one in told] == ["low_battery"]
    assert state.next_id == 2
    alarm = nothing.copy()
    alarm[:, TAXONOMY.index("doorbell")] = 1.0
    for k in range(4):
        state, more = detector.step(state, alarm, 90.72 + 0.16 * k)
        told += more
    assert [one.id for one in told] == [1, 2]
    _, over = detector.flush(state, 92.0)
    assert [one.id for one in over] == [1, 2]


def test_chirps_have_no_threshold() -> None:
    with pytest.raises(EdgeAacError, match="'low_battery' has no threshold"):
        Detector(TAXONOMY, {}, EventSettings(thresholds={"low_battery": 0.9}))


def test_chirps_can_be_blocked_and_are_told_once_in_hours() -> None:
    AnnouncementPolicy(SalienceSettings(block=("low_battery",)), TAXONOMY)
    for profile in ("home", "street"):
        assert PROFILES[profile].announces("low_battery")
        assert PROFILES[profile].cooldown("low_battery") == 21_600.0
    assert not PROFILES["sleep"].announces("low_battery")
