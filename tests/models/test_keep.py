"""The kept checkpoint: small, and what the trainers can start from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from models.ground.committed import MOST_BYTES
from models.keep import keep
from models.networks.decoder import Decoder, DecoderShape
from models.networks.encoder import Encoder, EncoderShape
from models.networks.restored import load_encoder


def test_a_kept_run_loads_again_almost_exactly(tmp_path: Path) -> None:
    torch.manual_seed(1)
    net, shape = Encoder(EncoderShape()), DecoderShape(408, hidden=192)
    run = tmp_path / "run"
    run.mkdir()
    torch.save(
        {"average": net.state_dict(), "shape": asdict(net.shape), "step": 1}, run / "last.pt"
    )
    told = {"decoder": Decoder(shape).state_dict()}
    torch.save(told | {"shape": asdict(shape), "words": ["a"]}, run / "decoder.pt")
    (run / "curve.jsonl").write_text("{}\n", encoding="utf-8")
    out = tmp_path / "kept"
    assert keep([run], out) <= MOST_BYTES
    again = load_encoder(out / "last.pt")
    for name, weight in net.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], weight, atol=1e-3, rtol=1e-3)
    assert (out / "run-curve.jsonl").read_text(encoding="utf-8") == "{}\n"
    decoder = Decoder(shape)
    decoder.load_state_dict(torch.load(out / "decoder.pt")["decoder"])
    assert decoder.out.weight.dtype == torch.float32
