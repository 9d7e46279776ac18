"""What a training recipe is made of: early naming, band curves, evidence, dev's ranking."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from edge_aac.features.logmel import FLOOR
from edge_aac.taxonomy import load_taxonomy
from models.data.batches import Batch, _sure
from models.data.colour import band_curves
from models.data.memories import Clearness, Memories, timeline
from models.data.pool import (
    COMPANY,
    CONFUSERS,
    IN_HOUSEHOLDS,
    IN_STREETS,
    LIKE_IMPULSIVE,
    RENDERED,
    Pool,
    split_of,
)
from models.data.recipe import RENDERABLE
from models.data.scene import Placed, shifted
from models.grammar import SPECIAL, Grammar, mentions
from models.networks.encoder import LEVELS, Remember
from models.training.decoder_examples import Disturbance, Examples
from models.training.dev_scenes import average_precision
from models.training.encoder_losses import SOONEST_ROWS, heard_rows, ranked

LABELS = len(load_taxonomy().labels)


def _batch(onset: int, rows: int = 64, count: int = 200) -> Batch:
    active = torch.zeros(count, rows, LABELS)
    active[:, onset:, 3] = 1.0
    single = torch.zeros(count, LABELS)
    single[:, 3] = 1.0
    empty = torch.zeros(count)
    return Batch(torch.zeros(count, 8 * rows, 64), active, empty, single, empty)


def test_a_clip_that_is_named_early_is_cut_only_after_its_onset() -> None:
    torch.manual_seed(1)
    rows = heard_rows(_batch(onset=20), early=1.0)
    lengths = rows.sum(dim=1)
    assert lengths.min() >= 20 + SOONEST_ROWS
    assert lengths.max() <= 64
    assert (lengths < 40).float().mean() > 0.5, "most cuts are early ones"
    assert (rows[:, :-1] >= rows[:, 1:]).all(), "what is heard is a beginning"


def test_without_early_naming_the_whole_clip_counts() -> None:
    assert heard_rows(_batch(onset=20), early=0.0).min() == 1.0


def test_a_sound_that_begins_at_the_very_end_is_heard_to_the_end() -> None:
    assert heard_rows(_batch(onset=63), early=1.0).sum(dim=1).min() == 64


def _ranking(logits: dict[int, float], sounding: tuple[int, ...]) -> float:
    active = torch.zeros(1, 64, LABELS)
    active[:, 10:20, list(sounding)] = 1.0
    heard = torch.full((1, 64, LABELS), -4.0)
    for label, level in logits.items():
        heard[:, 10:20, label] = level
    heard[:, 30:, 7] = 9.0
    empty = torch.zeros(1)
    return float(ranked(heard, Batch(empty, active, empty, empty, empty)))


def test_in_a_mixture_each_sound_competes_with_what_is_absent_while_it_sounds() -> None:
    right = _ranking({3: 3.0}, (3,))
    assert right < 0.2, "what sounds later is no rival"
    assert _ranking({3: 3.0, 5: 3.0}, (3,)) > right + 0.5
    assert _ranking({3: 3.0, 5: 3.0}, (3, 5)) < 0.2, "two that sound are no rivals"


def test_nothing_is_learnt_of_the_labels_of_what_nobody_labelled() -> None:
    told = {"complete": False, "placed": []}
    assert [_sure(t) for t in (told, told | {"complete": True}, told | {"unknown": True})] == [
        0.5,
        1.0,
        0.0,
    ]
    assert split_of("street") == split_of("wild") == "train"


def test_a_sound_that_is_moved_is_cut_at_the_end_and_no_longer_counted() -> None:
    dog = Placed("dog", 0.4, 3.0, 10.0, 2, "event", None, ((0.4, 1.0), (2.0, 3.0)))
    whole, cut = shifted(dog, 2.0, 9.0), shifted(dog, 2.0, 4.0)
    assert whole.stretches == ((2.4, 3.0), (4.0, 5.0))
    assert (whole.onset, whole.end, whole.count) == (2.4, 5.0, 2)
    assert (cut.stretches, cut.end, cut.count) == (((2.4, 3.0),), 4.0, None)


def _short(label: str) -> tuple[Memories, float]:
    rows = 60
    logits = np.full((4, rows, LABELS), -9.0, np.float16)
    logits[:, 5:30, load_taxonomy().index(label)] = 6.0
    placed = [(_placed(label, 0.4, 2.4),)] * 4
    return Memories(logits, np.ones((4, rows, LEVELS), np.float16), placed), 1.0


def test_a_medley_holds_several_sounds_and_its_sentence_names_them() -> None:
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    heard = [_short(label) for label in ("dog", "doorbell", "siren")]
    still = Disturbance(0.0, 0.0)
    examples = Examples(heard, words, seed=1, batch=40, disturbance=still, medleys=1.0)
    memory, _, tokens = examples.draw()
    sounding = (memory[:, :, :LABELS].amax(dim=1) > 2.0).sum(dim=1)
    assert 1 < sounding.float().mean() <= 3
    told = [" ".join(words[i] for i in row if i)[:-6] for row in tokens.tolist()]
    named = [len(mentions(sentence.partition("> ")[2])) for sentence in told]
    assert np.mean(named) > 1.2
    assert all(n <= s for n, s in zip(named, sounding.tolist(), strict=True))


def test_band_curves_are_smooth_and_change_no_level() -> None:
    curves = band_curves(np.random.default_rng(1), 50, 0.5)
    assert curves.shape == (50, 1, 64)
    assert np.abs(curves.mean(axis=2)).max() < 1e-5
    assert 0.2 < curves.std() < 0.6
    assert np.abs(np.diff(curves, axis=2)).max() < 0.3


def test_what_is_remembered_is_evidence_and_levels() -> None:
    logits = torch.tensor([[[-8.0, -2.0, 0.0, 4.0]]])
    silence = torch.full((1, 8, 64), float(np.log(FLOOR)))
    loud_treble = silence.clone()
    loud_treble[:, :, 48:] = 4.0
    rows = Remember()(logits, loud_treble)
    assert rows.shape == (1, 1, 4 + LEVELS)
    assert rows[0, 0, :4].tolist() == [0.0, 0.0, 1.0, 3.0]
    assert rows[0, 0, 7] == pytest.approx(3.0), "the upper quarter of the bands"
    assert (rows[0, 0, 4:7] < 0.1).all()


def _placed(label: str, first: float, last: float) -> Placed:
    return Placed(label, first, last, 10.0, None, "event", None, ((first, last),))


def test_what_went_by_unnoticed_is_not_told_and_what_is_unsure_is_told_as_its_kind() -> None:
    taxonomy = load_taxonomy()
    heard = {"dog": 0.9, "cat": 0.5, "cow": 0.2}
    logits = np.full((100, LABELS), -9.0, np.float16)
    for label, p in heard.items():
        logits[10:20, taxonomy.index(label)] = np.log(p / (1 - p))
    placed = tuple(_placed(label, 0.8, 1.6) for label in heard)
    told = {
        event.label: event.unsure
        for event in timeline(placed, 0, 100, logits, Clearness(0.3, 0.6)).events
    }
    assert told == {"dog": False, "cat": True}
    assert len(timeline(placed, 0, 100).events) == 3, "without evidence all is told"


def test_where_nothing_is_clear_the_clearest_is_told_as_its_kind() -> None:
    logits = np.full((100, LABELS), -9.0, np.float16)
    (event,) = timeline((_placed("dog", 0.8, 1.6),), 0, 100, logits).events
    assert event.unsure


def test_a_perfect_ranking_has_precision_one() -> None:
    present = np.array([False, True, False, True])
    assert average_precision(np.array([0.1, 0.9, 0.2, 0.8], np.float32), present) == 1.0
    worst = average_precision(np.array([0.9, 0.1, 0.8, 0.2], np.float32), present)
    assert worst == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_a_pool_in_company_belongs_to_the_split_of_its_foregrounds() -> None:
    assert {split_of(pool) for pool in COMPANY} == {"train", "dev", "fold4"}
    assert split_of("salient") == split_of("synthetic") == split_of("train") == "train"
    assert split_of("fold4") == "fold4"


def test_what_a_pool_is_made_of_exists() -> None:
    for labels in RENDERED.values():
        assert set(labels) <= set(RENDERABLE)
    for labels in (IN_STREETS, IN_HOUSEHOLDS, CONFUSERS, LIKE_IMPULSIVE):
        assert labels <= set(load_taxonomy().names)


def test_an_example_is_named_by_its_event_and_not_by_its_background() -> None:
    dog = _placed("dog", 0.0, 1.0).as_json()
    rain = {**_placed("rain", 0.0, 5.0).as_json(), "role": "background"}
    timelines = [{"complete": True, "placed": placed} for placed in ([dog, rain], [rain], [])]
    nothing = np.zeros((3, 1, 1), np.uint8)
    named = Pool(nothing, nothing, nothing, timelines).named()
    taxonomy = load_taxonomy()
    assert np.flatnonzero(named[0]).tolist() == [taxonomy.index("dog")]
    assert np.flatnonzero(named[1]).tolist() == [taxonomy.index("rain")]
    assert not named[2].any()
