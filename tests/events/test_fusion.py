"""When a temporal pattern is believed: alone, with the network, against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.patterns import Pattern
from edge_aac.events.fusion import Claim, Witness, claim, hinted

ONCE = Heard(Pattern.T3, 2.0, 1, 5.0, 3_100.0, 1.0)
AGAIN = replace(ONCE, groups=2, odds=9.0)
FOR, AGAINST, NOTHING = Witness(0.9, 0.1), Witness(0.01, 0.95), Witness()


def believed(heard: Heard, witness: Witness) -> bool:
    return claim(None, [heard], witness, 5.0) is not None


def test_one_clear_group_needs_nobody() -> None:
    for witness in (FOR, AGAINST, NOTHING):
        assert believed(ONCE, witness)
        assert believed(replace(ONCE, hertz=520.0), witness)
    assert not believed(replace(ONCE, odds=2.0), FOR)


def test_four_short_beeps_alone_are_anybodys() -> None:
    assert not believed(replace(ONCE, odds=9.0, pattern=Pattern.T4), FOR)


def test_a_row_of_groups_needs_nobody() -> None:
    assert believed(AGAIN, FOR)
    assert believed(AGAIN, NOTHING)
    assert believed(AGAIN, AGAINST)


def test_a_poor_row_is_not_believed() -> None:
    for hertz in (520.0, 3_100.0):
        assert not believed(replace(AGAIN, odds=3.0, hertz=hertz), FOR)
        assert believed(replace(AGAIN, odds=5.0, hertz=hertz), FOR)
        assert not believed(replace(AGAIN, odds=5.0, hertz=hertz), AGAINST)


def test_three_poor_groups_are_no_row() -> None:
    """Each that comes again adds to the odds, so three of a telephone come to more than two."""
    poor = replace(AGAIN, groups=3, odds=7.0)
    for witness in (FOR, AGAINST, NOTHING):
        assert not believed(poor, witness)
        assert believed(replace(poor, odds=12.0), witness)


def test_four_short_beeps_beside_a_discs_pitch_have_no_name() -> None:
    """Birds and ovens sound there."""
    row = replace(AGAIN, pattern=Pattern.T4, odds=20.0)
    assert believed(row, NOTHING)
    assert not believed(replace(row, hertz=2_741.0), FOR)
    assert not believed(replace(row, hertz=3_700.0), FOR)


@pytest.mark.parametrize("pattern", [Pattern.T3, Pattern.T4])
def test_low_tones_beside_a_square_waves_tolerance_have_no_name(pattern: Pattern) -> None:
    row = replace(AGAIN, pattern=pattern, odds=20.0)
    assert believed(replace(row, hertz=468.0), NOTHING)
    assert believed(replace(row, hertz=572.0), NOTHING)
    assert not believed(replace(row, hertz=464.0), FOR)
    assert not believed(replace(row, hertz=580.0), FOR)


@pytest.mark.parametrize("hertz", [1_000.0, 2_000.0, 2_500.0])
def test_telephones_and_music_come_again_at_other_pitches(hertz: float) -> None:
    assert not believed(replace(ONCE, hertz=hertz), FOR)
    assert not believed(replace(AGAIN, hertz=hertz), FOR)


def test_a_faint_row_of_t4_needs_the_network() -> None:
    row = replace(AGAIN, pattern=Pattern.T4, odds=10.0)
    assert believed(row, FOR)
    assert not believed(row, NOTHING)
    assert believed(replace(row, odds=18.0), NOTHING)


def test_cycles_laid_over_each_other_need_nobody() -> None:
    assert believed(replace(AGAIN, groups=3, odds=3.0, hertz=520.0, folded=True), AGAINST)


def test_only_what_has_no_rival_may_be_named_by_the_network() -> None:
    assert Witness(0.95, 0.02).unrivalled
    assert not Witness(0.95, 0.3).unrivalled


def test_clear_pulses_are_a_hint_and_fainter_ones_with_the_networks_help() -> None:
    begins = replace(ONCE, pattern=Pattern.T3_BEGINS, odds=3.5)
    faint = replace(begins, odds=1.5)
    for witness in (FOR, AGAINST, NOTHING):
        assert hinted([begins], witness)
    assert hinted([faint], FOR)
    assert not hinted([faint], NOTHING)
    assert not hinted([faint], AGAINST)
    assert not hinted([replace(begins, hertz=2_000.0)], FOR)
    assert not hinted([], FOR)


def test_clear_pulses_at_520_hertz_are_a_hint_and_fainter_ones_with_the_networks_help() -> None:
    for pattern in (Pattern.T3, Pattern.T4, Pattern.T3_BEGINS):
        clear = replace(ONCE, pattern=pattern, hertz=520.0, newest=3.0)
        faint = replace(clear, newest=1.2)
        assert hinted([clear], NOTHING)
        assert hinted([faint], FOR)
        assert not hinted([faint], NOTHING)


def test_a_row_is_a_hint_only_if_its_newest_group_is() -> None:
    """That groups come again is worth much for a name; chance makes two poor ones, too."""
    poor = replace(ONCE, pattern=Pattern.T4, groups=2, odds=5.0, newest=0.5)
    assert not hinted([poor], NOTHING)
    assert hinted([replace(poor, newest=2.5)], NOTHING)


@pytest.mark.parametrize("hertz", [2_727.0, 3_749.0, 3_816.0])
def test_three_beeps_beside_the_pitch_of_alarms_have_to_come_again(hertz: float) -> None:
    once = replace(ONCE, hertz=hertz)
    assert not believed(once, NOTHING)
    assert not believed(once, FOR)
    assert believed(replace(AGAIN, hertz=hertz), NOTHING)


def test_crickets_have_no_alarms_pitch() -> None:
    assert not believed(replace(AGAIN, hertz=6_000.0), FOR)
    assert not believed(replace(AGAIN, pattern=Pattern.T4, odds=15.0, hertz=2_000.0), FOR)


def test_four_short_beeps_are_believed_when_they_come_again() -> None:
    t4 = replace(ONCE, pattern=Pattern.T4, odds=6.0)
    assert not believed(t4, FOR)
    assert believed(replace(t4, groups=2, odds=18.0), NOTHING)
    assert believed(replace(t4, groups=3, odds=14.0), NOTHING)


def test_a_claim_lasts_two_cycles_beyond_its_last_group() -> None:
    first = claim(None, [AGAIN], FOR, 10.0)
    assert first is not None
    later = claim(first, [], FOR, 18.0)
    assert later == first
    assert claim(first, [], FOR, 19.5) is None
    renewed = claim(first, [replace(AGAIN, groups=3, odds=12.0)], NOTHING, 18.0)
    assert renewed is not None
    assert (renewed.until, renewed.groups, renewed.onset) == (27.0, 3, 2.0)


def test_a_claim_never_turns_into_another() -> None:
    first = claim(None, [AGAIN], FOR, 10.0)
    other = replace(AGAIN, pattern=Pattern.T4, odds=20.0)
    assert claim(first, [other], FOR, 11.0) == first


def test_what_the_network_heard_is_forgotten_in_four_seconds() -> None:
    witness = Witness().hear(1.0, 0.5)
    for _ in range(25):
        witness = witness.hear(0.0, 0.0)
    assert witness.alarm == pytest.approx(0.5)
    for _ in range(25):
        witness = witness.hear(0.0, 0.0)
    assert witness.alarm == pytest.approx(0.0, abs=1e-9)


def test_a_claim_says_its_evidence_and_its_probability() -> None:
    made = Claim(Pattern.T3, 0.0, 9.0, 4.0, 3_125.0, 2)
    assert made.evidence == "the T3 cadence at 3125 Hz, 2 times"
    assert 0.98 < made.score < 1.0


def test_chance_at_another_pitch_does_not_keep_an_alarm_alive() -> None:
    """The end of a carbon monoxide alarm was told half a minute late, or never, in a street."""
    four = replace(AGAIN, pattern=Pattern.T4, odds=18.0)
    before = claim(None, [four], NOTHING, 5.0)
    assert before is not None
    stray = replace(four, groups=1, odds=2.0, hertz=1_400.0)
    for t in (10.0, 15.0):
        assert claim(before, [stray], NOTHING, t) is before
    assert claim(before, [stray], NOTHING, before.until) is None
    at_pitch = replace(stray, hertz=3_090.0)
    assert claim(before, [at_pitch], NOTHING, 15.0) is before
    after = claim(before, [replace(at_pitch, groups=2)], NOTHING, 15.0)
    assert after is not None and after.until > before.until
