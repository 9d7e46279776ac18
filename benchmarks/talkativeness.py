"""How much is said in an hour of nothing, of a quiet home, of a street: beside the budgets.

    python -m benchmarks.talkativeness --bundle models/edge-aac-s

An hour of room tone is synthesised: noise that falls with pitch, at -70 to -50 dBFS, with the
hum of the mains. A quiet home is a household bed 12 dB under its usual level, with a single
sound every five minutes; a street is a street with its singles. Both are composed from
recordings that judge, minute by minute, and streamed through the pipeline in the profile that fits.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.material import Material, material_in
from benchmarks.soundscapes.spec import Spec
from edge_aac.build import build_pipeline
from edge_aac.settings import Settings
from edge_aac.types import SAMPLE_RATE, Caption, FloatArray, Utterance
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.jobs import shared
from models.ground.result import today
from models.listening.blocks import Blocks

QUESTION = "How much is said in an hour?"
BUDGETS = {"room tone": 0, "quiet home": 6, "street": 30}
"""Utterances an hour that nobody asked for."""
PROFILES = {"room tone": "home", "quiet home": "home", "street": "street"}
_TONE_DBFS = (-70.0, -50.0)
_HUM_HERTZ = 50.0
_QUIETER_DB = -12.0
_SINGLE_EVERY = 5
"""A quiet home holds a minute with single sounds among so many."""


def room_tone(index: int) -> FloatArray:
    """A minute of a room in which nothing happens, shape (n,), float32."""
    rng = np.random.default_rng([20261125, index])
    n = 60 * SAMPLE_RATE
    spectrum = np.fft.rfft(rng.standard_normal(n))
    hertz = np.fft.rfftfreq(n, 1 / SAMPLE_RATE)
    spectrum /= np.maximum(hertz, 30.0) ** rng.uniform(0.4, 0.9)
    noise = np.fft.irfft(spectrum, n)
    time = np.arange(n) / SAMPLE_RATE
    hum = sum(
        rng.uniform(0.1, 1.0) / k * np.sin(2 * np.pi * _HUM_HERTZ * k * time) for k in (1, 2, 3, 5)
    )
    sound = noise / noise.std() + rng.uniform(0.1, 0.7) * hum
    level = 10 ** (rng.uniform(*_TONE_DBFS) / 20)
    return np.asarray(sound / sound.std() * level, np.float32)


def quiet_home(index: int, rows: Material) -> FloatArray:
    """A minute of a quiet home."""
    scattered = index % _SINGLE_EVERY == 0
    # Scattered sounds come every seven seconds on average: a few seconds of them are enough.
    seconds = 8.0 if scattered else 60.0
    parts = [compose(Spec("quiet", index, "household", seconds, scattered=scattered), rows).samples]
    if scattered:
        parts.append(compose(Spec("quiet-rest", index, "household", 52.0), rows).samples)
    return np.concatenate(parts) * np.float32(10 ** (_QUIETER_DB / 20))


def sounds(place: str, minutes: int, data: Path | None) -> Iterator[FloatArray]:
    """The minutes of an hour, one after another."""
    if place == "room tone":
        yield from (room_tone(index) for index in range(minutes))
        return
    rows = material_in(data)
    for index in range(minutes):
        if place == "quiet home":
            yield quiet_home(index, rows)
        else:
            yield compose(Spec("street", index, "street", 60.0, scattered=True), rows).samples


def hour(minutes: int, bundle: Path | None, data: Path | None, place: str) -> dict[str, Any]:
    """Stream an hour and count what is said, by priority."""
    given: dict[str, Any] = {"salience": {"profile": PROFILES[place]}}
    if bundle is not None:
        given["encoder"] = {"model": bundle}
    pipeline = build_pipeline(Settings.model_validate(given))
    said: list[Utterance] = []
    unsaid: Counter[str] = Counter()
    blocks = Blocks()
    for minute in sounds(place, minutes, data):
        outputs = blocks.played(pipeline, minute)
        said += [one for one in outputs if isinstance(one, Utterance)]
        unsaid.update(
            one.priority.value for one in outputs if isinstance(one, Caption) and not one.spoken
        )
    return {
        "place": place,
        "seconds": blocks.clock / SAMPLE_RATE,
        "said": dict(Counter(one.priority.value for one in said)),
        "not said": dict(unsaid),
        "utterances": [[round(one.t, 1), one.priority.value, one.text] for one in said],
    }


def _row(figures: dict[str, Any]) -> tuple[str, str]:
    said = figures["said"]
    hours = figures["seconds"] / 3600
    parts = [f"{said.get(p, 0)} {p}" for p in ("critical", "attention", "ambient")]
    rate = sum(said.values()) / hours
    budget = BUDGETS[figures["place"]]
    whole = f"{sum(said.values())} utterances in {hours:.2f} h, {rate:.1f} an hour"
    return figures["place"], f"{whole} (budget {budget}): {', '.join(parts)}"


def main() -> None:
    """Listen to each hour, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=int, default=60, help="of each place")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/talkativeness.json"))
    args = parser.parse_args()
    load_corpus(args.data)  # Without recordings it ends now, not after an hour of room tone.
    hours = shared(partial(hour, args.minutes, args.bundle, args.data), list(BUDGETS), args.jobs)
    rows = [_row(one) for one in hours]
    for what, figure in rows:
        print(f"{what}: {figure}")
    for one in hours:
        for t, priority, text in one["utterances"]:
            print(f"- {one['place']}, {t} s, {priority}: {text}")
    details = {one["place"]: one for one in hours}
    command = "python -m benchmarks.talkativeness"
    today(QUESTION, command, rows, details=details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
