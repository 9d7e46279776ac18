"""The catalogue: every label has its phrase, every sentence is one."""

from __future__ import annotations

import re

import pytest

from edge_aac.salience.catalogue import load_catalogue
from edge_aac.taxonomy import Label, load_taxonomy
from edge_aac.types import Priority, Style

TAXONOMY = load_taxonomy()
CATALOGUE = load_catalogue()
EVENTS = [one for one in TAXONOMY.every if one.priority is not Priority.AMBIENT]
SENTENCE = re.compile(r"[A-Z][A-Za-z ,;'.]*[a-z]\.")
SAID = r"[A-Z][A-Za-z ,;:'.]*[a-z]\."
SENTENCES = re.compile(rf"{SAID}( {SAID})*")


def test_the_catalogue_has_exactly_the_taxonomys_labels() -> None:
    assert list(CATALOGUE.phrases) == list(TAXONOMY.every_name)


@pytest.mark.parametrize("name", TAXONOMY.every_name)
def test_every_label_has_a_noun_phrase_and_words_that_name_it(name: str) -> None:
    noun = CATALOGUE.noun(name)
    assert re.fullmatch(r"[a-z][a-z ]+", noun)
    assert CATALOGUE.mentions(noun) == {name}


@pytest.mark.parametrize("label", EVENTS, ids=lambda one: one.name)
def test_every_attention_and_critical_label_has_its_announcement_in_each_style(
    label: Label,
) -> None:
    texts = [CATALOGUE.alert(label.name, style) for style in Style]
    assert all(SENTENCE.fullmatch(text) for text in texts)
    assert len(texts[0]) <= len(texts[1]) <= len(texts[2])


@pytest.mark.parametrize("label", EVENTS, ids=lambda one: one.name)
def test_the_words_of_a_sentence_name_what_the_sentence_names(label: Label) -> None:
    text = f"{CATALOGUE.alert(label.name, Style.DETAILED)} Rain, and a dog barking."
    words = CATALOGUE.words_of(text)
    assert " ".join(word for word, _ in words) == " ".join(re.findall(r"[\w']+", text))
    assert {one for _, one in words if one is not None} == CATALOGUE.mentions(text)
    assert words[-5:] == tuple(
        zip(["Rain", "and", "a", "dog", "barking"], ["rain", None, None, "dog", "dog"], strict=True)
    )


def test_a_word_of_a_longer_wording_names_no_other_sound() -> None:
    assert CATALOGUE.words_of("An alarm clock beeps.")[1:] == (
        ("alarm", "clock_alarm"), ("clock", "clock_alarm"), ("beeps", "clock_alarm"),
    )  # fmt: skip


def test_an_ambient_label_has_no_announcement() -> None:
    for label in TAXONOMY.every:
        assert bool(CATALOGUE.phrases[label.name].alerts) == (label in EVENTS)


def test_the_sentences_of_the_brief_are_said_as_written() -> None:
    said = {name: CATALOGUE.alert(name, Style.NORMAL) for name in TAXONOMY.every_name}
    assert said["doorbell"] == "The doorbell is ringing."
    assert said["smoke_alarm"] == "A smoke alarm is sounding."
    assert said["alarm"] == "An alarm is sounding."
    assert said["door_wood_knock"] == "Somebody is knocking at the door."
    assert said["siren"] == "A siren is near."


def test_every_hazard_alarm_can_go_on_and_stop() -> None:
    for label in TAXONOMY.every:
        phrase = CATALOGUE.phrases[label.name]
        if label.group == "hazard_alarm":
            assert SENTENCE.fullmatch(phrase.still)
            assert "still" in phrase.still
            assert SENTENCE.fullmatch(phrase.ended)
            assert "stopped" in phrase.ended
        else:
            assert (phrase.still, phrase.ended) == ("", "")


def test_a_label_of_the_persons_own_has_plain_sentences() -> None:
    assert CATALOGUE.alert("garden_gate", Style.NORMAL) == "I hear garden gate."
    assert CATALOGUE.still("garden_gate") == "I still hear garden gate."
    assert CATALOGUE.ended("garden_gate") == "I no longer hear garden gate."


def test_the_listener_speaks_of_itself() -> None:
    assert CATALOGUE.listener("microphone_lost") == "The microphone is lost."
    assert CATALOGUE.listener("demonstration") == "This is a demonstration."
    assert all(
        SENTENCES.fullmatch(p.text.format(name="it", away="it"))
        for p in CATALOGUE.listener_phrases.values()
    )
    with pytest.raises(KeyError):
        CATALOGUE.listener("nothing of the kind")


def test_a_scene_is_told_from_at_most_three_nouns() -> None:
    assert CATALOGUE.scene([]) == "It is quiet."
    assert CATALOGUE.scene(["rain"]) == "Rain."
    assert CATALOGUE.scene(["rain", "dog"]) == "Rain, and a dog barking."
    assert CATALOGUE.scene(["rain", "dog", "wind", "cat"]) == "Rain, a dog barking, and wind."


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("An alarm clock rings.", {"clock_alarm"}),
        ("A car alarm sounds, then an alarm.", {"car_alarm", "alarm"}),
        ("A rooster crows.", {"rooster"}),
        ("Somebody knocks at the door.", {"door_wood_knock"}),
        ("Somebody knocked on a wooden door.", {"door_wood_knock"}),
        ("A train sounds its horn.", {"train_horn"}),
        ("Dogs bark in the rain.", {"dog", "rain"}),
        ("A smoke alarm is beeping again and again.", {"smoke_alarm"}),
        ("The alarm of a car keeps sounding.", {"car_alarm"}),
        ("The bell of a crossing rings.", {"level_crossing"}),
        ("Fireworks are exploding.", {"fireworks"}),
        ("Something hums.", set()),
        ("", set()),
    ],
)
def test_a_sentence_names_the_labels_it_names(text: str, labels: set[str]) -> None:
    assert CATALOGUE.mentions(text) == labels
