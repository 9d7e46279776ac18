"""Why a listener ends is said aloud, and not every two seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_aac.control.socket_path import private_folder
from edge_aac.errors import EdgeAacError
from edge_aac.speech.queue.queue_policy import Counts
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.supervision.final_announcement import announce_finally, forget
from edge_aac.types import Priority, Utterance
from tests.thoroughness import examples

SECONDS = 120.0
"""Until a test that waits in vain fails."""


class Mouth(SilentOutput):
    """Remembers what it was to say, and plays it."""

    over = True
    outcome = Counts(given=1, said=1)

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Utterance] = []
        self.waited = self.closed = False

    @property
    def counts(self) -> Counts:
        return self.outcome if self.waited else Counts()

    def say(self, utterance: Utterance, earcon: object = None) -> None:
        assert not self.closed and earcon is None
        self.said.append(utterance)

    def wait(self, timeout: float) -> bool:
        assert 0.0 < timeout < 60.0
        self.waited = True
        return self.over

    def close(self) -> None:
        self.closed = True


def said_at(memory: Path | None, *times: float) -> list[float]:
    """When it is said by processes that are started at these times."""
    return [t for t in times if announce_finally(Mouth, "No model.", memory, lambda t=t: t)]


def test_it_is_said_to_the_end_and_the_voice_is_let_go(tmp_path: Path) -> None:
    mouth = Mouth()
    assert announce_finally(lambda: mouth, "No model.", tmp_path / "m", lambda: 1.0)
    assert [(one.text, one.priority) for one in mouth.said] == [("No model.", Priority.CRITICAL)]
    assert mouth.waited and mouth.closed


@pytest.mark.slow
def test_a_service_that_is_started_again_and_again_says_it_less_and_less(tmp_path: Path) -> None:
    times = [1_000.0 + 2.0 * n for n in range(400)]
    assert said_at(tmp_path / "m", *times) == [1_000.0, 1_060.0, 1_180.0, 1_420.0]


def test_after_a_long_time_it_is_new(tmp_path: Path) -> None:
    assert said_at(tmp_path / "m", 0.0, 2.0, 2_000.0) == [0.0, 2_000.0]


def test_once_it_listened_it_is_new(tmp_path: Path) -> None:
    assert said_at(tmp_path / "m", 0.0, 2.0) == [0.0]
    assert forget(tmp_path / "m")
    assert not forget(tmp_path / "m")
    assert not forget(None)
    assert said_at(tmp_path / "m", 4.0) == [4.0]


def test_without_a_memory_it_is_always_said(tmp_path: Path) -> None:
    assert said_at(None, 0.0, 1.0) == [0.0, 1.0]
    assert said_at(tmp_path / "none" / "m", 0.0, 1.0) == [0.0, 1.0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"seen": "x", "told_at": 1, "pause": 1}',
        '{"seen": NaN, "told_at": NaN, "pause": NaN}',
        '{"seen": 1' + "0" * 400 + ', "told_at": 0, "pause": 1}',
        '{"seen": 0, "told_at": -Infinity, "pause": 0}',
        "[" * 900,
        # The clock was set back since.
        json.dumps({"seen": 9e9, "told_at": 9e9, "pause": 60.0}),
        json.dumps({"seen": 1.0, "told_at": 1.0, "pause": 1e9}),
    ],
)
def test_a_memory_that_makes_no_sense_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "m").write_text(text, encoding="utf-8")
    assert said_at(tmp_path / "m", 10.0, 12.0) == [10.0]


@settings(
    max_examples=examples(400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    data=st.one_of(
        st.binary(max_size=60),
        st.dictionaries(
            st.sampled_from(["seen", "told_at", "pause"]),
            st.one_of(
                st.integers(), st.integers(10**308, 10**900), st.floats(), st.text(max_size=3),
                st.none(), st.booleans(), st.lists(st.integers(), max_size=2),
            ),
            min_size=3,
        ).map(lambda kept: json.dumps(kept).encode()),
    )
)  # fmt: skip
@pytest.mark.slow
def test_no_memory_makes_it_raise(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m").write_bytes(data)
    said_at(tmp_path / "m", 10.0, 12.0)


class Mute(Mouth):
    """Has no sound device: what it is given is dropped."""

    outcome = Counts(given=1, dropped=1)


class Slow(Mouth):
    """Is still at it when nobody waits any longer."""

    over = False
    outcome = Counts(given=1)


class Substitute(Mouth):
    """Says that another voice stands in, but not what it was given."""

    outcome = Counts(given=2, said=1, dropped=1)


def _refuse() -> Mouth:
    raise EdgeAacError("There is no voice.")


def _exhausted() -> Mouth:
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize("voice", [Mute, Slow, Substitute, _refuse, _exhausted])
def test_what_was_not_played_is_said_by_the_next_that_is_started(
    tmp_path: Path, voice: Callable[[], Mouth]
) -> None:
    memory = tmp_path / "m"
    assert not announce_finally(voice, "No model.", memory, lambda: 10.0)
    assert said_at(memory, 12.0, 14.0) == [12.0]
    # Also the second time, and after that as seldom as if nothing had failed.
    assert not announce_finally(voice, "No model.", memory, lambda: 80.0)
    assert said_at(memory, 82.0, 84.0, 190.0, 210.0) == [82.0, 210.0]


TRAPS = {
    "fifo": os.mkfifo,
    "folder": os.mkdir,
    "link to a fifo": lambda path: (
        os.mkfifo(path.with_name("pipe")), path.symlink_to(path.with_name("pipe"))
    ),
    "link to a terminal": lambda path: path.symlink_to("/dev/tty"),
}  # fmt: skip
PROGRAM = """
import sys
from pathlib import Path
from edge_aac.supervision.final_announcement import forget, announce_finally
from tests.supervision.test_final_announcement import Mouth
memory = Path(sys.argv[1])
print(announce_finally(Mouth, "No model.", memory, lambda: 1.0), forget(memory))
"""


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.slow
def test_whatever_lies_in_its_place_it_is_said_and_ends(tmp_path: Path, trap: str) -> None:
    TRAPS[trap](tmp_path / "m")
    # In a child, since what hangs in opening a file cannot be waited for with a deadline.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "m")],
        capture_output=True, text=True, check=True, timeout=SECONDS,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout == "True False\n"


def test_another_users_file_is_neither_believed_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "m"
    text = json.dumps({"seen": 1.0, "told_at": 1.0, "pause": 3600.0})
    memory.write_text(text, encoding="utf-8")
    monkeypatch.setattr(
        "edge_aac.supervision.final_announcement.os.getuid", lambda: memory.stat().st_uid + 1
    )
    assert said_at(memory, 10.0, 12.0) == [10.0, 12.0]
    assert memory.read_text(encoding="utf-8") == text


def test_a_folder_that_others_may_enter_holds_no_memory(tmp_path: Path) -> None:
    own = tmp_path / f"edge-aac-{os.getuid()}"
    assert private_folder({}, tmp_path) is None
    own.mkdir()
    own.chmod(0o777)
    assert private_folder({}, tmp_path) is None
    own.chmod(0o700)
    assert private_folder({}, tmp_path) == own


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious", encoding="utf-8")
    (tmp_path / "m").symlink_to(tmp_path / "precious")
    assert said_at(tmp_path / "m", 1.0) == [1.0]
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "precious"
