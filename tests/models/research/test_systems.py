"""Every encoder with every decoder: causal, trainable, and greedy about words."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import torch
from torch import Tensor

from edge_aac.taxonomy import load_taxonomy
from models.networks.encoder import LEVELS
from models.research.attending import REACH, Attending
from models.research.convolutional import Convolutional
from models.research.event_tokens import EventTokens
from models.research.judging import hear, naming
from models.research.lessons import Lessons, Scale, heard, vocabulary
from models.research.memory import ENDED, LONGEST, PADDED, Decoder, Encoder, Memory
from models.research.pretrained import Pretrained
from models.research.recipe import DecoderName, Recipe
from models.research.recurrent import Gated, Recurrent
from models.research.system import built
from models.research.training import Budget, train
from models.research.transforming import Transforming
from models.trunk.network import Trunk
from models.trunk.shape import TrunkShape
from tests.models.lively import lively
from tests.models.research.made import DOG, lessons, scenes

LABELS, WORDS = 6, 11
WIDTH = LABELS + LEVELS


def _encoder(name: str) -> Encoder:
    torch.manual_seed(1)
    if name == "cnn":
        return lively(Convolutional(LABELS, 64, 32), 1)
    if name == "pretrained":
        return lively(Pretrained(LABELS, 128, Trunk(TrunkShape(labels=LABELS))), 1)
    return Attending(LABELS, 64, 32, convolving=name == "conformer").eval()


def decoder_of(name: str) -> Decoder:
    """A small decoder with weights of its own."""
    torch.manual_seed(2)
    if name == "transformer":
        return Transforming(WORDS, WIDTH, 16).eval()
    if name == "gru":
        return Gated(WORDS, WIDTH, 16).eval()
    return Recurrent(WORDS, WIDTH, 16, "lstm" if name == "lstm" else "rnn").eval()


def memory_of(rows: int = 40, batch: int = 3) -> Memory:
    """A memory of noise."""
    torch.manual_seed(4)
    events = torch.randn(batch, rows, LABELS)
    return Memory(torch.randn(batch, rows, WIDTH).abs(), events)


@pytest.mark.parametrize("name", ["cnn", "transformer", "conformer", "pretrained"])
@torch.no_grad()
def test_a_stream_gives_what_a_whole_recording_gives(name: str) -> None:
    encoder = _encoder(name)
    frames = torch.randn(1, 96, 128 if name == "pretrained" else 64)
    streamed = torch.cat(list(encoder.stream(frames)), dim=1)
    torch.testing.assert_close(streamed, encoder.hear(frames), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", ["cnn", "transformer", "conformer", "pretrained"])
@torch.no_grad()
def test_no_row_of_a_memory_depends_on_the_future(name: str) -> None:
    encoder = _encoder(name)
    frames = torch.randn(2, 256, 128 if name == "pretrained" else 64)
    changed = frames.clone()
    changed[:, 128:] = 2.0
    one, other = encoder.encode(frames), encoder.encode(changed)
    assert one.events.shape == (2, 32, LABELS) and one.rows.shape == (2, 32, WIDTH)
    torch.testing.assert_close(one.rows[:, :16], other.rows[:, :16], atol=1e-4, rtol=1e-4)
    assert not torch.allclose(one.events[:, 16:], other.events[:, 16:])


@torch.no_grad()
def test_attention_reaches_no_further_than_it_says() -> None:
    encoder = _encoder("transformer")
    rows = 4 * REACH
    frames = torch.randn(1, rows * 8, 64)
    changed = frames.clone()
    changed[:, :8] = 3.0
    one, other = encoder.hear(frames), encoder.hear(changed)
    # Three layers of attention, and the taps before them.
    last = 3 * (REACH - 1) + 7
    torch.testing.assert_close(one[:, last:], other[:, last:], atol=1e-5, rtol=1e-5)
    assert not torch.allclose(one[:, :REACH], other[:, :REACH])


@pytest.mark.parametrize("name", get_args(DecoderName))
def test_teaching_gives_what_steps_give(name: DecoderName) -> None:
    decoder, memory = decoder_of(name), memory_of()
    tokens = torch.randint(2, WORDS, (3, 7))
    with torch.no_grad():
        taught = decoder.teach(memory, tokens)
        state = decoder.begin(memory)
        for i in range(6):
            logits, state = decoder.step(tokens[:, i], state)
            torch.testing.assert_close(logits, taught[:, i], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("name", get_args(DecoderName))
def test_words_depend_on_the_memory_and_sentences_end(name: DecoderName) -> None:
    decoder, memory = decoder_of(name), memory_of()
    tokens = torch.randint(2, WORDS, (3, 7))
    other = Memory(memory.rows.flip(1) * 3.0, memory.events)
    with torch.no_grad():
        assert not torch.allclose(decoder.teach(memory, tokens), decoder.teach(other, tokens))
    said = decoder.decode(memory, style=2)
    assert len(said) == 3
    assert all(len(row) < LONGEST and not {PADDED, ENDED} & set(row) for row in said)


class _Counting(Decoder):
    """Says one token more each time, and ends after a scene's own number of them."""

    def begin(self, memory: Memory) -> Tensor:
        return memory.rows[:, 0, 0]

    def step(self, token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        following = torch.where(state > 0, token + 1, ENDED)
        return torch.nn.functional.one_hot(following, 20).float(), state - 1.0

    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        raise NotImplementedError


def test_each_sentence_ends_by_itself() -> None:
    rows = torch.tensor([2.0, 0.0, 4.0]).view(3, 1, 1)
    assert _Counting().decode(Memory(rows, rows), style=2) == [[3, 4], [], [3, 4, 5, 6]]


def test_the_order_of_events_is_read_off_the_rows_without_repeats_and_blanks() -> None:
    head = EventTokens(4, 3)
    with torch.no_grad():
        head.tokens.weight.copy_(torch.eye(4))
        head.tokens.bias.zero_()
    path = torch.tensor([[0, 1, 1, 0, 3, 3, 3, 0, 3, 2]])
    rows = torch.nn.functional.one_hot(path, 4).float() * 20.0
    memory = Memory(rows, rows[:, :, :3])
    assert head.heard(memory) == [[0, 2, 2, 1]]
    right = head.loss(memory, torch.tensor([[1, 3, 3, 2]]), torch.tensor([4]))
    wrong = head.loss(memory, torch.tensor([[1, 2, 3, 3]]), torch.tensor([4]))
    assert float(right.detach()) < 0.1
    assert float(wrong.detach()) > 1.0


@pytest.mark.slow
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(encoder="cnn", decoder="gru", width=32, hidden=32, rate=5e-3),
        Recipe(encoder="conformer", decoder="transformer", ctc=0.05, width=32, hidden=32),
        Recipe(encoder="transformer", decoder="lstm", width=32, hidden=32),
    ],
    ids=lambda one: f"{one.encoder}-{one.decoder}",
)
def test_a_system_learns(recipe: Recipe) -> None:
    drawn = lessons(8)
    batch = drawn.draw(8)
    system = built(recipe, batch.active.shape[2], len(vocabulary()), batch.frames)
    losses = train(system, lambda: batch, recipe, Budget(steps=12))
    assert len(losses) == 12 and np.isfinite(losses).all()
    assert losses[-1] < 0.8 * losses[0]


def test_front_end_and_encoder_have_to_fit() -> None:
    with pytest.raises(ValueError, match="reads 64 bands, not 128"):
        built(Recipe(), LABELS, WORDS, torch.zeros(1, 16, 128))


@pytest.mark.slow
def test_what_was_learnt_is_said() -> None:
    examples = scenes(6)
    frames = heard(examples, "logmel")
    scale, words = Scale.measured("logmel", frames), vocabulary()
    drawn = Lessons(examples, frames, scale, words, seed=1)
    recipe = Recipe(encoder="transformer", decoder="gru", width=32, hidden=64, batch=6, rate=5e-3)
    some = torch.from_numpy(scale.of(frames))
    system = built(recipe, len(load_taxonomy().labels), len(words), some)
    train(system, lambda: drawn.draw(6), recipe, Budget(steps=150))
    said = hear(system, frames, scale, words)
    assert naming(said.texts, examples.placed).value > 0.8
    dogs = [i for i, placed in enumerate(examples.placed) if DOG in placed]
    others = [i for i in range(6) if i not in dogs]
    dog = said.scores[:, load_taxonomy().index("dog")]
    assert dog[dogs].min() > dog[others].max()
