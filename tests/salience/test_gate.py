"""The gate, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.gate import Gate
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.rules import Rule
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.salience.verdict import Candidate, Verdict
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Caption, Event, EventEnd, Priority, State, Style, Urgency, Utterance

TAXONOMY = load_taxonomy()
CATALOGUE = load_catalogue()


@dataclass
class Talk:
    """A gate with its state, driven by hand."""

    profile: str = "home"
    style: Style = Style.NORMAL
    changes: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = SalienceSettings.model_validate({"profile": self.profile, **self.changes})
        self.gate = Gate(settings, TAXONOMY, CATALOGUE, self.style)
        self.state = self.gate.start()

    def event(self, label: str, t: float, identity: int = 1) -> Verdict:
        known = TAXONOMY[label]
        event = Event(identity, t, t - 0.5, label, known.group, known.priority, 0.9)
        self.state, verdict = self.gate.on_event(self.state, event)
        return verdict

    def end(self, label: str, t: float, identity: int = 1, input_over: bool = False) -> Verdict:
        end = EventEnd(identity, t, 0.0, label, TAXONOMY[label].group)
        self.state, verdict = self.gate.on_event(self.state, end, input_over=input_over)
        return verdict

    def scene(self, text: str, t: float, requested: bool = False) -> Verdict:
        urgency = Urgency.REQUESTED if requested else Urgency.ORDINARY
        candidate = Candidate(t, t - 3.0, t - 0.5, text, (), urgency)
        self.state, verdict = self.gate.on_caption(self.state, candidate)
        return verdict

    def pass_time(self, start: float, end: float) -> list[tuple[float, str]]:
        said = []
        for hop in range(int(start / 0.16), int(end / 0.16) + 1):
            self.state, verdicts = self.gate.on_time(self.state, hop * 0.16)
            said += [(v.utterance.t, v.utterance.text) for v in verdicts if v.utterance]
        return said


def talk(profile: str = "home", style: Style = Style.NORMAL, **changes: object) -> Talk:
    return Talk(profile, style, changes)


# Announcements.


def test_a_doorbell_is_announced_and_reported() -> None:
    verdict = talk().event("doorbell", 12.8)
    text = "The doorbell is ringing."
    assert verdict.rule is Rule.ATTENTION
    assert verdict.utterance == Utterance(
        text,
        Priority.ATTENTION,
        12.8,
        "I heard a doorbell, known by a score of 0.90: your profile announces it.",
    )
    assert verdict.caption == Caption(12.8, 12.3, 12.8, text, Priority.ATTENTION, True)


def test_a_smoke_alarm_is_announced_as_critical() -> None:
    verdict = talk().event("smoke_alarm", 5.0)
    assert verdict.rule is Rule.CRITICAL
    assert verdict.utterance is not None
    assert verdict.utterance.priority is Priority.CRITICAL


@pytest.mark.parametrize("style", list(Style))
def test_an_announcement_is_made_in_the_persons_style(style: Style) -> None:
    verdict = talk(style=style).event("doorbell", 1.0)
    assert verdict.utterance is not None
    assert verdict.utterance.text == CATALOGUE.alert("doorbell", style)


def test_a_label_is_not_announced_again_during_its_cool_down() -> None:
    gate = talk(cooldown_seconds=30.0)
    assert gate.event("doorbell", 10.0, 1).utterance
    again = gate.event("doorbell", 39.9, 2)
    assert again.rule is Rule.COOLDOWN
    assert again.utterance is None
    assert again.caption is not None
    assert not again.caption.spoken
    assert gate.event("doorbell", 40.0, 3).utterance


def test_the_cool_down_starts_from_a_spoken_announcement_never_from_a_suppressed_one() -> None:
    gate = talk(cooldown_seconds=30.0)
    times = [10.0, 25.0, 38.0, 41.0]
    spoken = [bool(gate.event("doorbell", t, i).utterance) for i, t in enumerate(times)]
    assert spoken == [True, False, False, True]


def test_the_cool_down_of_one_label_does_not_touch_another() -> None:
    gate = talk()
    assert gate.event("kettle", 10.0, 1).utterance
    assert gate.event("microwave_beep", 10.1, 2).utterance


def test_a_critical_event_is_never_suppressed_by_another_label_even_of_its_group() -> None:
    gate = talk(cooldown_seconds=3600.0)
    for identity, label in enumerate(one.name for one in TAXONOMY.every):
        if TAXONOMY[label].priority is Priority.CRITICAL:
            assert gate.event(label, 10.0 + identity * 0.01, identity).utterance


def test_an_event_that_becomes_more_exact_is_announced_at_once_with_the_exact_sentence() -> None:
    gate = talk(cooldown_seconds=600.0)
    assert gate.event("smoke_alarm", 1.0, 1).utterance
    assert gate.event("alarm", 10.0, 2).utterance
    verdict = gate.event("smoke_alarm", 10.4, 2)
    assert verdict.rule is Rule.ESCALATED
    assert verdict.utterance is not None
    assert verdict.utterance.text == "A smoke alarm is sounding."


def test_the_same_event_told_twice_is_not_said_twice() -> None:
    gate = talk(cooldown_seconds=0.0)
    assert gate.event("doorbell", 1.0, 1).utterance
    assert gate.event("doorbell", 2.0, 1).rule is Rule.REPEATED


# Hazards that last.


def test_a_hazard_that_goes_on_is_announced_again_at_10_30_60_seconds_then_each_minute() -> None:
    gate = talk()
    gate.event("smoke_alarm", 4.0)
    said = gate.pass_time(4.0, 250.0)
    assert [t - 4.0 for t, _ in said] == pytest.approx([10, 30, 60, 120, 180, 240], abs=0.17)
    assert {text for _, text in said} == {"The smoke alarm is still sounding."}


def test_a_repetition_is_reported_with_the_onset_of_the_alarm() -> None:
    gate = talk()
    gate.event("smoke_alarm", 4.0)
    gate.state, (verdict,) = gate.gate.on_time(gate.state, 14.0)
    assert verdict.rule is Rule.GOES_ON
    text = "The smoke alarm is still sounding."
    assert verdict.caption == Caption(14.0, 3.5, 14.0, text, Priority.CRITICAL, True)


def test_repetitions_that_were_missed_are_made_up_by_one() -> None:
    gate = talk()
    gate.event("fire_alarm", 0.0)
    assert len(gate.pass_time(65.0, 100.0)) == 1


def test_only_hazard_alarms_are_repeated() -> None:
    gate = talk()
    for identity, label in enumerate(("doorbell", "siren", "scream", "dog")):
        gate.event(label, 1.0, identity)
    assert gate.pass_time(1.0, 300.0) == []


def test_an_alarm_within_its_own_cool_down_is_still_told_when_it_goes_on() -> None:
    gate = talk(cooldown_seconds=600.0)
    gate.event("smoke_alarm", 0.0, 1)
    assert gate.event("smoke_alarm", 5.0, 2).rule is Rule.COOLDOWN
    gate.end("smoke_alarm", 5.1, 1, input_over=True)
    assert [t for t, _ in gate.pass_time(5.0, 20.0)] == pytest.approx([15.0], abs=0.17)


def test_the_end_of_an_alarm_is_told() -> None:
    gate = talk()
    gate.event("smoke_alarm", 4.0)
    verdict = gate.end("smoke_alarm", 30.0)
    assert verdict.rule is Rule.ENDED
    assert verdict.utterance is not None
    assert verdict.utterance.text == "The smoke alarm has stopped."
    assert verdict.caption is not None
    assert gate.pass_time(30.0, 100.0) == []


def test_the_end_of_an_alarm_is_told_under_its_exact_name() -> None:
    gate = talk()
    gate.event("alarm", 4.0)
    gate.event("co_alarm", 5.0)
    verdict = gate.end("co_alarm", 30.0)
    assert verdict.utterance is not None
    assert verdict.utterance.text == "The carbon monoxide alarm has stopped."


def test_the_end_of_anything_else_is_not_told() -> None:
    gate = talk()
    gate.event("doorbell", 4.0)
    assert _silent(gate.end("doorbell", 8.0), Rule.END_NOT_TOLD)
    assert _silent(gate.end("smoke_alarm", 9.0, 7), Rule.END_NOT_TOLD)


def test_the_end_of_the_input_is_not_told_as_the_end_of_an_alarm() -> None:
    gate = talk()
    gate.event("smoke_alarm", 4.0)
    assert _silent(gate.end("smoke_alarm", 8.0, input_over=True), Rule.INPUT_OVER)


def test_an_alarm_that_begins_again_after_its_end_was_told_is_announced_at_once() -> None:
    gate = talk(cooldown_seconds=600.0)
    gate.event("smoke_alarm", 4.0, 1)
    gate.end("smoke_alarm", 20.0, 1)
    assert gate.event("smoke_alarm", 25.0, 2).utterance


# What the person wants.


def test_a_blocked_label_is_not_announced() -> None:
    verdict = talk(block=("dog",)).event("dog", 1.0)
    assert verdict.rule is Rule.BLOCKED
    assert verdict.utterance is None


def test_block_comes_before_allow() -> None:
    assert talk(block=("dog",), allow=("dog",)).event("dog", 1.0).rule is Rule.BLOCKED


@pytest.mark.parametrize("label", ["alarm", "smoke_alarm", "co_alarm", "fire_alarm"])
def test_a_hazard_alarm_cannot_be_blocked(label: str) -> None:
    with pytest.raises(EdgeAacError, match="always spoken"):
        talk(block=(label,))


@pytest.mark.parametrize("name", ["allow", "block"])
def test_an_unknown_label_is_refused_with_the_nearest_name(name: str) -> None:
    with pytest.raises(EdgeAacError, match=f"to {name}. Did you mean 'doorbell'"):
        Talk(changes={name: ("dorbell",)})


def test_asleep_only_critical_sounds_and_what_calls_for_somebody_are_announced() -> None:
    gate = talk("sleep")
    spoken = {
        one.name
        for i, one in enumerate(TAXONOMY.every)
        if one.priority is Priority.ATTENTION and gate.event(one.name, 1.0, i).utterance
    }
    assert spoken == {"doorbell", "door_wood_knock", "crying_baby", "phone_ringing", "breaking"}
    assert gate.event("smoke_alarm", 2.0, 99).utterance


def test_asleep_no_scene_is_described() -> None:
    verdict = talk("sleep").scene("Rain falls.", 100.0)
    assert verdict.rule is Rule.BUDGET
    assert verdict.caption is not None
    assert not verdict.caption.spoken


def test_in_the_street_a_dog_is_not_announced_unless_allowed() -> None:
    assert talk("street").event("dog", 1.0).rule is Rule.NOT_IN_PROFILE
    assert talk("street", allow=("dog",)).event("dog", 1.0).rule is Rule.ALLOWED


def test_in_the_street_an_engine_alone_is_no_scene() -> None:
    gate = talk("street")
    assert gate.scene("An engine runs in traffic.", 50.0).rule is Rule.UNREMARKABLE
    assert gate.scene("An engine runs while music plays.", 51.0).utterance


def test_at_home_everything_of_attention_is_announced_but_a_dog_less_often() -> None:
    gate = talk(talk_per_hour=1_000)
    for i, one in enumerate(TAXONOMY.every):
        if one.priority is Priority.ATTENTION:
            assert gate.event(one.name, 1.0, i).utterance
    assert gate.event("phone_ringing", 40.0, 100).utterance
    assert gate.event("dog", 40.0, 101).rule is Rule.COOLDOWN


# Descriptions of the scene.


def test_a_new_scene_is_described() -> None:
    verdict = talk().scene("Rain falls on a roof.", 10.0)
    assert verdict.rule is Rule.NEW_SCENE
    assert verdict.utterance == Utterance(
        "Rain falls on a roof.",
        Priority.AMBIENT,
        10.0,
        "The scene was silent: the scene has changed.",
    )
    assert verdict.caption == Caption(
        10.0, 7.0, 9.5, "Rain falls on a roof.", Priority.AMBIENT, True
    )


def test_the_same_wording_is_not_spoken_again() -> None:
    gate = talk()
    assert gate.scene("Something hums.", 10.0).utterance
    assert gate.scene("something  hums", 60.0).rule is Rule.SAME_SCENE


def test_the_same_sounds_in_other_words_are_not_spoken_again() -> None:
    gate = talk()
    assert gate.scene("Rain falls.", 10.0).utterance
    assert gate.scene("It is raining.", 60.0).rule is Rule.SAME_SCENE


def test_a_scene_that_was_long_forgotten_is_described_again() -> None:
    gate = talk(forget_seconds=120.0)
    gate.scene("Rain falls.", 10.0)
    assert gate.scene("Rain falls.", 131.0).utterance


def test_two_descriptions_are_at_least_scene_seconds_apart() -> None:
    gate = talk(scene_seconds=15.0)
    assert gate.scene("Rain falls.", 10.0).utterance
    early = gate.scene("Music plays.", 24.9)
    assert (early.rule, early.again) == (Rule.TOO_SOON, True)
    assert gate.scene("Music plays.", 25.0).utterance


def test_no_description_within_two_seconds_of_an_announcement() -> None:
    gate = talk()
    gate.event("doorbell", 10.0)
    early = gate.scene("Rain falls.", 11.9)
    assert (early.rule, early.again) == (Rule.HUSH, True)
    assert not gate.gate.quiet(gate.state, 11.9)
    assert gate.gate.quiet(gate.state, 12.0)
    assert gate.scene("Rain falls.", 12.0).utterance


def test_a_suppressed_event_does_not_hush_descriptions() -> None:
    gate = talk("street")
    gate.event("dog", 10.0)
    assert gate.scene("Music plays.", 10.5).utterance


def test_what_an_announcement_has_just_said_is_not_described() -> None:
    gate = talk()
    gate.event("doorbell", 10.0)
    assert gate.scene("A doorbell rings twice.", 13.0).rule is Rule.TOLD


def test_an_announcement_of_the_group_covers_its_exact_names() -> None:
    gate = talk()
    gate.event("smoke_alarm", 10.0)
    assert gate.scene("An alarm beeps.", 13.0).rule is Rule.TOLD


def test_what_still_sounds_after_its_announcement_is_not_described_alone() -> None:
    gate = talk(cooldown_seconds=0.0)
    gate.event("siren", 10.0)
    assert gate.scene("A siren wails.", 40.0).rule is Rule.TOLD
    gate.end("siren", 41.0)
    assert gate.scene("A dog barks.", 60.0).utterance


def test_a_description_does_not_get_round_a_cool_down() -> None:
    gate = talk(cooldown_seconds=300.0)
    gate.event("dog", 10.0)
    gate.end("dog", 14.0)
    assert gate.scene("A dog barks.", 100.0).rule is Rule.TOLD


def test_a_description_that_adds_something_to_an_announcement_is_spoken() -> None:
    gate = talk()
    gate.event("doorbell", 10.0)
    assert gate.scene("A doorbell rings while rain falls.", 13.0).utterance


def test_a_description_never_names_a_danger_that_was_not_confirmed() -> None:
    gate = talk()
    assert gate.scene("A smoke alarm beeps while music plays.", 10.0).rule is Rule.UNCONFIRMED
    gate.event("smoke_alarm", 11.0)
    assert gate.scene("A smoke alarm beeps while music plays.", 14.0).utterance


def test_a_description_never_names_what_is_blocked() -> None:
    gate = talk(block=("dog",))
    assert gate.scene("A dog barks in the rain.", 10.0).rule is Rule.BLOCKED


def test_descriptions_keep_to_the_budget_of_an_hour() -> None:
    gate = talk(scene_seconds=1.0, ambient_per_hour=2)
    assert gate.scene("Rain falls.", 10.0).utterance
    assert gate.scene("Music plays.", 20.0).utterance
    assert gate.scene("Wind blows.", 30.0).rule is Rule.BUDGET
    assert gate.scene("Wind blows.", 3611.0).utterance


def test_the_few_descriptions_of_an_hour_do_not_come_in_its_first_minutes() -> None:
    gate = talk()
    words = ("Rain falls.", "Music plays.", "Wind blows.", "Water runs.")
    spoken = []
    for second in range(900):
        said = gate.scene(words[len(spoken) % 4], float(second)).utterance
        spoken += [second] if said else []
    assert spoken == [0, 15, 105, 555]


def test_a_dog_that_barks_for_an_hour_hides_neither_the_kettle_nor_the_door() -> None:
    gate = talk()
    barks = [gate.event("dog", 130.0 * i, i) for i in range(24)]
    assert [bool(one.utterance) for one in barks] == [True] * 3 + [False] * 21
    assert {one.rule for one in barks[3:]} == {Rule.SHARE}
    assert all(one.caption is not None and not one.caption.spoken for one in barks[3:])
    assert gate.event("kettle", 3_200.0, 50).utterance
    for i in range(6):
        assert gate.event("doorbell", 3_210.0 + 40.0 * i, 60 + i).utterance


def test_a_full_budget_withholds_what_comes_again_and_never_what_is_critical() -> None:
    gate = talk(talk_per_hour=2, cooldown_seconds=0.0)
    assert gate.event("dog", 1.0, 1).utterance
    assert gate.event("kettle", 2.0, 2).utterance
    again = gate.event("kettle", 3.0, 3)
    assert again.utterance is None and again.rule.withheld
    assert gate.event("smoke_alarm", 4.0, 4).utterance
    assert gate.event("siren", 5.0, 5).utterance
    assert gate.scene("Rain falls.", 20.0).rule is Rule.BUDGET
    assert gate.event("kettle", 3_700.0, 6).utterance


def test_who_allows_a_sound_hears_it_beyond_the_budget() -> None:
    gate = talk(talk_per_hour=1, cooldown_seconds=0.0, allow=("dog",))
    assert all(gate.event("dog", float(i), i).utterance for i in range(5))


def test_a_budget_of_none_withholds_all_but_danger() -> None:
    gate = talk(talk_per_hour=0)
    assert gate.event("doorbell", 1.0, 1).rule is Rule.TALK_BUDGET
    assert gate.event("fire_alarm", 2.0, 2).utterance


def test_a_description_made_while_the_listener_speaks_is_made_again() -> None:
    gate = talk()
    own = Candidate(10.0, 7.0, 9.5, "Rain falls.", while_speaking=True)
    gate.state, verdict = gate.gate.on_caption(gate.state, own)
    assert (verdict.rule, verdict.again, verdict.utterance) == (Rule.OWN_VOICE, True, None)
    assert gate.scene("Rain falls.", 14.0).utterance


def test_what_was_not_spoken_costs_no_budget() -> None:
    gate = talk(ambient_per_hour=1)
    gate.event("doorbell", 10.0)
    assert gate.scene("Rain falls.", 10.5).rule is Rule.HUSH
    assert gate.scene("Rain falls.", 13.0).utterance


def test_a_requested_description_is_always_spoken_and_costs_no_budget() -> None:
    gate = talk("sleep")
    gate.event("doorbell", 10.0)
    for t in (10.1, 10.2):
        verdict = gate.scene("Rain falls.", t, requested=True)
        assert verdict.rule is Rule.REQUESTED
        assert verdict.utterance is not None
        assert verdict.utterance.priority is Priority.ATTENTION
    assert gate.state.ambient == ()


def test_no_words_are_neither_spoken_nor_reported() -> None:
    assert _silent(talk().scene("  ", 10.0), Rule.NO_WORDS)


def test_the_listener_says_what_became_of_it() -> None:
    gate = talk("sleep")
    _, verdict = gate.gate.on_listener(gate.state, 5.0, Announcement(Notice.MICROPHONE_LOST))
    assert verdict.utterance == Utterance(
        "The microphone is lost.",
        Priority.CRITICAL,
        5.0,
        "The listener itself has changed.",
        Urgency.VITAL,
    )
    assert verdict.caption is None
    assert verdict.status is not None
    assert (verdict.status.state, verdict.status.spoken) == (State.RECOVERING, True)
    assert verdict.status.detail.startswith("The microphone is lost. ")


def test_what_was_announced_a_short_while_ago_is_a_line_alone() -> None:
    gate = talk("sleep")
    again = Announcement(Notice.OVERLOADED, spoken=False, values={"missing": "two seconds"})
    _, verdict = gate.gate.on_listener(gate.state, 5.0, again)
    assert verdict.utterance is None and verdict.decision(5.0) is None
    assert verdict.status is not None and verdict.status.spoken is False
    assert "two seconds" in verdict.status.detail


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_explains_itself_in_one_sentence(rule: Rule) -> None:
    assert rule.sentence[0].isupper()
    assert rule.sentence.endswith(".")
    assert rule.sentence.count(".") == 1
    told = CATALOGUE.why_heard(rule, "rain", "the network at 0.50")
    assert told == f"I heard rain, known by the network at 0.50: {rule.because}."
    assert rule.value == rule.name.lower()


def test_no_two_rules_explain_themselves_alike() -> None:
    assert len({rule.sentence for rule in Rule}) == len(Rule)


def _silent(verdict: Verdict, rule: Rule) -> bool:
    """Nothing is said or reported, by this rule, and it can be explained."""
    nothing = verdict.utterance is None and verdict.caption is None
    return nothing and verdict.rule is rule and verdict.why.endswith(f"{rule.because}.")


def test_every_verdict_says_its_evidence_and_its_rule() -> None:
    event = Event(
        1, 5.0, 4.0, "smoke_alarm", "hazard_alarm", Priority.CRITICAL, 0.97, "the T3 pattern"
    )
    gate = Gate(SalienceSettings(), load_taxonomy(), load_catalogue())
    state, said = gate.on_event(gate.start(), event)
    assert said.why == (
        "I heard a smoke alarm, known by the T3 pattern: it may be dangerous, "
        "so it is said at once."
    )
    decision = said.decision(5.0)
    assert decision is not None
    assert (decision.spoken, decision.rule, decision.why) == (True, "critical", said.why)
    _, again = gate.on_event(state, event)
    unsaid = again.decision(5.0)
    assert unsaid is not None
    assert (unsaid.spoken, unsaid.rule) == (False, "repeated")
    assert unsaid.text == "A smoke alarm is sounding."
