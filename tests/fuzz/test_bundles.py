"""500 damaged models: each is refused in one sentence, or listens to some sound.

Damage that the seals show never reaches a runtime. Where the damage was sealed, as by who made
the model, it does; that no sealed network can do harm is more than any runtime promises.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from edge_aac.build import build_captioner, build_pipeline
from edge_aac.encoder.manifest import seal_of
from edge_aac.settings import Settings
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block
from tests.fuzz.attempts import try_all
from tests.fuzz.mutation import ODD, damaged, twisted

BUNDLES = 500
"""Of each of the three kinds."""
HOPS = 4
TEXTS = ("vocabulary.txt", "training_groups.txt")
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 65_536, 10**30, 0.5, -0.0, math.nan, math.inf, 1e308),
    *("", "..", "/etc/passwd", "manifest.json", "encoder.onnx", "vocabulary.txt", *ODD),
    *([], {}, [1, 2], [[]], {"a": 1}, ["dog"] * 1_000),
)
"""What is put into a manifest."""


def test_damage(tiny_bundle: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bundle, tmp_path / "model"))
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}

    def attempt(chance: Random) -> float:
        name = chance.choice([*whole])
        try:
            _write(folder / name, damaged(whole[name], chance, [*whole.values()]), chance)
            return listened(folder)
        finally:
            _remove(folder / name)
            (folder / name).write_bytes(whole[name])

    try_all("damaged-model", BUNDLES, tmp_path, attempt)


def test_damage_that_was_sealed(tiny_bundle: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bundle, tmp_path / "model"))
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in TEXTS}
    manifest = json.loads((folder / "manifest.json").read_bytes())

    def attempt(chance: Random) -> float:
        told = json.loads(json.dumps(manifest))
        if chance.random() < 0.4:
            name = chance.choice(TEXTS)
            changed = twisted(texts[name], chance, [*ODD, *texts[name].split("\n")])
            data = changed.encode("utf-8", "surrogatepass")
            (folder / name).write_bytes(data)
            told["files"][name] = _seal(data)
        for _ in range(chance.randint(0, 3)):
            told = _changed(told, chance)
        try:
            _seal_all(folder, told, chance)
            return listened(folder)
        finally:
            for name, text in texts.items():
                (folder / name).write_text(text, encoding="utf-8")

    try_all("sealed-model", BUNDLES, tmp_path, attempt)


def test_damage_to_a_network_that_was_sealed(tiny_bundle: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bundle, tmp_path / "model"))
    networks = {path.name: path.read_bytes() for path in folder.glob("*.onnx")}
    manifest = json.loads((folder / "manifest.json").read_bytes())

    def attempt(chance: Random) -> float:
        name = chance.choice([*networks])
        data = damaged(networks[name], chance, [*networks.values()])
        (folder / name).write_bytes(data)
        _seal_all(folder, {**manifest, "files": {**manifest["files"], name: _seal(data)}})
        try:
            return listened(folder)
        finally:
            (folder / name).write_bytes(networks[name])

    try_all("sealed-network", BUNDLES, tmp_path, attempt)


def listened(folder: Path) -> float:
    """Seconds of sound that the model heard and described, in silence."""
    settings = Settings.model_validate({"encoder": {"model": folder, "runtime": "onnx"}})
    said = io.StringIO()
    with redirect_stdout(said):
        pipeline = build_pipeline(settings)
        build_captioner(settings)
    assert said.getvalue() == ""
    sound = np.random.default_rng(5).standard_normal(HOPS * HOP_SAMPLES).astype(np.float32) * 0.1
    pipeline.request()
    try:
        for first in range(0, len(sound), HOP_SAMPLES):
            pipeline.step(Block(sound[first : first + HOP_SAMPLES], first))
    except ArithmeticError as error:  # whoever listens starts such a network anew
        assert str(error) == "the encoder gave what is no number"
    pipeline.flush()
    return len(sound) / SAMPLE_RATE


def _seal(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _seal_all(folder: Path, manifest: Any, chance: Random | None = None) -> None:
    """Write a manifest and vouch for it; by chance it is no JSON any more."""
    text = json.dumps(manifest)
    if chance is not None and chance.random() < 0.1:
        text = twisted(text, chance)
    data = text.encode("utf-8", "surrogatepass")
    (folder / "manifest.json").write_bytes(data)
    (folder / "manifest.sha256").write_bytes(seal_of(data))


def _write(path: Path, data: bytes, chance: Random) -> None:
    """Put these bytes there, or nothing, or something that is no file."""
    kind = chance.randrange(20)
    if kind == 0:
        path.unlink()
    elif kind == 1:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(data)


def _remove(path: Path) -> None:
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)


def _changed(value: Any, chance: Random) -> Any:
    """The same JSON value with something else somewhere in it."""
    if value and isinstance(value, dict) and chance.random() < 0.9:
        return _changed_inside(value, chance.choice([*value]), chance)
    if value and isinstance(value, list) and chance.random() < 0.8:
        place = chance.randrange(len(value))
        return [*value[:place], _changed(value[place], chance), *value[place + 1 :]]
    if isinstance(value, str) and chance.random() < 0.4:
        return twisted(value, chance)
    if isinstance(value, (int, float)) and chance.random() < 0.4:
        return value * chance.choice([-1, 0, 0.5, 2, 10, 1e9]) + chance.choice([0, 1])
    return chance.choice(VALUES)


def _changed_inside(table: dict[str, Any], name: str, chance: Random) -> dict[str, Any]:
    """A JSON object in which one entry is missing, is called otherwise or holds something else."""
    kind = chance.randrange(10)
    if kind > 1:
        return {**table, name: _changed(table[name], chance)}
    rest = {one: inner for one, inner in table.items() if one != name}
    return rest if kind else {**rest, twisted(name, chance): table[name]}
