"""The journal forgets its oldest, and knows what was said last."""

from __future__ import annotations

from edge_aac.journal.decisions import MOST, Decisions
from edge_aac.types import Decision


def decision(t: float, spoken: bool) -> Decision:
    return Decision(t, "Rain.", spoken, "new_scene", "The scene has changed.")


def test_the_newest_are_kept_and_no_more() -> None:
    kept = Decisions()
    for t in range(MOST + 44):
        kept.add(decision(float(t), spoken=False))
    assert len(kept) == MOST
    assert next(iter(kept)).t == 44.0
    assert kept.last_said() is None


def test_the_last_that_was_said_is_found_behind_what_was_not() -> None:
    kept = Decisions(most=8)
    kept.add(decision(1.0, spoken=True))
    kept.add(decision(2.0, spoken=True))
    kept.add(decision(3.0, spoken=False))
    said = kept.last_said()
    assert said is not None
    assert said.t == 2.0
