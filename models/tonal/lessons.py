"""Lessons for the tonal network: what single pitches do, and what should be said of it.

    python -m models.tonal.lessons --out cache/tonal --rounds 8

In: recordings of `use=train` (split `train`, or another for judging a checkpoint) and the training
synthesiser. Out: one file for each round, `x` uint8 (tracks, hops, 8 * CHANNELS), `y` int8 (tracks,
hops, PATTERNS), and what each track is of. A round holds alarms and two-tone sirens in rooms at -15
to 20 dB over recorded beds, some beside other devices or under the own voice; rendered appliances,
telephones and jingles; beeps at an alarm's pitch in wrong patterns; loops of voices, animals and
music with exact periods; and recordings at several speeds.

Of everything that is no alarm, the pitches that come and go most are kept. Never does: training.
Never reads rows that judge.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import soxr
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.events.tonal.pitch_salience import hops
from edge_aac.features.narrowband import COLUMNS
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.pieces import amplitude
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.synthesis import render
from models.synthesis.loudspeaker import loudspeaker
from models.synthesis.timing import edges, gate
from models.synthesis.tone import piezo, square, steady, tone
from models.tonal.device import Device, device_in_room, in_room, mix, pitch_of
from models.tonal.front import POSSIBLE, TABLE, features, limited
from models.tonal.material import HOPS, SECONDS, Material, fitted
from models.tonal.network import TonalNet, load
from models.tonal.spectra import columns, log_power
from models.tonal.targets import (
    UNASKED,
    Pattern,
    nothing,
    t3_targets,
    t4_targets,
    two_tone_targets,
)

ALARMS = {"smoke_piezo": (3, 2_700.0, 3_880.0), "smoke_low": (3, 455.0, 590.0),
          "co_piezo": (4, 2_700.0, 3_880.0), "co_low": (4, 455.0, 590.0)}  # fmt: skip
"""Kinds with their cadence and where their pitch is looked for [Hz]."""
MISTAKEN = (
    "phone_bell", "phone_warble", "ringtone", "phone_modern", "clock_beeps", "clock_buzz",
    "clock_motif", "timer", "beep", "notification", "microwave", "reversing_beeper", "low_battery",
    "ding_dong", "melody_chime", "mouth_whistle", "band", "solo", "level_crossing", "car_alarm",
    "alarm_beeps", "alarm_buzzer", "alarm_rising", "siren_wail", "siren_yelp", "westminster",
)  # fmt: skip
LIKE_AN_ALARM = "beeps that begin like an alarm"
SPEEDS = (1.0, 0.86, 1.17, 0.75, 1.33)
LEVELS_DB = (-15.0, 20.0)
_KEPT = 3
"""Tracks of each range that are kept of what is no alarm."""
_HARD = 0.05
"""Score of what is not there from which a track is a hard lesson."""
_MIXES = 4
"""How often a device is mixed."""
SEED = 20261130


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many sounds of each kind a round holds.

    A T4 sounds for a tenth of its cycle: more of them are needed for as much evidence.
    """

    smoke: int = 20
    """Smoke alarms with a disc; as many again for sleepers."""
    co: int = 40
    """Carbon monoxide alarms, likewise."""
    sirens: int = 20
    mistaken: int = 90
    beeps: int = 60
    loops: int = 60
    recordings: int = 180
    jingles: int = 40

    @staticmethod
    def of(changes: Sequence[str]) -> Amounts:
        """From words such as `loops=240`."""
        try:
            pairs = [one.split("=") for one in changes]
            return Amounts(**{name: int(count) for name, count in pairs})
        except (TypeError, ValueError) as error:
            names = ", ".join(one.name for one in fields(Amounts))
            raise SystemExit(f"Amounts are written NAME=COUNT; names are {names}.") from error

    @property
    def devices(self) -> dict[str, int]:
        """Of each kind of alarm."""
        return {kind: self.co if kind.startswith("co") else self.smoke for kind in ALARMS}

    @property
    def rendered(self) -> int:
        """Of devices that are no alarm, how many scenes."""
        return 2 * (self.mistaken + self.beeps) + self.jingles


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What one pitch does."""

    x: NDArray[np.uint8]
    y: NDArray[np.int8]
    kind: str
    pitch: int
    level: float


def _quantised(shown: FloatArray) -> NDArray[np.uint8]:
    """(pitches, n, CHANNELS) -> (pitches, hops, 8 * CHANNELS)."""
    return np.round(hops(shown).transpose(1, 0, 2) * 255).astype(np.uint8)


def busiest(shown: FloatArray, kept: int) -> list[int]:
    """The pitches of each range that come and go most, none beside another."""
    here = shown[:, :, 0]
    moves = np.abs(np.diff(np.clip(here, 0.2, None), axis=1)).sum(axis=1)
    chosen: list[int] = []
    low = TABLE.low
    for part in (low, ~low):
        score = np.where(part, moves, -1.0)
        for _ in range(kept):
            best = int(score.argmax())
            if score[best] <= 0.0:
                break
            chosen.append(best)
            score[max(0, best - 2) : best + 3] = -1.0
    return chosen


def _negatives(
    spectrum: FloatArray, covered: NDArray[np.bool_] | bool, kind: str, level: float,
    made_of: Material,
) -> Iterator[Track]:  # fmt: skip
    shown = features(limited(spectrum[: HOPS * COLUMNS]), covered)
    x = _quantised(shown)
    y = nothing(HOPS)
    if "siren" in kind or kind == "car_alarm":
        y[:, Pattern.TWO_TONE] = UNASKED
    if kind.startswith("alarm_") or kind == LIKE_AN_ALARM:
        y[:, Pattern.HINT] = UNASKED
    if made_of.net is None:
        chosen = [*busiest(shown, _KEPT), int(made_of.rng.integers(len(shown)))]
    else:
        chosen = _mistaken_by(made_of.net, x, y)
    yield from (Track(x[i], y, kind, i, level) for i in chosen)


@torch.no_grad()
def _mistaken_by(net: TonalNet, x: NDArray[np.uint8], y: NDArray[np.int8]) -> list[int]:
    """The pitches at which a network hears most of what is not there, none beside another."""
    logits, _ = net(torch.from_numpy(x.astype(np.float32) / 255.0))
    found = (
        torch.where(torch.from_numpy(y) == 0, logits.sigmoid(), 0.0)
        * torch.from_numpy(POSSIBLE)[:, None].float()
    )
    score = found.amax(dim=(1, 2)).numpy()
    chosen: list[int] = []
    while len(chosen) < _KEPT and score.max() > _HARD:
        best = int(score.argmax())
        chosen.append(best)
        score[max(0, best - 1) : best + 2] = 0.0
    return chosen


def _unlike(*patterns: Pattern) -> NDArray[np.int8]:
    """Targets of all pitches of a device that makes some patterns: no other is there."""
    y = nothing(HOPS)
    y[:, list(patterns)] = UNASKED
    return y


def _level(rng: np.random.Generator) -> float:
    """More faint ones than loud ones."""
    low, high = LEVELS_DB
    return float(low + (high - low) * rng.random() ** 1.8)


def _of_device(
    device: Device, hertz: float, y: NDArray[np.int8], own: tuple[Pattern, ...],
    made_of: Material, others: Sequence[Device],
) -> Iterator[Track]:  # fmt: skip
    """A device with patterns of its own over several beds; `y` is true at its pitch."""
    rng = made_of.rng
    best = int(np.abs(TABLE.hertz - hertz).argmin())
    for _ in range(_MIXES):
        level = _level(rng)
        other = others[int(rng.integers(len(others)))] if others and rng.random() < 0.15 else None
        spectrum, covered = mix(device, made_of, level, other)
        shown = features(limited(spectrum[: HOPS * COLUMNS]), covered)
        x = _quantised(shown)
        for i in {best, best + int(rng.choice([-1, 1]))}:
            if 0 <= i < len(x) and TABLE.low[i] == TABLE.low[best]:
                yield Track(x[i], y, device.kind, i, level)
        if not TABLE.low[best] and other is None:
            beside = next((i for i in busiest(shown, 1) if TABLE.low[i]), None)
            if beside is not None:
                yield Track(x[beside], nothing(HOPS), "bed", beside, level)
        if made_of.net is not None and other is None:
            elsewhere = _unlike(*own)
            for i in _mistaken_by(made_of.net, x, elsewhere):
                yield Track(x[i], elsewhere, f"other than {device.kind}", i, level)


def alarms(kind: str, made_of: Material, others: Sequence[Device]) -> Iterator[Track]:
    """One device over several beds."""
    rng = made_of.rng
    pulses, low, high = ALARMS[kind]
    lead = float(rng.uniform(1.0, 6.0))
    length = SECONDS - lead if rng.random() < 0.75 else float(rng.uniform(8.0, 14.0))
    sound = render(kind, rng, length)
    device = device_in_room(kind, sound.samples, sound.active, made_of, lead)
    if len(device.spans) < pulses:
        return
    make = t3_targets if pulses == 3 else t4_targets
    y = make(device.spans, HOPS)
    own = (Pattern.HINT, Pattern.T3 if pulses == 3 else Pattern.T4)
    yield from _of_device(device, pitch_of(device, low, high), y, own, made_of, others)


def sirens(made_of: Material, others: Sequence[Device]) -> Iterator[Track]:
    """Two horns in turn, over several beds."""
    rng = made_of.rng
    seed = int(rng.integers(2**31))
    lead = float(rng.uniform(1.0, 5.0))
    length = SECONDS - lead if rng.random() < 0.75 else float(rng.uniform(9.0, 14.0))
    sound = render("siren_hi_lo", np.random.default_rng(seed), length)
    again = np.random.default_rng(seed)  # the same chance: its first numbers are these
    pitch = float(again.uniform(350, 700))
    again.choice([1.3333, 1.3333, 1.2, 1.25, 1.5])
    again.uniform(0.98, 1.02)
    slow = again.random() >= 0.7
    each = 0.5 * float(again.uniform(2.4, 3.5) if slow else again.uniform(0.8, 2.4))
    device = device_in_room("siren_hi_lo", sound.samples, sound.active, made_of, lead)
    y = two_tone_targets(lead, lead + length, each, HOPS)
    place = pitch_of(device, 0.96 * pitch, 1.04 * pitch)
    own = (Pattern.HINT, Pattern.TWO_TONE)
    yield from _of_device(device, place, y, own, made_of, others)


def mistaken(made_of: Material) -> tuple[Device, Iterator[Track]]:
    """A rendered device that is no alarm with a cadence."""
    rng = made_of.rng
    kind = str(rng.choice(MISTAKEN))
    lead = float(rng.uniform(0.5, 5.0))
    sound = render(kind, rng, float(rng.uniform(6.0, SECONDS - lead)))
    device = device_in_room(kind, sound.samples, sound.active, made_of, lead)
    return device, _over_beds(device, made_of)


def _over_beds(device: Device, made_of: Material) -> Iterator[Track]:
    for _ in range(2):
        level = float(made_of.rng.uniform(-5, 25))
        spectrum, covered = mix(device, made_of, level, None)
        yield from _negatives(spectrum, covered, device.kind, level, made_of)


def beeps(made_of: Material) -> Iterator[Track]:
    """Beeps at an alarm's pitch, in patterns that no standard has."""
    rng = made_of.rng
    low = rng.random() < 0.35
    while True:
        count = int(rng.choice([1, 2, 3, 3, 4, 4, 4, 5, 6, 8, 40]))
        on, off = (float(np.exp(rng.uniform(np.log(0.05), np.log(1.2)))) for _ in "ab")
        if rng.random() < 0.4:
            off = on
        t3 = count == 3 and 0.36 < on < 0.65 and 0.2 < off < 0.65
        if not t3 and not (count == 4 and 0.07 < on < 0.15 and 0.07 < off < 0.15):
            break
    row = count * (on + off)
    every = row + float(np.exp(rng.uniform(np.log(0.4), np.log(30.0))))
    rounds = int(rng.choice([1, 2, 3, 10]))
    length = min(SECONDS - 1.0, rounds * every)
    spans = [(r * every + k * (on + off), r * every + k * (on + off) + on)
             for r in range(rounds) for k in range(count)]  # fmt: skip
    spans = [(a, min(b, length)) for a, b in spans if a < length - 0.05]
    n = int((length + 0.1) * SAMPLE_RATE)
    hertz = float(rng.uniform(460, 585) if low else rng.uniform(2_700, 3_880))
    wave = tone(steady(hertz, n), square(rng) if low else piezo(rng), rng)
    wave *= gate(tuple(spans), n, *edges(rng))
    dry = loudspeaker(wave, rng, (150, 900), (3_500, 7_600)).astype(np.float32)
    # What begins as an alarm does may be hinted at: nobody can know.
    t3_like = count > 1 and 0.36 < on < 0.65 and 0.2 < off < 0.65
    t4_like = count > 3 and 0.07 < on < 0.15 and 0.07 < off < 0.15
    kind = LIKE_AN_ALARM if t3_like or t4_like else "beeps"
    device = device_in_room(kind, dry, spans, made_of, float(rng.uniform(0.5, 4.0)))
    return _over_beds(device, made_of)


