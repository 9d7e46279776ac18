"""Beam search, nucleus sampling and the truth check, with every decoder and against counting."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import get_args

import pytest
import torch
from torch import Tensor

from edge_aac.taxonomy import load_taxonomy
from models.research.lessons import vocabulary
from models.research.memory import ENDED, PADDED, Decoder, Memory
from models.research.recipe import DecoderName, Recipe
from models.research.searching import Beam, Nucleus, picked, search_of
from models.research.truth import Truthful
from tests.models.research.test_systems import decoder_of, memory_of

STYLE = 2
LETTERS = 5


class _Chain(Decoder):
    """Each token's likelihood hangs on the one before it alone; the memory says for which scene."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(5)
        self.table = torch.randn(2, LETTERS, LETTERS) * 2.0

    def begin(self, memory: Memory) -> Tensor:
        return memory.rows[:, 0, 0].long()

    def step(self, token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return self.table[state, token].clone(), state

    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        raise NotImplementedError


def _scenes(*which: int) -> Memory:
    rows = torch.tensor(which, dtype=torch.float32).view(-1, 1, 1)
    return Memory(rows, rows)


def _likelihood(chain: _Chain, scene: int, tokens: list[int]) -> float:
    table = chain.table[scene].clone()
    table[:, PADDED] = -torch.inf
    logs = torch.log_softmax(table, dim=1)
    path = [STYLE, *tokens, ENDED]
    return float(sum(logs[a, b] for a, b in itertools.pairwise(path)))


def test_a_beam_finds_the_likeliest_of_all_short_sentences() -> None:
    chain = _Chain()
    letters = [one for one in range(LETTERS) if one not in (PADDED, ENDED)]
    every = [list(one) for n in range(5) for one in itertools.product(letters, repeat=n)]
    found = Beam(60, length=0.0).words(chain, _scenes(0, 1), STYLE)
    for scene in (0, 1):
        best = max(_likelihood(chain, scene, one) for one in every)
        assert _likelihood(chain, scene, found[scene]) >= best - 1e-5
        greedy = chain.decode(_scenes(scene), STYLE)[0]
        assert _likelihood(chain, scene, found[scene]) >= _likelihood(chain, scene, greedy) - 1e-5


@pytest.mark.parametrize("name", get_args(DecoderName))
def test_a_beam_of_one_is_greedy_and_wider_ones_end_too(name: DecoderName) -> None:
    decoder, memory = decoder_of(name), memory_of()
    assert decoder.decode(memory, STYLE, Beam(1)) == decoder.decode(memory, STYLE)
    wide = decoder.decode(memory, STYLE, Beam(3))
    assert len(wide) == 3 and not any({PADDED, ENDED} & set(row) for row in wide)
    # Scenes do not touch each other: alone, one has the same words.
    alone = Memory(memory.rows[1:2], memory.events[1:2])
    assert decoder.decode(alone, STYLE, Beam(3)) == [wide[1]]


def test_a_longer_sentence_may_win_where_length_counts() -> None:
    assert search_of(Recipe()) is None
    assert search_of(Recipe(beam=3)) == Beam(3)
    lengths = {}
    for exponent in (0.0, 2.0):
        rows = Beam(20, exponent).words(_Chain(), _scenes(0, 1), STYLE)
        lengths[exponent] = sum(map(len, rows))
    assert lengths[2.0] > lengths[0.0]


def test_draws_come_as_often_as_they_are_likely() -> None:
    chain = _Chain()
    many = _scenes(*[1] * 4000)
    first = Counter((row or [ENDED])[0] for row in Nucleus(1.0).words(chain, many, STYLE))
    logits = chain.table[1, STYLE].clone()
    logits[PADDED] = -torch.inf
    for token, share in enumerate(torch.softmax(logits, dim=0).tolist()):
        assert first[token] / 4000 == pytest.approx(share, abs=0.035)


def test_a_small_nucleus_is_greedy_and_a_seed_gives_the_same_words() -> None:
    chain, memory = _Chain(), _scenes(*[0, 1] * 20)
    assert Nucleus(1e-6).words(chain, memory, STYLE) == chain.decode(memory, STYLE)
    once, again = (Nucleus(0.9, seed=4).words(chain, memory, STYLE) for _ in range(2))
    assert once == again != Nucleus(0.9, seed=5).words(chain, memory, STYLE)


@pytest.mark.parametrize("share", [0.0, 1.1, float("nan")])
def test_what_finds_nothing_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        Nucleus(share)
    with pytest.raises(ValueError, match="width"):
        Beam(0)
    with pytest.raises(TypeError, match="made of tensors, not of list"):
        picked([1], torch.tensor([0]))


class _Talker(Decoder):
    """Says that a dog barks, or that a bell rings, whatever there is."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.number = {word: i for i, word in enumerate(words)}

    def begin(self, memory: Memory) -> Tensor:
        return torch.zeros(len(memory.rows), dtype=torch.long)

    def step(self, token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        logits = torch.full((len(token), len(self.number)), -30.0)
        for i, (place, last) in enumerate(zip(state.tolist(), token.tolist(), strict=True)):
            verb = "barks" if last == self.number["dog"] else "rings"
            for word in (["a"], ["dog", "doorbell"], [verb], ["."], ["<end>"])[min(place, 4)]:
                logits[i, self.number[word]] = 0.0
        return logits, state + 1

    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        raise NotImplementedError


def test_nothing_is_said_without_evidence() -> None:
    words = vocabulary()
    labels = load_taxonomy().names
    events = torch.full((30, 20, len(labels)), -8.0)
    events[:10, 5:15, labels.index("dog")] = 4.0
    events[10:20, 5:15, labels.index("doorbell")] = 4.0
    memory = Memory(events, events)
    style = words.index("<normal>")
    search = Truthful(Nucleus(), words)
    said = [
        " ".join(words[one] for one in row) for row in search.words(_Talker(words), memory, style)
    ]
    assert set(said[:10]) <= {"a dog barks .", ""} and said[:10].count("") <= 2
    assert set(said[10:20]) <= {"a doorbell rings .", ""} and said[10:20].count("") <= 2
    assert set(said[20:]) == {""}
    unchecked = Nucleus().words(_Talker(words), memory, style)
    assert all(unchecked)
