"""A bundle is what was released, to the byte, or it is refused in one sentence."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import edge_aac
from edge_aac.build import build_pipeline
from edge_aac.encoder.bundle import Bundle, find_bundle
from edge_aac.encoder.manifest import seal_of
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.features.logmel import parameters
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from tests.bundle.tiny import manifest
from tests.thoroughness import examples

LISTED = ("encoder.onnx", "decoder.onnx", "tonal.onnx", "vocabulary.txt", "training_groups.txt")
NAMES = load_taxonomy().names

many = settings(
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def is_one_sentence(error: EdgeAacError) -> bool:
    text = str(error)
    return text.isprintable() and text.endswith(".") and ". " not in text and len(text) < 400


def refusal(folder: Path) -> EdgeAacError:
    with pytest.raises(EdgeAacError) as caught:
        Bundle.load(folder)
    assert is_one_sentence(caught.value), str(caught.value)
    return caught.value


@contextmanager
def copy_of(bundle: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield Path(shutil.copytree(bundle, Path(place) / "copy"))


def sealed(folder: Path, text: str) -> None:
    """Another manifest, as if it had been released."""
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    (folder / "manifest.sha256").write_bytes(seal_of(text.encode("utf-8")))


def rewrite(folder: Path, **changes: Any) -> None:
    sealed(folder, json.dumps({**json.loads((folder / "manifest.json").read_text()), **changes}))


# What is right is loaded.


def test_a_whole_bundle_loads(tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    bundle.require(NAMES, parameters())
    assert set(bundle.files) == set(LISTED)
    assert bundle.encoder == (tiny_bundle / "encoder.onnx").read_bytes()
    assert bundle.decoder == (tiny_bundle / "decoder.onnx").read_bytes()
    assert bundle.tonal == (tiny_bundle / "tonal.onnx").read_bytes()
    assert bundle.vocabulary.startswith(b"<pad>\n<end>\n")
    assert bundle.thresholds["smoke_alarm"] == 0.5


def test_nothing_is_read_a_second_time(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        bundle = Bundle.load(folder)
    assert not folder.exists()
    assert "logmel" in open_network(bundle.encoder).inputs


def test_what_the_manifest_does_not_list_is_no_part_of_it(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        (folder / "MODEL_CARD.md").write_text("# Card")
        assert "MODEL_CARD.md" not in Bundle.load(folder).files


def test_a_later_manifest_may_say_more(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        rewrite(folder, quantisation={"opset": 17})
        assert Bundle.load(folder).manifest.name == "tiny"


# Damage to any file that the manifest vouches for.


@many
@given(
    name=st.sampled_from(LISTED),
    where=st.floats(0, 1, exclude_max=True),
    bit=st.integers(0, 7),
)
def test_one_flipped_bit_is_noticed(tiny_bundle: Path, name: str, where: float, bit: int) -> None:
    with copy_of(tiny_bundle) as folder:
        data = bytearray((folder / name).read_bytes())
        data[int(where * len(data))] ^= 1 << bit
        (folder / name).write_bytes(data)
        assert name in str(refusal(folder))


@many
@given(name=st.sampled_from(LISTED), keep=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_noticed(tiny_bundle: Path, name: str, keep: float) -> None:
    with copy_of(tiny_bundle) as folder:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(keep * len(data))])
        assert name in str(refusal(folder))


@many
@given(name=st.sampled_from(LISTED), more=st.binary(min_size=1, max_size=2_000))
def test_an_extended_file_is_noticed(tiny_bundle: Path, name: str, more: bytes) -> None:
    with copy_of(tiny_bundle) as folder:
        with (folder / name).open("ab") as file:
            file.write(more)
        assert name in str(refusal(folder))


@pytest.mark.parametrize("name", [*LISTED, "manifest.json", "manifest.sha256"])
@pytest.mark.parametrize("instead", ["nothing", "folder", "pipe", "dangling link"])
def test_a_file_that_is_no_file_is_noticed(tiny_bundle: Path, name: str, instead: str) -> None:
    with copy_of(tiny_bundle) as folder:
        path = folder / name
        path.unlink()
        if instead == "folder":
            path.mkdir()
        elif instead == "pipe":
            os.mkfifo(path)
        elif instead == "dangling link":
            path.symlink_to(folder / "gone")
        assert name in str(refusal(folder))


def test_two_files_in_each_others_place_are_noticed(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        (folder / "encoder.onnx").rename(folder / "x")
        (folder / "decoder.onnx").rename(folder / "encoder.onnx")
        (folder / "x").rename(folder / "decoder.onnx")
        refusal(folder)


# Damage to the manifest itself.


def sound_or_refused(folder: Path, original: Bundle) -> None:
    """A damaged manifest may change a word, never let another byte reach a runtime."""
    try:
        bundle = Bundle.load(folder)
        bundle.require(NAMES, parameters())
    except EdgeAacError as error:
        assert is_one_sentence(error), str(error)
    else:
        assert bundle.files.items() <= original.files.items()


@many
@given(
    places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=4),
    byte=st.integers(0, 255),
)
def test_a_manifest_with_wrong_bytes(tiny_bundle: Path, places: list[float], byte: int) -> None:
    with copy_of(tiny_bundle) as folder:
        path = folder / "manifest.json"
        data = bytearray(path.read_bytes())
        for place in places:
            data[int(place * len(data))] = byte
        unchanged = data == path.read_bytes()
        path.write_bytes(data)
        if not unchanged:
            refusal(folder)


@many
@given(keep=st.floats(0, 1, exclude_max=True), more=st.binary(max_size=30))
def test_a_manifest_that_ends_early(tiny_bundle: Path, keep: float, more: bytes) -> None:
    with copy_of(tiny_bundle) as folder:
        path = folder / "manifest.json"
        data = path.read_bytes().rstrip()
        path.write_bytes(data[: int(keep * len(data))] + more)
        refusal(folder)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**18, 10**30)
    | st.floats()
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=8,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON value, the first few of a long list."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places_in(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value[:3]):
            yield from places_in(inner, (*path, i))


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = value.copy()
    changed[path[0]] = with_value(value[path[0]], path[1:], new)
    return changed


@settings(parent=many, max_examples=examples(250))
@given(data=st.data(), new=json_values)
@pytest.mark.slow
def test_a_manifest_with_a_wrong_value(tiny_bundle: Path, data: st.DataObject, new: Any) -> None:
    with copy_of(tiny_bundle) as folder:
        path = folder / "manifest.json"
        value = json.loads(path.read_text())
        place = data.draw(st.sampled_from(list(places_in(value))))
        sealed(folder, json.dumps(with_value(value, place, new)))
        sound_or_refused(folder, Bundle.load(tiny_bundle))


@pytest.mark.parametrize(
    "key",
    [
        "format", "name", "version", "licence", "labels", "frontend", "encoder", "decoder",
        "tonal", "vocabulary", "training_groups", "files",
    ],
)  # fmt: skip
def test_a_manifest_without_an_entry_is_refused(tiny_bundle: Path, key: str) -> None:
    with copy_of(tiny_bundle) as folder:
        path = folder / "manifest.json"
        value = json.loads(path.read_text())
        del value[key]
        sealed(folder, json.dumps(value))
        assert key in str(refusal(folder))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1", '"x"', "[" * 100_000, "9" * 10_000, "\ufeff{}", '{"format": 2}'],
    ids=lambda text: ascii(text[:12]),
)
def test_a_manifest_that_is_none_is_refused(tiny_bundle: Path, text: str) -> None:
    with copy_of(tiny_bundle) as folder:
        sealed(folder, text)
        refusal(folder)


def test_a_changed_threshold_is_noticed(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        path = folder / "manifest.json"
        path.write_text(path.read_text().replace('"smoke_alarm": 0.5', '"smoke_alarm": 0.9'))
        assert "manifest.json is not what was released" in str(refusal(folder))


def mutant(data: bytes, rng: random.Random) -> bytes:
    """Other bytes than these: a bit flipped, a piece cut out, doubled, emptied or put in."""
    first = rng.randrange(len(data))
    last = min(len(data), first + rng.randint(1, 64))
    kind = rng.randrange(6)
    if kind == 0:
        return data[:first] + bytes([data[first] ^ 1 << rng.randrange(8)]) + data[first + 1 :]
    if kind == 1:
        return data[:first]
    piece = (b"", 2 * data[first:last], bytes(last - first), rng.randbytes(last - first))[kind - 2]
    return data[:first] + piece + data[last:]


@pytest.mark.slow
def test_500_mutants_are_refused_before_a_runtime_sees_a_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every file of the released bundle; each is refused in one sentence that names a file."""

    def never(*_: object) -> None:
        raise AssertionError("a runtime saw a damaged bundle")

    monkeypatch.setattr("edge_aac.model_opening.open_network", never)
    monkeypatch.setattr("edge_aac.pipeline.encoder_chain.open_network", never)
    folder = Path(shutil.copytree(find_bundle(None), tmp_path / "mutant"))
    names = [*Bundle.load(folder).files, "manifest.json", "manifest.sha256"]
    chosen = Settings.model_validate({"encoder": {"model": folder}})
    rng = random.Random(1)
    refused = 0
    while refused < 500:
        path = folder / names[refused % len(names)]
        data = path.read_bytes()
        changed = mutant(data, rng)
        if changed == data:
            continue
        path.write_bytes(changed)
        with pytest.raises(EdgeAacError) as caught:
            build_pipeline(chosen)
        assert is_one_sentence(caught.value), str(caught.value)
        assert "is damaged" in str(caught.value)
        path.write_bytes(data)
        refused += 1
    with pytest.raises(AssertionError, match="a runtime saw"):
        build_pipeline(chosen)


