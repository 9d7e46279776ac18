"""The list of what a board installs: it gives what the project asks for, to the byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from deploy.lock import (
    BOARDS,
    MACHINES,
    BrokenLock,
    Locked,
    asked_for,
    faults,
    main,
    make,
    parse,
    read_lock,
    render,
)
from deploy.resolving import Board, NotResolved, licence, resolve

ROOT = Path(__file__).resolve().parents[2]
WANTED = [Requirement("one>=1"), Requirement("old>=1; python_version < '3.11'")]
ONE = Locked("one", "1.5", ("a" * 64, "b" * 64), "MIT", ("edge-aac",))
TWO = Locked("two", "2", ("c" * 64,), "BSD-3-Clause AND MIT", ("one",), 'python_version == "3.12"')
BOARD = Board("aarch64", "3.12")


def item(name: str, version: str, *requires: str, sha256: str = "d" * 64) -> dict[str, Any]:
    """One package of pip's report."""
    told = {"name": name, "version": version, "requires_dist": list(requires), "license": "MIT"}
    return {"metadata": told, "download_info": {"archive_info": {"hashes": {"sha256": sha256}}}}


def pip(*items: Mapping[str, Any], asked: list[Sequence[str]] | None = None) -> Any:
    """Answers with these packages, whatever it is asked."""

    def ask(arguments: Sequence[str]) -> Mapping[str, Any]:
        if asked is not None:
            asked.append(arguments)
        return {"install": list(items)}

    return ask


# The list itself.


def test_the_list_gives_what_the_project_asks_for() -> None:
    assert faults(read_lock(), asked_for()) == []
    assert main(["--check"]) == 0


def test_the_list_is_as_it_would_be_written() -> None:
    assert render(read_lock()) == (ROOT / "deploy/raspberrypi/requirements.txt").read_text()


def test_every_board_gets_each_package_once_and_its_own_file() -> None:
    for board in BOARDS:
        names = [one.name for one in read_lock() if one.is_for(board)]
        assert len(names) == len(set(names))
    for one in read_lock():
        pythons = {board.python for board in BOARDS if one.is_for(board)}
        assert 1 <= len(one.hashes) <= len(pythons) * len(MACHINES)


def test_the_list_names_no_place_to_load_from() -> None:
    text = render(read_lock())
    assert not re.search(r"://|index|\.org|\.com", text)


def test_a_licence_is_what_the_package_says() -> None:
    compared = 0
    for one in read_lock():
        try:
            told = metadata(one.name)
        except PackageNotFoundError:
            continue
        if told["Version"] == one.version:
            named = {"license_expression": "License-Expression", "license": "License"}
            fields: dict[str, Any] = {to: told[own] for to, own in named.items() if own in told}
            fields |= {"name": one.name, "classifier": told.get_all("Classifier") or []}
            assert licence(fields) == one.licence
            compared += 1
    if not compared:
        pytest.skip("none of the packages is installed in the version of the list")


# Reading, writing and checking one.


def test_what_is_written_is_read() -> None:
    assert parse(render([ONE, TWO])) == [ONE, TWO]


@pytest.mark.parametrize("line", ["one", "one>=1", "--index-url x", "one==1 \\", "    # MIT"])
def test_a_line_of_another_kind_is_refused(line: str) -> None:
    with pytest.raises(BrokenLock, match="not understood"):
        parse(render([ONE]) + f"{line}\n")


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([ONE], []),
        ([ONE, TWO], []),
        ([], ["one is missing for Python 3.11", "one is missing for Python 3.12"]),
        ([Locked("one", "0.9", ("a" * 64,), "MIT", ("edge-aac",))], ["one is 0.9, not >=1"]),
        ([Locked("one", "1.5", (), "MIT", ("edge-aac",))], ["one has no hash"]),
        ([ONE, Locked("left", "1", ("a" * 64,), "MIT", ("edge-aac",))], ["nothing asks for left"]),
        ([ONE, Locked("left", "1", ("a" * 64,), "MIT", ("gone",))], ["nothing asks for left"]),
    ],
)
def test_what_no_longer_fits_is_named(entries: list[Locked], told: list[str]) -> None:
    found = faults(entries, WANTED)
    assert found[: len(told)] == told and bool(found) is bool(told)


def test_who_checks_is_told_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(render([ONE]), encoding="utf-8")
    assert main(["--check"], lock=lock) == 1
    assert capsys.readouterr().err.endswith(". Run python deploy/lock.py.\n")
    assert main(["--check"], lock=tmp_path / "none") == 1


# Asking pip.


def test_conditions_are_answered_for_the_board_and_not_for_this_machine() -> None:
    ask = pip(
        item("one", "1.5", "two; platform_machine == 'aarch64'", "no; sys_platform == 'win32'"),
        item("two", "2", "more; extra == 'all'"),
        item("stray", "3"),
    )
    found = resolve(WANTED, BOARD, ask)
    assert [(one.name, one.wanted_by) for one in found] == [
        ("one", ("edge-aac",)),
        ("two", ("one",)),
    ]


def test_an_extra_brings_what_it_asks_for() -> None:
    ask = pip(item("one", "1", "two; extra == 'all'"), item("two", "2"))
    assert [x.name for x in resolve([Requirement("one[all]")], BOARD, ask)] == ["one", "two"]


def test_what_pip_leaves_out_is_asked_for_and_then_told() -> None:
    asked: list[Sequence[str]] = []
    with pytest.raises(NotResolved, match="leaves out two"):
        resolve(WANTED, BOARD, pip(item("one", "1.5", "two"), asked=asked))
    assert asked[0][-1] == "one>=1" and asked[1][-1] == "two"
    assert "manylinux_2_28_aarch64" in asked[0] and "cp312" in asked[0]


def test_what_two_versions_of_python_get_differs_by_a_condition() -> None:
    def ask(arguments: Sequence[str]) -> Mapping[str, Any]:
        version = "1" if "3.11" in arguments else "2"
        return {
            "install": [item("one", version, sha256=f"{abs(hash(tuple(arguments))):064x}"[:64])]
        }

    first, second = make(WANTED, ask)
    assert (first.version, first.marker) == ("1", 'python_version == "3.11"')
    assert second.marker == 'python_version == "3.12" or python_version == "3.13"'
    assert (len(first.hashes), len(second.hashes)) == (2, 4)
    assert faults([first, second], WANTED) == []


def test_a_file_without_a_hash_or_a_licence_is_no_answer() -> None:
    bare = item("one", "1")
    bare["download_info"]["archive_info"] = {}
    with pytest.raises(NotResolved, match="no sha256"):
        resolve(WANTED, BOARD, pip(bare))
    with pytest.raises(NotResolved, match="does not name its licence"):
        licence({"name": "one", "license": "", "classifier": ["Topic :: Sound"]})


@pytest.mark.parametrize(
    ("told", "spdx"),
    [
        ({"license_expression": "MPL-2.0", "license": "other"}, "MPL-2.0"),
        ({"license": "3-Clause BSD License"}, "BSD-3-Clause"),
        ({"license": "Permission\nis", "classifier": ["License :: X :: MIT License"]}, "MIT"),
    ],
)  # fmt: skip
def test_a_licence_has_the_name_that_spdx_gives_it(told: dict[str, Any], spdx: str) -> None:
    assert licence(told) == spdx
