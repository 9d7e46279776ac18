"""Words become commands, or one sentence that says what would be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.control.command import (
    LONGEST_LINE,
    MEANINGS,
    QUIET_SECONDS,
    Command,
    CommandError,
    parse_command,
    parse_duration,
)
from edge_aac.salience.quiet_and_mute import LONGEST_SECONDS
from edge_aac.types import Verb

PLAIN = [verb for verb in Verb if not verb.names_sound]


@pytest.mark.parametrize("verb", PLAIN)
def test_every_verb_is_a_command_and_has_a_meaning(verb: Verb) -> None:
    assert parse_command(verb.value) == Command(verb)
    assert parse_command(f"  {verb.value.upper()}\r\n") == Command(verb)
    assert MEANINGS[verb]


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("quiet", QUIET_SECONDS),
        ("quiet 90s", 90.0),
        ("quiet 30m", 1_800.0),
        ("quiet 2h", 7_200.0),
        ("quiet 5", 300.0),
        ("QUIET 12H", LONGEST_SECONDS),
    ],
)
def test_quiet_takes_a_length_of_time(line: str, seconds: float) -> None:
    assert parse_command(line) == Command(Verb.QUIET, seconds)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "That is no command. There are: now, repeat,"),
        ("mut", "There is no command mut. Did you mean mute?"),
        ("dance", "There is no command dance. There are: now"),
        ("mute 5m", "Mute takes nothing after it."),
        ("quiet 5m please", "Quiet takes one length of time."),
        ("quiet soon", "soon is no length of time for quiet: give seconds, minutes or hours"),
        ("quiet 0s", "0s is no length of time"),
        ("quiet 13h", "at most 12h"),
        ("quiet -5m", "-5m is no length of time"),
        ("quiet 1e3s", "1e3s is no length of time"),
        ("quiet ٣m", "is no length of time"),
        ("\x1b[2J\x07", "There is no command \\x1b[2J\\x07."),
        ("x" * 1_000, "That is too long for a command."),
    ],
)
def test_what_is_no_command_gets_one_sentence(line: str, told: str) -> None:
    with pytest.raises(CommandError) as refused:
        parse_command(line)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("teach dryer", Command(Verb.TEACH, name="dryer")),
        ("TEACH Front  Door as doorbell", Command(Verb.TEACH, name="Front Door", group="doorbell")),
        ("that was front door", Command(Verb.THAT, name="front door")),
        ("that dryer", Command(Verb.THAT, name="dryer")),
        ("that was as good as doorbell", Command(Verb.THAT, name="as good", group="doorbell")),
    ],
)
def test_a_sound_has_a_name_and_perhaps_what_it_is_one_of(line: str, command: Command) -> None:
    assert parse_command(line) == command
    assert MEANINGS[command.verb]


@pytest.mark.parametrize(
    "line", ["teach", "that", "that was", "teach dryer as", "teach as doorbell"]
)
def test_without_a_name_it_says_how_to_give_one(line: str) -> None:
    with pytest.raises(CommandError, match="NAME as doorbell"):
        parse_command(line)


@given(st.text(st.characters(codec=None), max_size=2 * LONGEST_LINE))
def test_any_text_is_a_command_or_one_short_printable_line(line: str) -> None:
    try:
        command = parse_command(line)
    except CommandError as error:
        told = str(error)
        assert told and told.isprintable() and len(told) < 250
    else:
        assert line.split(maxsplit=1)[0].lower() == command.verb.value
        assert 0.0 < command.seconds <= LONGEST_SECONDS


@given(st.sampled_from(PLAIN), st.text(st.characters(codec=None), min_size=1, max_size=20))
def test_nothing_foreign_is_taken_along(verb: Verb, rest: str) -> None:
    """What follows a verb is a length of quiet, or blank, or refused."""
    try:
        command = parse_command(f"{verb.value} {rest}")
    except CommandError:
        return
    assert not rest.split() or (verb is Verb.QUIET and len(rest.split()) == 1)
    assert command.verb is verb


@given(st.integers(1, 43_200))
def test_a_length_of_time_in_each_unit(seconds: int) -> None:
    assert parse_duration(f"{seconds}s") == seconds
    assert parse_duration(f"{-(-seconds // 60)}m") == -(-seconds // 60) * 60
    assert parse_duration(f"{-(-seconds // 3600)}h") == -(-seconds // 3600) * 3600
