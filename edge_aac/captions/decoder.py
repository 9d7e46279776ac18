"""Embeddings in, a sentence out: greedy decoding, one GRU step at a time.

In: the embedding memory as it is when a sentence is begun, and a style. Out: a
`DecoderState` per step, at last with the whole text. The steps can be spread over
hops, or stopped: nothing of a sentence shows before it is complete.

Never does: looping (a run of words is not said twice on end), more than 24 words,
claiming silence (the text is empty then, and what the scores say counts), deciding
whether the sentence is spoken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edge_aac.captions.clauses import claims_silence, without_repeats
from edge_aac.captions.vocabulary import END, PUNCTUATION, SPECIAL, STOP, Vocabulary
from edge_aac.errors import EdgeAacError
from edge_aac.types import FloatArray, Network, Style

MOST_WORDS = 24
"""Longer than any sentence that was learnt, and than anybody wants to hear."""

_MOST_TOKENS = 2 * MOST_WORDS
MOST_STEPS = _MOST_TOKENS + 1
"""Steps after which every sentence is finished."""
_LONGEST_RUN = 8


@dataclass(frozen=True, slots=True, eq=False)
class DecoderState:
    """A sentence on its way."""

    memory: FloatArray
    """Shape (1, rows, d), newest row last."""
    mask: FloatArray
    """Shape (1, rows), 1 where the memory is filled."""
    hidden: FloatArray
    """Shape (1, h)."""
    last: int
    """The token that is fed next."""
    tokens: tuple[int, ...] = ()
    """Words and punctuation so far."""
    log_probability: float = 0.0
    """Sum over the tokens, the end included."""
    steps: int = 0
    finished: bool = False
    text: str = ""
    """The sentence once it is finished; until then nothing."""

    @property
    def score(self) -> float:
        """Mean log-probability of a token; 0 is certainty."""
        return self.log_probability / self.steps if self.steps else 0.0


class Decoder:
    """The caption decoder.

    Parameters
    ----------
    network : Network
        Inputs `token`, `hidden`, `memory`, `mask`; outputs `logits`, `next_hidden`.
    vocabulary : Vocabulary
    memory_steps : int
        Embedding rows that the network attends to.

    Raises
    ------
    EdgeAacError
        The network does not fit vocabulary or memory.
    """

    def __init__(self, network: Network, vocabulary: Vocabulary, memory_steps: int) -> None:
        self._network = network
        self._vocabulary = vocabulary
        self._end = vocabulary[END]
        self._stop = vocabulary[STOP]
        self._punctuation = [vocabulary[p] for p in PUNCTUATION if p in vocabulary.tokens]
        never = [vocabulary[special] for special in SPECIAL if special != END]
        self._never = np.array(never)
        self.memory_steps = memory_steps
        """Rows that a sentence is made from at most."""
        if not self._fits(memory_steps):
            raise EdgeAacError(
                "The caption decoder of the model does not fit its vocabulary or its memory: "
                "install edge-aac again, or name another model's folder with --model."
            )

    def begin(self, rows: FloatArray, style: Style) -> DecoderState:
        """Begin a sentence about what is remembered now.

        Parameters
        ----------
        rows : ndarray, shape (n, d), float32
            Embeddings, newest last; only the last that fit the memory count.
        style : Style
        """
        shape = self._network.inputs["memory"]
        kept = rows[-shape[1] :]
        memory = np.zeros(shape, np.float32)
        mask = np.zeros(shape[:2], np.float32)
        if len(kept):
            memory[0, -len(kept) :] = kept
            mask[0, -len(kept) :] = 1.0
        hidden = np.zeros(self._network.inputs["hidden"], np.float32)
        return DecoderState(memory, mask, hidden, self._vocabulary.style(style))

    def step(self, state: DecoderState) -> DecoderState:
        """One GRU step: one more token; a finished sentence stays as it is."""
        if state.finished:
            return state
        logits, hidden = self._run(state)
        if not np.isfinite(logits).all():
            # Nothing that such a network says is worth hearing.
            return replace(state, tokens=(), finished=True)
        chosen = self._choose(logits[0], state.tokens)
        after = replace(
            state,
            hidden=hidden,
            last=chosen,
            log_probability=state.log_probability + _log_probability(logits[0], chosen),
            steps=state.steps + 1,
        )
        if chosen == self._end:
            return self._finish(after)
        said = sum(map(self._vocabulary.is_word, state.tokens))
        if said + self._vocabulary.is_word(chosen) > MOST_WORDS:
            return self._finish(replace(after, tokens=self._shortened(state.tokens)))
        after = replace(after, tokens=(*state.tokens, chosen))
        return self._finish(after) if len(after.tokens) >= _MOST_TOKENS else after

    def sentence(self, rows: FloatArray, style: Style) -> DecoderState:
        """A whole sentence at once; parameters as in `begin`."""
        state = self.begin(rows, style)
        while not state.finished:
            state = self.step(state)
        return state

    def _run(self, state: DecoderState) -> tuple[FloatArray, FloatArray]:
        logits, hidden = self._network.run(
            {
                "token": np.array([state.last], np.int32),
                "hidden": state.hidden,
                "memory": state.memory,
                "mask": state.mask,
            }
        )
        # float32 both; _fits has seen them.
        return logits, hidden  # type: ignore[return-value]

    def _choose(self, logits: FloatArray, tokens: tuple[int, ...]) -> int:
        """The likeliest token that may follow."""
        allowed: NDArray[np.float32] = logits.copy()
        allowed[self._never] = -np.inf
        allowed[list(_would_loop(tokens))] = -np.inf
        if not tokens:
            allowed[self._punctuation] = -np.inf
        return int(allowed.argmax())

    def _finish(self, state: DecoderState) -> DecoderState:
        tokens = state.tokens
        while tokens and not self._vocabulary.is_word(tokens[-1]):
            tokens = tokens[:-1]
        words = without_repeats([self._vocabulary.tokens[token] for token in tokens])
        if claims_silence(words):
            # Who listens may act on that, and the scores know better: it is theirs to say.
            words = ()
        tokens = tuple(self._vocabulary[word] for word in words)
        tokens = (*tokens, self._stop) if tokens else ()
        for run in range(1, _LONGEST_RUN + 1):
            # The stop itself may have completed a repetition.
            if len(tokens) >= 2 * run and tokens[-run:] == tokens[-2 * run : -run]:
                tokens = tokens[:-run]
        return replace(state, tokens=tokens, finished=True, text=self._vocabulary.text(tokens))

    def _shortened(self, tokens: tuple[int, ...]) -> tuple[int, ...]:
        """As much of an endless sentence as is whole: up to its last punctuation."""
        last = max((i for i, t in enumerate(tokens) if t in self._punctuation), default=0)
        return tokens[:last] if last else tokens

    def _fits(self, memory_steps: int) -> bool:
        inputs = dict(self._network.inputs)
        hidden, memory = inputs.get("hidden", ()), inputs.get("memory", ())
        if (
            set(inputs) != {"token", "hidden", "memory", "mask"}
            or inputs["token"] != (1,)
            or [len(hidden), len(memory)] != [2, 3]
            or min(*hidden, *memory) < 1
            or hidden[0] != 1
            or memory[:2] != (1, memory_steps)
            or inputs["mask"] != (1, memory_steps)
            or list(self._network.outputs) != ["logits", "next_hidden"]
        ):
            return False
        nothing = np.zeros((0, memory[2]), np.float32)
        logits, after = self._run(self.begin(nothing, Style.NORMAL))
        return (
            logits.shape == (1, len(self._vocabulary))
            and after.shape == hidden
            and logits.dtype == after.dtype == np.float32
        )


def _would_loop(tokens: tuple[int, ...]) -> set[int]:
    """Tokens that would say a run of words again at once.

    A single word is not said twice, nor a run of three or more; a pair may be said
    twice ("again and again and"), not three times.
    """
    banned = set()
    for run in range(1, _LONGEST_RUN + 1):
        times = 3 if run == 2 else 2
        if len(tokens) < times * run - 1:
            break
        recent = tokens[-(times * run - 1) :]
        # Periodic so far: one more of the same period would complete the repetition.
        if all(recent[i] == recent[i + run] for i in range(len(recent) - run)):
            banned.add(recent[-run])
    return banned


def _log_probability(logits: FloatArray, chosen: int) -> float:
    shifted = logits.astype(np.float64) - float(logits.max())
    return float(shifted[chosen] - np.log(np.exp(shifted).sum()))
