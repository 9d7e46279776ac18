"""A model as it is released: one folder whose manifest vouches for every other file.

In: a folder. Out: a `Bundle` that holds the very bytes that were checked. A runtime
loads almost any damaged network without complaint, so nothing reaches one before
size and sha256 agree, and nothing is read from disk a second time. The manifest has a
seal beside it, so that a changed threshold is noticed like a changed weight.

Never does: executing a network, using a file that the manifest does not list.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import edge_aac
from edge_aac.encoder.lite_network import LiteModel
from edge_aac.encoder.manifest import (
    MANIFEST,
    OUTPUTS,
    SEAL,
    SECOND_OUTPUTS,
    TONAL_TENSORS,
    FileSeal,
    Manifest,
    ManifestError,
    SecondEntry,
    parse_manifest,
    seal_of,
)
from edge_aac.errors import EdgeAacError
from edge_aac.paths import NotRegular, expanded, is_file, open_regular, read_regular
from edge_aac.reasons.reason import Fact, Reason
from edge_aac.reasons.system import answered
from edge_aac.reasons.why import Why

NAME = "edge-aac-s"
"""The bundle that is released with the product."""

NOTHING: Mapping[str, float | int | str] = MappingProxyType({})
_LARGEST_MANIFEST = 1 << 20
_AGAIN = "install edge-aac again, or name another model's folder with --model."


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A model whose every byte was checked."""

    manifest: Manifest
    files: Mapping[str, bytes]
    """The checked contents, by name."""

    @staticmethod
    def load(folder: Path) -> Bundle:
        """Read and check a bundle.

        Parameters
        ----------
        folder : Path
            Holds `manifest.json`, `manifest.sha256` and the files that the former lists.

        Raises
        ------
        EdgeAacError
            Anything is missing, unreadable, or not what the manifest says.
        """
        data = _read(folder, MANIFEST, _LARGEST_MANIFEST)
        try:
            manifest = parse_manifest(data)
        except ManifestError as error:
            raise _damaged(folder, str(error)) from error
        # Last: a wrong manifest is reported before a changed one.
        if _read(folder, SEAL, 200) != seal_of(data):
            raise _damaged(folder, f"{MANIFEST} is not what was released")
        files = {name: _sealed(folder, name, seal) for name, seal in manifest.files.items()}
        return Bundle(manifest, files)

    @property
    def encoder(self) -> bytes:
        """The encoder network."""
        return self.files[self.manifest.encoder.file]

    @property
    def decoder(self) -> bytes:
        """The decoder network."""
        return self.files[self.manifest.decoder.file]

    @property
    def lite_encoder(self) -> LiteModel | None:
        """The encoder for LiteRT, where the bundle has one."""
        entry = self.manifest.encoder
        if entry.lite is None:
            return None
        outputs = (*OUTPUTS, *entry.following)
        return LiteModel(self.files[entry.lite], ("logmel", *entry.states), outputs)

    def lite_second(self, entry: SecondEntry) -> LiteModel | None:
        """The second network for LiteRT, where the bundle has one."""
        if entry.lite is None:
            return None
        outputs = (*SECOND_OUTPUTS, *entry.following)
        return LiteModel(self.files[entry.lite], ("logmel", *entry.states), outputs)

    @property
    def lite_decoder(self) -> LiteModel | None:
        """The decoder for LiteRT, where the bundle has one."""
        entry = self.manifest.decoder
        if entry.lite is None:
            return None
        inputs = ("token", "hidden", "memory", "mask")
        return LiteModel(self.files[entry.lite], inputs, ("logits", "next_hidden"))

    @property
    def background(self) -> bytes | None:
        """What sounds are taught against, where the bundle has it."""
        entry = self.manifest.taught
        return None if entry is None else self.files[entry.file]

    @property
    def tonal(self) -> bytes:
        """The tonal network."""
        return self.files[self.manifest.tonal.file]

    @property
    def lite_tonal(self) -> LiteModel | None:
        """The tonal network for LiteRT, where the bundle has one."""
        entry = self.manifest.tonal
        if entry.lite is None:
            return None
        return LiteModel(self.files[entry.lite], *TONAL_TENSORS)

    @property
    def vocabulary(self) -> bytes:
        """The decoder's tokens, one a line."""
        return self.files[self.manifest.vocabulary]

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Score from which a label or a pattern counts, by its name."""
        return {**self.manifest.thresholds, **self.manifest.tonal.thresholds}

    def require(
        self,
        labels: Sequence[str],
        frontend: Mapping[str, float | int | str],
        second: Mapping[str, float | int | str] = NOTHING,
    ) -> None:
        """Refuse a model that was made for other labels or another front end.

        Parameters
        ----------
        labels : sequence of str
            The taxonomy's names, in order.
        frontend : mapping
            The front end's parameters.
        second : mapping
            Those of the second network's, needed where the bundle has one.

        Raises
        ------
        EdgeAacError
            The model would be misunderstood: its rows would stand for other sounds.
        """
        named = f"The model {self.manifest.name} {self.manifest.version}"
        if self.manifest.labels != tuple(labels):
            raise EdgeAacError(
                f"{named} names other sounds than this version of edge-aac knows: {_AGAIN}"
            )
        pairs = [(self.manifest.frontend, frontend)]
        if self.manifest.second is not None:
            pairs.append((self.manifest.second.frontend, second))
        differing = sorted(
            name
            for theirs, ours in pairs
            for name in {*ours, *theirs}
            if theirs.get(name) != ours.get(name)
        )
        if differing:
            raise EdgeAacError(
                f"{named} was trained with another front end "
                f"(different: {', '.join(map(ascii, differing[:3]))}): {_AGAIN}"
            )


def find_bundle(model: Path | None) -> Path:
    """The folder of the model to use.

    A folder that is given is taken as it is. Otherwise the first of these that holds
    a manifest: ``bundles/edge-aac-s`` inside the installed package (a wheel), and
    ``models/edge-aac-s`` beside the package (a source tree).

    Raises
    ------
    EdgeAacError
        There is no manifest in the given folder, or in either place.
    """
    if model is not None:
        return _given(model)
    package = Path(edge_aac.__file__).resolve().parent
    for folder in (package / "bundles" / NAME, package.parent / "models" / NAME):
        if is_file(folder / MANIFEST):
            return folder
    raise EdgeAacError(Reason(Why.NO_MODEL))


def _given(model: Path) -> Path:
    """The folder that a person named, where its manifest is there and may be read."""
    reason: Fact = ""
    try:
        folder = expanded(model)
        os.close(open_regular(folder / MANIFEST))
    except (FileNotFoundError, NotADirectoryError, NotRegular):
        pass
    except OSError as error:
        reason = Reason.of(Why.UNREADABLE, reason=answered(error))
    else:
        return folder
    raise EdgeAacError(Reason.of(Why.NO_MODEL_THERE, path=str(model), reason=reason, file=MANIFEST))


def _damaged(folder: Path, what: str) -> EdgeAacError:
    return EdgeAacError(Reason.of(Why.MODEL_DAMAGED, path=str(folder), what=what))


def _sealed(folder: Path, name: str, seal: FileSeal) -> bytes:
    data = _read(folder, name, seal.bytes)
    if len(data) != seal.bytes or hashlib.sha256(data).hexdigest() != seal.sha256:
        raise _damaged(folder, f"{name} is not what was released")
    return data


def _read(folder: Path, name: str, most: int) -> bytes:
    """A file's bytes; at most one more than `most`, so that too long a file is noticed."""
    path = folder / name
    try:
        data = read_regular(path, most + 1)
    except (FileNotFoundError, NotADirectoryError, NotRegular):
        raise EdgeAacError(Reason.of(Why.MODEL_LACKS, path=str(folder), file=name)) from None
    except OSError as error:
        raise EdgeAacError(
            f"The file {name} of the model in {folder} cannot be read "
            f"({error.strerror or 'input error'}): {_AGAIN}"
        ) from error
    if name == MANIFEST and len(data) > most:
        raise _damaged(folder, f"{name} is too long")
    return data
