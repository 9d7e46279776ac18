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
from edge_aac.types import SAMPLE_RATE
from models import train_decoder
from models.captioned import CaptionedClip, DatasetFault, Tellings
from models.captioned.growth import grown
from models.captioned.samples import read_windows
from models.data.memories import Memories
from models.data.pool import pack
from models.grammar import SPECIAL, Grammar
from models.networks.decoder import Decoder, DecoderShape
from models.networks.encoder import Encoder, EncoderShape
from models.train_decoder import train
from models.training.decoder_examples import LONGEST, Disturbance, Examples
from models.training.decoder_run import DecoderRun

STILL = Disturbance(0.0, 0.0)
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


def _memories(rng: np.random.Generator) -> Memories:
    logits = rng.normal(-4.0, 2.0, (4, 130, 20)).astype(np.float16)
    return Memories(logits, np.ones((4, 130, 4), np.float16), [()] * 4)


def test_people_speak_in_the_detailed_style() -> None:
    heard = [(_memories(np.random.default_rng(1)), 1.0)]
    rows = np.full((15, 20), 2.0, np.float16), np.full((15, 4), 0.5, np.float16)
    tellings = Tellings([rows], [(("a", "dog", "barks", "."),)])
    words = [*SPECIAL, "a", "dog", "barks", "."]
    examples = Examples(
        heard, words, seed=1, batch=4, disturbance=STILL, tellings=tellings, share=1.0
    )
    memory, mask, tokens = examples.draw()
    said = ["<detailed>", "a", "dog", "barks", ".", "<end>"]
    for row in tokens.tolist():
        assert [words[i] for i in row[:6]] == said
        assert not any(row[6:])
    assert mask[:, -15:].min() == 1.0
    assert mask[:, :-15].max() == 0.0
    assert (memory[:, -15:, :20] == 2.0).all(), "a logit of 2 is evidence of 2"
    assert (memory[:, -15:, 20:] == 0.5).all()
    assert not memory[:, :-15].any()


def test_without_captions_scenes_are_told_in_every_style() -> None:
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    heard = [(_memories(np.random.default_rng(i)), 0.5) for i in range(2)]
    examples = Examples(heard, words, seed=1, batch=4, disturbance=Disturbance())
    styles = set()
    for _ in range(20):
        memory, mask, tokens = examples.draw()
        styles |= {words[i] for i in tokens[:, 0].tolist()}
        assert memory.shape == (4, 125, 24)
        assert memory.min() >= 0.0, "evidence and levels are not negative"
        assert not memory[mask == 0].any()
    assert styles == {"<terse>", "<normal>", "<detailed>"}


def test_disturbed_evidence_holds_labels_that_are_not_there() -> None:
    words = [*SPECIAL, *(w for w in Grammar().words() if w not in SPECIAL)]
    quiet = Memories(
        np.full((4, 130, 20), -9.0, np.float16), np.zeros((4, 130, 4), np.float16), [()] * 4
    )
    noisy = Disturbance(noise=0.0, false_labels=5.0, false_logit=(0.4, 0.5))
    disturbed, still = (
        Examples([(quiet, 1.0)], words, seed=1, batch=8, disturbance=how).draw()[0]
        for how in (noisy, STILL)
    )
    assert not still.any()
    assert 1.0 < disturbed.max() <= 1.25, "a logit of 0.5 is evidence of 1.25"


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
    assert sorted(len(logits) for logits, _ in tellings.heard) == [14, 125]
    assert tellings.sentences == [(("a", "tone", "."),)] * 2
    for logits, levels in tellings.heard:
        path = short if len(logits) == 14 else long
        mel = LogMel().whole(read_windows(replace(clips[0], path=path))[0])
        with torch.no_grad():
            alone, _ = net.features(torch.from_numpy(mel)[None])
            exact = net.events(alone).squeeze(-1)[0].T.numpy()[-125:]
        assert logits.dtype == levels.dtype == np.float16
        np.testing.assert_allclose(logits, exact, atol=0.05, rtol=0.05)
        assert levels.shape == (len(logits), 4)


def test_no_more_windows_are_kept_than_were_asked_for(
    net: Encoder, tmp_path: Path, tone: Callable[..., Path]
) -> None:
    paths = [tone(tmp_path / f"{i}.wav", 1.0) for i in range(5)]
    clips = [CaptionedClip(p, ("A tone.",), "clotho", "x", p.stem) for p in paths]
    assert len(Tellings.compute(clips, net, most=3, longest=9, seed=1).heard) == 3


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
