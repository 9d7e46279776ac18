"""The model's files, and whether this machine is quick enough for them.

In: the settings. Out: findings. Never does: opening a microphone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from edge_aac.build import build_pipeline
from edge_aac.doctor.finding import Check, Finding, fault, fine, warning
from edge_aac.doctor.machine import cause
from edge_aac.encoder.bundle import Bundle, find_bundle
from edge_aac.errors import EdgeAacError
from edge_aac.settings import Settings
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block

HOP_MS = 1e3 * HOP_SAMPLES / SAMPLE_RATE
ROOMY = 0.5
"""Of a hop: who needs more has nothing left for the voice, the desktop and a hot day."""
HOPS = 40
WARMING = 4
"""Hops that are not counted: the first ones load what later ones have."""


def model(settings: Settings) -> Finding:
    """Whether each file of the model is what was released."""
    try:
        bundle = Bundle.load(find_bundle(settings.encoder.model))
    except EdgeAacError as error:
        return fault(Check.MODEL, "reason", reason=cause(error))
    told = bundle.manifest
    return fine(Check.MODEL, "model", name=told.name, version=told.version, files=len(bundle.files))


def speed(
    settings: Settings, timed: Callable[[Settings], Sequence[float]] | None = None
) -> Finding:
    """Whether a hop is done before the next one is there.

    Parameters
    ----------
    settings : Settings
    timed : callable, optional
        Gives the times of hops [ms]; raises where there is no usable model.
    """
    try:
        times = sorted((timed or time_hops)(settings))
    except EdgeAacError as error:
        return fault(Check.SPEED, "reason", reason=cause(error))
    median, late = times[len(times) // 2], times[-1 - len(times) // 20]
    facts = {"median": f"{median:.0f}", "late": f"{late:.0f}", "hop": f"{HOP_MS:.0f}"}
    if late > HOP_MS:
        found = fault(Check.SPEED, "too_slow", **facts)
    elif late > ROOMY * HOP_MS:
        found = warning(Check.SPEED, "tight", **facts)
    else:
        found = fine(Check.SPEED, "speed", **facts)
    return replace(found, figures={"p50_ms": round(median, 2), "p95_ms": round(late, 2)})


def time_hops(settings: Settings, now: Callable[[], float] = time.perf_counter) -> list[float]:
    """How long hops of noise take [ms].

    Raises
    ------
    EdgeAacError
        There is no usable model.
    """
    pipeline = build_pipeline(settings)
    rng = np.random.default_rng(1)
    times = []
    for hop in range(WARMING + HOPS):
        noise = (0.03 * rng.standard_normal(HOP_SAMPLES)).astype(np.float32)
        before = now()
        pipeline.step(Block(noise, hop * HOP_SAMPLES))
        times.append(1e3 * (now() - before))
    return times[WARMING:]
