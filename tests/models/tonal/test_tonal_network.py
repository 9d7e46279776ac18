"""The tonal network hop by hop, and what it is asked to say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from edge_aac.events.tonal.pattern_scores import surest
from edge_aac.events.tonal.patterns import PATTERNS
from edge_aac.features.narrowband import NarrowBand
from edge_aac.types import FloatArray
from models.tonal.front import TABLE
from models.tonal.heard import hear_all, scores
from models.tonal.network import INPUTS, TonalNet, TonalStep, load, saved
from models.tonal.spectra import columns, log_power
from models.tonal.targets import (
    HOP_SECONDS,
    LINGERS,
    UNASKED,
    Pattern,
    after,
    nothing,
    t3_targets,
    t4_targets,
    two_tone_targets,
)
from models.tonal.train import BATCH, Memories, keep
from tests.pulses import row, sound, t3, t4


def untrained() -> TonalNet:
    torch.manual_seed(3)
    return TonalNet().eval()


def at(t: float) -> int:
    """The hop that ends after a moment."""
    return int(np.ceil(t / HOP_SECONDS))


@torch.no_grad()
def test_hop_by_hop_is_as_the_whole() -> None:
    net = untrained()
    x = torch.rand(5, 40, INPUTS)
    logits, after = net(x)
    step, state = TonalStep(net), torch.zeros(5, net.memory.hidden_size)
    for k in range(40):
        told, state = step(x[:, k], state)
        torch.testing.assert_close(told, logits[:, k].sigmoid(), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(state, after[0], atol=1e-5, rtol=1e-4)


def test_it_is_small() -> None:
    assert 10_000 <= sum(p.numel() for p in untrained().parameters()) <= 60_000


def test_a_checkpoint_gives_the_network_back(tmp_path: Path) -> None:
    net = TonalNet(dense=8, memory=6, last=4)
    torch.save({**saved(net), "step": 3}, tmp_path / "last.pt")
    again = load(tmp_path / "last.pt")
    for one, other in zip(net.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_the_labs_scores_are_the_devices() -> None:
    net = untrained()
    with torch.no_grad():
        net.out.bias.fill_(0.0)
        net.out.weight.mul_(20.0)
    spectrum = NarrowBand().whole(sound(12.0, t3(2.0, 2)))
    heard = hear_all(net, spectrum)
    state, k = np.zeros((len(TABLE.hertz), len(PATTERNS)), np.float32), 0
    for _, _, found, _ in scores(net, spectrum):
        for one in found:
            state, told = surest(TABLE, state, one)
            np.testing.assert_allclose(told.scores, heard.level[k], atol=1e-4)
            k += 1
    assert k == len(spectrum) // 8


def test_mixing_spectra_is_mixing_sounds() -> None:
    one, other = sound(3.2, t3(0.2, 1)), sound(3.2, [(0.5, 1.5)], hertz=520.0)
    np.testing.assert_allclose(
        log_power(columns(one) + columns(other)), NarrowBand().whole(one + other), atol=2e-2
    )


def test_a_t3_is_hinted_with_its_second_pulse_and_named_after_its_third() -> None:
    y = t3_targets(t3(2.0, 3), at(24.0))
    hint, name = y[:, Pattern.HINT], y[:, Pattern.T3]
    assert not (hint[: at(2.9)] > 0).any()
    assert hint[at(3.3)] == 1
    assert not (name[: at(4.5)] > 0).any()
    assert name[at(5.2)] == 1
    assert (y[:, [Pattern.T4, Pattern.TWO_TONE]] == 0).all()
    over = at(12.5 + 2.0)
    assert name[over] == UNASKED


def test_a_t4_is_named_when_it_came_again() -> None:
    y = t4_targets(t4(2.0, 3), at(24.0))
    assert y[at(3.0), Pattern.HINT] == 1
    assert (y[: at(7.6), Pattern.T4] == 0).all()
    assert y[at(9.0), Pattern.T4] == 1
    assert (y[: at(24.0), Pattern.T3] == 0).all()


def test_of_a_t4_that_hurries_nobody_is_asked() -> None:
    spans = [one for k in range(4) for one in row(2.0 + 2.0 * k, 0.1, 0.1, 4)]
    y = t4_targets(spans, at(12.0))
    assert (y[:, [Pattern.HINT, Pattern.T4]] == UNASKED).all()


def test_beeps_that_make_no_whole_group_ask_for_no_name() -> None:
    assert not (t4_targets(row(2.0, 0.1, 0.1, 3), at(10.0))[:, Pattern.T4] > 0).any()
    assert not (t3_targets(row(2.0, 0.5, 0.5, 2), at(10.0))[:, Pattern.T3] > 0).any()


def test_two_horns_are_told_with_the_sixth_tone() -> None:
    y = two_tone_targets(1.0, 20.0, 0.75, at(24.0))[:, Pattern.TWO_TONE]
    assert (y[: at(1.0 + 4 * 0.75)] == 0).all()
    assert y[at(1.0 + 7 * 0.75)] == 1


def test_nothing_is_remembered_of_pitches_by_each_other() -> None:
    """A pitch's scores depend on its own features alone."""
    net = untrained()
    x: FloatArray = np.random.default_rng(1).random((4, 20, INPUTS)).astype(np.float32)
    with torch.no_grad():
        together, _ = net(torch.from_numpy(x))
        alone, _ = net(torch.from_numpy(x[2:3]))
    torch.testing.assert_close(together[2:3], alone, atol=1e-5, rtol=1e-4)


