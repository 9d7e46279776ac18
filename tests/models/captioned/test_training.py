"""The decoder learns what people said, and says it with a vocabulary that has grown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from edge_aac.captions.vocabulary import Vocabulary
from edge_aac.features.logmel import LogMel
from edge_aac.types import SAMPLE_RATE, Style
from models import train_decoder
from models.captioned import CaptionedClip, DatasetFault, Tellings
from models.captioned.growth import grown
from models.captioned.samples import read_windows
from models.data.memories import Memories, timeline
from models.data.pool import pack
from models.decoder_net import Decoder, DecoderShape
from models.grammar import SPECIAL, Grammar, tokenize
from models.net import Encoder, EncoderShape
from models.train_decoder import LONGEST, DecoderRun, Examples, train

SHAPE = EncoderShape(stem=4, widths=(4, 6, 8), depths=(1, 1, 1), embedding=12, dilations=(1, 2))
PLACED = {
    "label": "dog",
    "onset": 0.4,
    "end": 1.0,
    "level_db": 10.0,
    "count": 1,
    "role": "event",
    "distance": None,
    "stretches": [[0.4, 1.0]],
}


@pytest.fixture
def net() -> Encoder:
    torch.manual_seed(1)
    return Encoder(SHAPE).eval()


@pytest.fixture
def run(tmp_path: Path, net: Encoder, monkeypatch: pytest.MonkeyPatch) -> DecoderRun:
    """A run on a tiny encoder and a tiny pool."""
    torch.save({"average": net.state_dict(), "shape": asdict(net.shape)}, tmp_path / "last.pt")
    rng = np.random.default_rng(1)
    front = LogMel()
    for kind in ("single", "scene"):
        noise = rng.standard_normal((4, 3 * SAMPLE_RATE)).astype(np.float32) * 0.1
        mel = np.stack([pack(front.whole(sound[:40_960])) for sound in noise])
        folder = tmp_path / "cache" / "pool-tiny"
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(
            folder / f"{kind}-000.npz",
            mel=mel,
            active=np.zeros((4, 32, 88), np.uint8),
            teacher=np.zeros((4, 1, 521), np.uint8),
            timeline=np.array(json.dumps([{"complete": True, "placed": [PLACED]}] * 4)),
        )
    monkeypatch.chdir(tmp_path)
    return DecoderRun(
        "last.pt", "out", ("tiny",), 2, batch=4, warmup=1, threads=1, singles=4, scenes=4, hidden=16
    )


def test_two_steps_on_clotho_give_a_decoder_with_peoples_words(
    run: DecoderRun, clotho: Path, ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captioned = (f"clotho:{clotho}",)
    train(replace(run, captioned=captioned, share=1.0, least_count=2, data=str(ours)))
    told = capsys.readouterr().out
    assert "clotho: 2 clips; 1 whose original recording is unknown" in told
    assert "4 windows; 0 damaged files left out" in told
    saved: dict[str, Any] = torch.load("out/decoder.pt")
    words = saved["words"]
    grammar = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    assert words[: len(grammar)] == grammar
    assert "roof" in words[len(grammar) :]
    assert Vocabulary.parse(("\n".join(words) + "\n").encode()).tokens == tuple(words)
    Decoder(DecoderShape(**saved["shape"])).load_state_dict(saved["decoder"])
    assert len(saved["decoder"]["out.bias"]) == len(words)
    assert (Path("out") / "decoder-curve.jsonl").exists()


def test_a_trained_decoder_goes_on_with_peoples_words(
    run: DecoderRun, clotho: Path, ours: Path
) -> None:
    train(run)
    before: dict[str, Any] = torch.load("out/decoder.pt")
    captioned = (f"clotho:{clotho}",)
    further = replace(run, out="more", init="out/decoder.pt", captioned=captioned, data=str(ours))
    train(replace(further, least_count=2, peak=0.0))
    after: dict[str, Any] = torch.load("more/decoder.pt")
    assert len(after["words"]) > len(before["words"])
    had = len(before["words"])
    torch.testing.assert_close(
        after["decoder"]["out.weight"][:had], before["decoder"]["out.weight"]
    )


def test_people_speak_in_the_detailed_style(run: DecoderRun) -> None:
    memories = [Memories(np.ones((4, 30, 24), np.float16), [()] * 4, np.ones(4, bool))] * 2
    rows = np.full((20, 24), 2.0, np.float16)
    tellings = Tellings([rows], [(("a", "dog", "barks", "."),)])
    words = [*SPECIAL, "a", "dog", "barks", "."]
    examples = Examples(memories, words, replace(run, share=1.0, noise=0.0), tellings)
    features, mask, tokens = examples.draw()
    said = ["<detailed>", "a", "dog", "barks", ".", "<end>"]
    for row in tokens.tolist():
        assert [words[i] for i in row[:6]] == said
        assert not any(row[6:])
    assert mask[:, -20:].min() == 1.0
    assert mask[:, :-20].max() == 0.0
    assert features[:, -20:].min() == 2.0


def test_a_run_without_captions_draws_what_it_always_drew(run: DecoderRun) -> None:
    rng = np.random.default_rng(3)
    memories = [
        Memories(rng.standard_normal((4, 130, 24)).astype(np.float16), [()] * 4, np.ones(4, bool))
        for _ in range(2)
    ]
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    examples = Examples(memories, words, run)
    # The draws as they were before there were captions by people.
    rng, grammar = np.random.default_rng(run.seed), Grammar()
    for _ in range(3):
        features, mask, tokens = (tensor.numpy() for tensor in examples.draw())
        expected = np.zeros_like(features)
        style = list(Style)[int(rng.choice(3, p=[0.2, 0.5, 0.3]))]
        for i in range(run.batch):
            memory = memories[int(rng.random() < 0.6)]
            j = int(rng.integers(4))
            last = 130 if rng.random() < 0.7 else int(rng.integers(43, 131))
            first = max(0, last - 125)
            expected[i, 125 - (last - first) :] = memory.features[j, first:last]
            assert int(mask[i].sum()) == last - first
            told = grammar.describe(timeline((), first, last), style, rng)
            said = [f"<{style.value}>", *tokenize(told), "<end>"]
            assert [words[t] for t in tokens[i] if t] == said
        noise = rng.standard_normal((run.batch, 1, 24), dtype=np.float32)
        spread = memories[0].features.astype(np.float32).std(axis=(0, 1)) + 1e-3
        expected += mask[:, :, None] * noise * (run.noise * spread)
        np.testing.assert_array_equal(features, expected)


def test_features_are_those_of_the_encoder_on_the_last_ten_seconds(
    net: Encoder, tmp_path: Path, tone: Callable[..., Path]
) -> None:
    short = tone(tmp_path / "short.wav", 1.0)
    long = tone(tmp_path / "long.wav", 10.0, hertz=700.0)
    clips = [
        CaptionedClip(path, ("A tone.", "A tone!", "x " * 40), "clotho", "x", path.stem)
        for path in (short, long)
    ]
    tellings = Tellings.compute(clips, net, most=10, longest=LONGEST - 2, seed=1)
    assert sorted(len(rows) for rows in tellings.features) == [14, 125]
    assert tellings.sentences == [(("a", "tone", "."),)] * 2
    for rows in tellings.features:
        path = short if len(rows) == 14 else long
        mel = LogMel().whole(read_windows(replace(clips[0], path=path))[0])
        with torch.no_grad():
            alone, _ = net.features(torch.from_numpy(mel)[None])
        exact = alone.squeeze(-1)[0].T.numpy()[-125:]
        assert rows.dtype == np.float16
        np.testing.assert_allclose(rows, exact, atol=0.05, rtol=0.05)


def test_no_more_windows_are_kept_than_were_asked_for(
    net: Encoder, tmp_path: Path, tone: Callable[..., Path]
) -> None:
    paths = [tone(tmp_path / f"{i}.wav", 1.0) for i in range(5)]
    clips = [CaptionedClip(p, ("A tone.",), "clotho", "x", p.stem) for p in paths]
    assert len(Tellings.compute(clips, net, most=3, longest=9, seed=1).features) == 3


def test_captions_of_which_nothing_can_be_said_are_refused(
    net: Encoder, tmp_path: Path, tone: Callable[..., Path]
) -> None:
    broken = tmp_path / "a.wav"
    broken.write_bytes(b"no sound")
    clips = [CaptionedClip(broken, ("A tone.",), "clotho", "x", "a")]
    with pytest.raises(DatasetFault, match="None of the 1 captioned clips can be read"):
        Tellings.compute(clips, net, most=3, longest=9, seed=1)
    clips = [replace(clips[0], path=tone(tmp_path / "b.wav", 1.0))]
    tellings = Tellings.compute(clips, net, most=3, longest=9, seed=1)
    with pytest.raises(DatasetFault, match="lower --least-count or raise --most-words"):
        tellings.said_with(["a"])


def test_a_grown_decoder_keeps_what_it_learnt_of_each_word() -> None:
    torch.manual_seed(2)
    had, words = ["<pad>", "b", "a"], ["<pad>", "a", "b", "c"]
    learnt = Decoder(DecoderShape(3, 4, 5, 6)).state_dict()
    fresh = Decoder(DecoderShape(4, 4, 5, 6)).state_dict()
    result = grown(learnt, had, fresh, words)
    assert torch.equal(result["out.weight"][[0, 1, 2]], learnt["out.weight"][[0, 2, 1]])
    assert torch.equal(result["tokens.weight"][3], fresh["tokens.weight"][3])
    assert torch.equal(result["places"], learnt["places"])
    Decoder(DecoderShape(4, 4, 5, 6)).load_state_dict(result)


@pytest.mark.usefixtures("run")
def test_a_fault_of_a_data_set_is_one_sentence(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["--encoder", "last.pt", "--out", "out", "--pools", "tiny", "--threads", "1"]
    given += ["--singles", "4", "--scenes", "4", "--captioned", "clotho:nowhere"]
    monkeypatch.setattr("sys.argv", ["train_decoder", *given, "--data", str(ours)])
    with pytest.raises(SystemExit, match=r"clotho_captions_development\.csv does not exist"):
        train_decoder.main()