def test_an_endless_manifest_is_not_read_to_its_end(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        with (folder / "manifest.json").open("wb") as file:
            file.truncate(1 << 33)
        assert "too long" in str(refusal(folder))


def test_a_file_much_longer_than_said_is_not_read_to_its_end(tiny_bundle: Path) -> None:
    with copy_of(tiny_bundle) as folder:
        with (folder / "vocabulary.txt").open("ab") as file:
            file.truncate(1 << 33)
        assert "vocabulary.txt" in str(refusal(folder))


@pytest.mark.parametrize("format_", [0, 1, 3, "1", 1.5, None, True])
def test_another_format_is_refused(tiny_bundle: Path, format_: object) -> None:
    with copy_of(tiny_bundle) as folder:
        rewrite(folder, format=format_)
        assert "format" in str(refusal(folder))


@many
@given(name=st.text(max_size=12))
@example("../secret")
@example("/etc/hostname")
@example("sub/encoder.onnx")
@example("..")
@example("..\\secret")
@example("encoder.onnx\n")
@example("C:encoder.onnx")
@example("\x00")
@pytest.mark.slow
def test_a_name_that_leads_out_of_the_folder_is_refused(tiny_bundle: Path, name: str) -> None:
    plain = name.replace(".", "").replace("_", "").replace("-", "")
    if plain.isascii() and plain.isalnum() and name[0].isalnum():
        return
    with copy_of(tiny_bundle) as folder:
        secret = b"secret"
        (folder.parent / "secret").write_bytes(secret)
        value = json.loads((folder / "manifest.json").read_text())
        seal = value["files"].pop("vocabulary.txt")
        rewrite(folder, vocabulary=name, files={**value["files"], name: seal})
        refusal(folder)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"thresholds": {"no such label": 0.5}}, "threshold"),
        ({"thresholds": {"smoke_alarm": 0.0}}, "thresholds"),
        ({"thresholds": {"smoke_alarm": 1.5}}, "thresholds"),
        ({"tonal": {**manifest()["tonal"], "thresholds": {"T3": 0.9}}}, "a pattern has no"),
        ({"tonal": {**manifest()["tonal"], "weights": {"T5": {}}}}, "a pattern has no"),
        ({"thresholds": {"smoke_alarm": float("nan")}}, "thresholds"),
        ({"vocabulary": "words.txt"}, "checksum"),
        ({"labels": []}, "labels"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_refused(
    tiny_bundle: Path, change: dict[str, Any], told: str
) -> None:
    with copy_of(tiny_bundle) as folder:
        rewrite(folder, **change)
        assert told in str(refusal(folder))


@pytest.mark.parametrize(
    "states",
    [{"state_1": [1, 2]}, {"state_0": [1, 0]}, {"state_0": [60_000, 60_000]}, {"memory": [1]}],
)
def test_impossible_states_are_refused(tiny_bundle: Path, states: dict[str, list[int]]) -> None:
    with copy_of(tiny_bundle) as folder:
        rewrite(folder, encoder={"file": "encoder.onnx", "embedding": 4, "states": states})
        assert "encoder" in str(refusal(folder))


# A model for something else.


def test_other_labels_are_refused(tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    swapped = (NAMES[1], NAMES[0], *NAMES[2:])
    for labels in (swapped, NAMES[:-1], (*NAMES, "one more"), ()):
        with pytest.raises(EdgeAacError, match="other sounds") as caught:
            bundle.require(labels, parameters())
        assert is_one_sentence(caught.value)


@pytest.mark.parametrize("name", list(parameters()))
def test_another_front_end_is_refused(tiny_bundle: Path, name: str) -> None:
    bundle = Bundle.load(tiny_bundle)
    with pytest.raises(EdgeAacError, match=name) as caught:
        bundle.require(NAMES, {**parameters(), name: 7})
    assert is_one_sentence(caught.value)
    with pytest.raises(EdgeAacError, match=name):
        bundle.require(NAMES, {k: v for k, v in parameters().items() if k != name})


# Where it is looked for.


def put(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    return folder


def test_a_given_folder_is_taken(tiny_bundle: Path) -> None:
    assert find_bundle(tiny_bundle) == tiny_bundle


def test_a_given_folder_may_begin_with_the_home_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    own = put(tmp_path / "own")
    assert find_bundle(Path("~/own")) == own


def test_a_given_folder_without_a_model_is_never_replaced_by_another(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere", Path(__file__)):
        with pytest.raises(EdgeAacError, match="no model in") as caught:
            find_bundle(place)
        assert is_one_sentence(caught.value)


def test_a_wheel_comes_before_a_source_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "edge_aac"
    monkeypatch.setattr(edge_aac, "__file__", str(package / "__init__.py"))
    with pytest.raises(EdgeAacError, match="No model is installed") as caught:
        find_bundle(None)
    assert is_one_sentence(caught.value)
    tree = put(tmp_path / "models" / "edge-aac-s")
    assert find_bundle(None) == tree
    wheel = put(package / "bundles" / "edge-aac-s")
    assert find_bundle(None) == wheel