def loops(made_of: Material) -> Iterator[Track]:
    """A recording that is said again and again with an exact period."""
    rng = made_of.rng
    clip = made_of.repeated()
    return _looped(_at_speed(made_of.read(clip), rng), f"loop {clip.label}", made_of)


def jingles(made_of: Material) -> Iterator[Track]:
    """A rendered tune, or beeps, with an exact period."""
    rng = made_of.rng
    kind = str(rng.choice(MISTAKEN))
    sound = render(kind, rng, float(rng.uniform(1.0, 4.0)))
    return _looped(in_room(sound.samples, made_of), f"loop {kind}", made_of)


def _looped(samples: FloatArray, kind: str, made_of: Material) -> Iterator[Track]:
    rng = made_of.rng
    period = int(float(rng.uniform(2.5, 7.5)) * SAMPLE_RATE)
    at = int(rng.integers(max(1, len(samples) - period)))
    part = samples[at : at + period]
    once = np.zeros(period, np.float32)
    once[: len(part)] = part
    whole = fitted(once)
    scale = 0.3 / (np.abs(whole).max() + 1e-9) * amplitude(rng.uniform(-25, 0))
    noise = rng.standard_normal(len(whole)) * 10 ** rng.uniform(-4.5, -2.5)
    spectrum = log_power(columns((whole * scale + noise).astype(np.float32)))
    return _negatives(spectrum, False, kind, 0.0, made_of)


