"""Figures as plain lines.

In: figures, the words of a language. Out: lines, one fact each, the cost of everything first.
"""

from __future__ import annotations

from edge_aac.answers.wording import Wording
from edge_aac.bench.figures import Figures
from edge_aac.bench.meter import Stage

_MS_PER_PERCENT = 10.0
"""A core that works through has spent 1,000 ms in a second."""


def as_lines(figures: Figures, wording: Wording) -> list[str]:
    """The lines, in order."""

    def ms(value: float) -> str:
        return wording.decimal(value, 2)

    start, memory, run = figures.startup, figures.memory, figures.run
    lines = [
        wording.bench("whole", ms=ms(figures.whole), share=ms(figures.whole / _MS_PER_PERCENT)),
        *(wording.bench(stage.value, ms=ms(figures.stage(stage))) for stage in Stage),
        wording.bench("libraries", ms=ms(figures.libraries)),
        wording.bench("rest", ms=ms(figures.rest)),
        wording.bench(
            "hop",
            p50=ms(figures.percentile(50)),
            p95=ms(figures.percentile(95)),
            p99=ms(figures.percentile(99)),
            longest=ms(figures.percentile(100)),
            hops=len(run.hops),
        ),
    ]
    if start.seconds is not None:
        lines.append(wording.bench("startup", seconds=wording.decimal(start.seconds, 1)))
    lines.append(wording.bench("startup_cpu", seconds=wording.decimal(start.cpu_seconds, 1)))
    lines.append(wording.bench("first_hop", ms=ms(figures.first_hop)))
    if memory is not None:
        lines.append(wording.bench("memory", mib=wording.decimal(memory, 0)))
    lines.append(wording.bench("threads", threads=run.threads))
    executed = figures.executed
    lines.append(
        wording.bench(
            "executed",
            model=executed.model,
            runtime=executed.runtime,
            provider=executed.provider,
        )
    )
    missed = wording.decimal(run.missed_seconds, 1)
    dropped = wording.bench("dropped", seconds=missed)
    lines.append(dropped if run.missed_seconds > 0 else wording.bench("complete"))
    lines.append(wording.bench("voice"))
    return lines