def test_the_lab_hears_pieces_as_one_stream() -> None:
    net = untrained()
    spectrum = NarrowBand().whole(sound(12.0, t3(2.0, 2)))
    whole = hear_all(net, spectrum)
    half = len(spectrum) // 16 * 8
    first = hear_all(net, spectrum[:half])
    second = hear_all(net, spectrum[half:], memory=first.memory)
    # A name counts by two hops in a row, which the border parts.
    np.testing.assert_allclose(second.level[1:], whole.level[half // 8 + 1 :], atol=1e-6)
    anew = hear_all(net, spectrum[half:])
    assert np.abs(anew.level - second.level).max() > 1e-6


def test_a_pattern_is_asked_to_be_over_a_few_seconds_after_its_device() -> None:
    """Or its event would swallow the next alarm."""
    for spans, make, pattern, pause in (
        (t3(2.0, 2), t3_targets, Pattern.T3, 1.5),
        (t4(2.0, 3), t4_targets, Pattern.T4, 5.0),
    ):
        y = make(spans, 220)[:, pattern]
        end = spans[-1][1]
        assert (y[at(end + 9.0) :] == 0).all()
        assert (y[at(end) : at(end + pause)] != 0).all()


def test_a_lesson_after_an_alarm_does_not_ask_at_once() -> None:
    before, y = nothing(100)[None].copy(), nothing(100)[None].copy()
    before[0, -1, Pattern.T3] = 1
    y[0, 10, Pattern.T3] = 1
    found = after(before, y)
    assert (found[0, :10, Pattern.T3] == UNASKED).all()
    assert found[0, 10, Pattern.T3] == 1
    assert (found[0, LINGERS:] == 0).all()
    assert (found[0, :, Pattern.T4] == 0).all()
    assert (y[0, :10] == 0).all(), "lessons are not changed in place"


def test_memories_go_on_from_batch_to_batch_and_some_begin_anew() -> None:
    net, rng = untrained(), np.random.default_rng(1)
    memories = Memories(net)
    before, state = memories.go_on(rng)
    assert (before == -1).all() and not state.any()
    memories.keep(np.arange(BATCH), torch.ones(1, BATCH, net.memory.hidden_size))
    before, state = memories.go_on(rng)
    anew = before == -1
    assert 0 < anew.sum() < BATCH / 2
    assert not state[0, torch.from_numpy(anew)].any()
    assert (state[0, torch.from_numpy(~anew)] == 1.0).all()
    assert (before[~anew] == np.arange(BATCH)[~anew]).all()


def test_a_first_checkpoint_makes_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "new" / "last.pt"
    keep(path, {**saved(untrained()), "step": 1}, {"step": 1, "loss": 0.5})
    assert load(path) is not None
    assert (path.parent / "log.jsonl").read_text() == '{"step": 1, "loss": 0.5}\n'
