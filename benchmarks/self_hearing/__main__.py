"""The own voice from a loudspeaker: what it sets off, and whether alarms are heard beside it.

    python -m benchmarks.self_hearing --bundle models/edge-aac-s

Own utterances - sentences of the catalogue and of the decoder, spoken by the real synthesiser,
hazards with their signal - leak back into the input at -20 to -6 dB of what is played, through
recorded rooms, over beds of household, street and night. The real pipeline hears them, in a
closed loop: what it says leaks, too. An utterance is self-triggered if the same input without
the leak does not bring it about: neither in words, nor - the second row leaves this out - in
what its network hears. Beside that, rendered smoke alarms at 0 dB over the bed, with
the own voice over half of their time. Half an hour on two cores.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.self_hearing.score import share
from benchmarks.self_hearing.sessions import ENVIRONMENTS, SESSION, SessionPlan, alarm, session
from benchmarks.self_hearing.texts import own_texts
from edge_aac.settings import Settings
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.jobs import shared
from models.ground.result import today

QUESTION = "Own voice from a loudspeaker: what does it set off, and are alarms heard beside it?"
ALARMS = ("t3_piezo", "t3_low")
FIRST_SEED = 17_000
"""Devices with smaller seeds were looked at before."""


def _settings(bundle: Path | None) -> Settings:
    """As shipped, but that no budget hides what would be said."""
    given: dict[str, Any] = {"salience": {"ambient_per_hour": 240, "talk_per_hour": 1_000}}
    if bundle is not None:
        given["encoder"] = {"model": bundle}
    return Settings.model_validate(given)


def _rows(sessions: list[dict[str, Any]], alarms: list[dict[str, Any]]) -> list[tuple[str, str]]:
    rows = []
    for known, words in (("known", "self-triggered"), ("unknown", "the same with no such rule")):
        own = sum(one[known]["own"] for one in sessions)
        for which in ("self-triggered", "by the words alone"):
            found = sum(len(one[known][which]) for one in sessions)
            less = f"; at most {3 / own:.2%} (95 %)" if own and not found else ""
            how = "" if which == "self-triggered" else ", judged by the words alone"
            what = f"own utterances leaked in at -20 to -6 dB, {words}{how}"
            rows.append((what, f"{found} of {own}{less}"))
    for words, names in (("smoke alarms", ALARMS), *((kind, (kind,)) for kind in ALARMS)):
        some = [one for one in alarms if one["kind"] in names]
        for where in ("under the voice", "without it"):
            for what in ("announced", "named"):
                hits = [one[where][what] is not None for one in some]
                rows.append((f"{words} at 0 dB {where}, {what}", share(hits)))
    for place in ENVIRONMENTS:
        some = [one for one in alarms if one["environment"] == place]
        hits = [one["under the voice"]["announced"] is not None for one in some]
        rows.append(
            (f"smoke alarms at 0 dB over a bed of {place}, under the voice, announced", share(hits))
        )
    spoken = float(np.median([one["spoken"] for one in alarms])) if alarms else 0.0
    rows.append(("part of an alarm over which the voice spoke, median", f"{spoken:.0%}"))
    return rows


def main() -> None:
    """Talk, listen, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--utterances", type=int, default=1_000)
    parser.add_argument("--alarms", type=int, default=100, help="of each kind")
    parser.add_argument("--clips", type=int, default=400, help="for sentences of the decoder")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/self-hearing.json"))
    args = parser.parse_args()
    settings = _settings(args.bundle)
    texts = tuple(own_texts(load_corpus(args.data), settings, args.clips))
    count = -(-args.utterances // SESSION)
    talks = [SessionPlan(i, "", settings, args.data, texts) for i in range(count)]
    alarms = [
        SessionPlan(FIRST_SEED + i, kind, settings, args.data, texts)
        for kind in ALARMS
        for i in range(args.alarms)
    ]
    sessions = shared(session, talks, args.jobs, "sessions")
    heard = shared(alarm, alarms, args.jobs, "alarms")
    rows = _rows(sessions, heard)
    for what, figure in rows:
        print(f"{what}: {figure}")
    for one in sessions:
        for t, priority, text in one["known"]["self-triggered"]:
            print(f"- {one['environment']} {one['level_db']} dB, {t} s, {priority}: {text}")
    details = {"texts": len(texts), "sessions": sessions, "alarms": heard}
    command = "python -m benchmarks.self_hearing"
    today(QUESTION, command, rows, details=details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