def _at_speed(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    speed = float(rng.choice(SPEEDS))
    if speed == 1.0:
        return samples
    changed = soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE / speed, quality="LQ")
    return np.asarray(changed, np.float32)


def recordings(made_of: Material) -> Iterator[Track]:
    """Recordings one after the other."""
    rng = made_of.rng
    n = int(SECONDS * SAMPLE_RATE)
    parts: list[FloatArray] = []
    labels = []
    while sum(map(len, parts)) < n:
        clip = made_of.next()
        samples = _at_speed(made_of.read(clip), rng)
        at = int(rng.integers(max(1, len(samples) - n // 2)))
        parts.append(samples[at : at + n // 2] * np.float32(amplitude(rng.uniform(-20, 6))))
        labels.append(clip.label)
    kind = "recorded siren" if "siren" in labels else f"recorded {labels[0]}"
    spectrum = log_power(columns(np.concatenate(parts)[:n]))
    return _negatives(spectrum, False, kind, 0.0, made_of)


def one_round(made_of: Material, amounts: Amounts) -> list[Track]:
    """All that a round holds."""
    tracks: list[Track] = []
    devices: list[Device] = []
    for _ in range(amounts.mistaken):
        device, found = mistaken(made_of)
        devices.append(device)
        tracks.extend(found)
    devices = devices[:24]
    makers: tuple[tuple[int, Callable[[Material], Iterator[Track]]], ...] = (
        (amounts.beeps, beeps), (amounts.loops, loops),
        (amounts.jingles, jingles), (amounts.recordings, recordings),
    )  # fmt: skip
    for count, make in makers:
        for _ in range(count):
            tracks.extend(make(made_of))
    for kind, each in amounts.devices.items():
        for _ in range(each):
            tracks.extend(alarms(kind, made_of, devices))
    for _ in range(amounts.sirens):
        tracks.extend(sirens(made_of, devices))
    return tracks


def save(path: Path, tracks: Sequence[Track], scenes: int) -> None:
    """Write a round."""
    temporary = path.with_suffix(".part.npz")
    np.savez(
        temporary,
        x=np.stack([t.x for t in tracks]),
        y=np.stack([t.y for t in tracks]),
        kind=np.array([t.kind for t in tracks]),
        pitch=np.array([t.pitch for t in tracks], np.int16),
        level=np.array([t.level for t in tracks], np.float32),
        scenes=np.array(scenes),
    )
    temporary.rename(path)


def main() -> None:
    """Make rounds that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("cache/tonal"))
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument(
        "--amounts", nargs="*", default=[], metavar="NAME=COUNT", help="sounds of a kind in a round"
    )
    parser.add_argument("--split", default="train", choices=["train", "dev"])
    parser.add_argument(
        "--ear", type=Path, help="a checkpoint: of what is no alarm, only what it mistakes is kept"
    )
    args = parser.parse_args()
    amounts = Amounts.of(args.amounts)
    torch.set_num_threads(1)
    net = load(args.ear) if args.ear else None
    args.out.mkdir(parents=True, exist_ok=True)
    corpus = load_corpus(args.data)
    for turn in tqdm(range(args.first, args.first + args.rounds), disable=None):
        path = args.out / f"{args.split}-{turn:03d}.npz"
        if not path.exists():
            rng = np.random.default_rng([SEED, turn, args.split == "dev"])
            tracks = one_round(Material(corpus, args.split, rng, net), amounts)
            save(path, tracks, amounts.rendered)


if __name__ == "__main__":
    at_desk(main)
