"""Every language says everything, and says it in that language."""

from __future__ import annotations

from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from edge_aac.salience.catalogue import Catalogue, load_catalogue
from edge_aac.salience.notices import VALUES, Notice
from edge_aac.salience.rules import Rule
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.speech.synthesis.synthesiser import Synthesiser
from edge_aac.speech.text import LONGEST, plain
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority, Style
from tests.needs import lacking
from tests.sound import need_programs

LANGUAGES = get_args(SalienceSettings.model_fields["language"].annotation)
TAXONOMY = load_taxonomy()
ENGLISH = load_catalogue("en")
GERMAN = load_catalogue("de")
LEFT_OVER = {"the", "a", "is", "somebody", "there", "and", "it", "ringing", "sounding"}
"""Words that no German sentence holds."""
MOST_WORDS = 8
"""Of a sentence about the listener, which interrupts what somebody is doing."""


def sentences(catalogue: Catalogue) -> list[str]:
    told = [one.text.format(name="USB", away="3 h") for one in catalogue.listener_phrases.values()]
    for phrase in catalogue.phrases.values():
        told += [*phrase.alerts.values(), phrase.still, phrase.ended]
    names = list(TAXONOMY.every_name)
    told += [catalogue.scene(names[at : at + 3]) for at in range(len(names))]
    return [one for one in told if one]


def test_english_and_german_can_be_chosen_and_english_is_the_default() -> None:
    assert LANGUAGES == ("en", "de")
    assert SalienceSettings().language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_phrase_that_english_has(language: str) -> None:
    catalogue = load_catalogue(language)
    assert list(catalogue.phrases) == list(TAXONOMY.every_name)
    for label in TAXONOMY.every:
        own, english = catalogue.phrases[label.name], ENGLISH.phrases[label.name]
        assert own.noun and own.words
        assert set(own.alerts) == set(english.alerts)
        assert set(own.alerts) == (set() if label.priority is Priority.AMBIENT else set(Style))
        assert (bool(own.still), bool(own.ended)) == (bool(english.still), bool(english.ended))
    for name, phrase in ENGLISH.listener_phrases.items():
        assert catalogue.listener_phrases[name].priority is phrase.priority


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_every_sentence_is_one_short_line_that_the_voice_says_unchanged(language: str) -> None:
    for text in sentences(load_catalogue(language)):
        assert len(text) <= LONGEST
        assert plain(text) == text
        assert text[0].isupper() and text.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TAXONOMY.every_name)
def test_a_noun_phrase_names_its_own_label_and_no_other(language: str, name: str) -> None:
    catalogue = load_catalogue(language)
    assert catalogue.mentions(catalogue.noun(name)) == {name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_longer_style_says_no_less(language: str) -> None:
    for phrase in load_catalogue(language).phrases.values():
        if phrase.alerts:
            terse, normal, detailed = (phrase.alerts[style] for style in Style)
            assert len(terse) <= len(normal) <= len(detailed)


def test_no_english_is_left_in_german() -> None:
    for text in sentences(GERMAN):
        assert not LEFT_OVER & set(text.lower().strip(".").replace(",", " ").split()), text
    english = set(sentences(ENGLISH))
    assert english & set(sentences(GERMAN)) <= {"Alarm.", "Explosion."}


def test_german_is_said_in_german() -> None:
    assert GERMAN.alert("smoke_alarm", Style.NORMAL) == "Ein Rauchmelder schlägt Alarm."
    assert GERMAN.still("smoke_alarm") == "Der Rauchmelder schlägt noch immer Alarm."
    assert GERMAN.ended("smoke_alarm") == "Der Rauchmelder hat aufgehört."
    assert GERMAN.scene(["rain"]) == "Regen."
    assert GERMAN.scene(["rain", "dog"]) == "Regen und ein bellender Hund."
    assert GERMAN.scene(["rain", "dog", "wind"]) == "Regen, ein bellender Hund und Wind."
    assert GERMAN.alert("gartentor", Style.NORMAL) == "Zu hören: gartentor."
    assert not GERMAN.grammar.decoder and ENGLISH.grammar.decoder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", list(Notice), ids=lambda one: one.name)
def test_what_the_listener_announces_is_short_and_names_only_what_is_known(
    language: str, notice: Notice
) -> None:
    phrase = load_catalogue(language).listener_phrases[notice.value]
    assert len(phrase.text.split()) <= MOST_WORDS
    for template in (phrase.text, phrase.hint):
        assert {name for _, name, _, _ in Formatter().parse(template) if name} <= VALUES


def test_german_words_with_umlauts_are_found() -> None:
    assert GERMAN.mentions("Es regnet, und Vögel singen.") == {"rain", "chirping_birds"}
    assert GERMAN.mentions("Die Türklingel läutet.") == {"doorbell"}
    assert GERMAN.mentions("Eine Autoalarmanlage.") == {"car_alarm"}


def test_a_german_alert_is_rendered_by_a_german_voice(tmp_path: Path) -> None:
    need_programs("espeak-ng", packages="espeak-ng")
    voice = Synthesiser(tmp_path, voice="de")
    if voice.warning:
        lacking(str(voice.warning))
    sound = voice.speak(GERMAN.alert("co_alarm", Style.NORMAL))
    assert 0.5 < len(sound.samples) / sound.rate < 10.0
    assert abs(sound.samples).max() > 0.05


@pytest.mark.parametrize("rule", list(Rule), ids=lambda rule: rule.name)
def test_every_rule_explains_itself_in_german(rule: Rule) -> None:
    assert rule.value in GERMAN.reasons
    told = GERMAN.why_heard(rule, "dog", "the network at 0.90")
    assert told == f"Gehört: ein bellender Hund. Grund: {GERMAN.because(rule)}."
    scene = GERMAN.why_scene(rule, ["rain", "wind"])
    for text in (told, scene, GERMAN.why_scene(rule, []), GERMAN.why_over(rule, "siren")):
        assert not LEFT_OVER & set(text.lower().strip(".").replace(",", " ").split())
        assert len(text) <= LONGEST
