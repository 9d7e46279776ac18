"""Two readers of captions, and what may stand for what."""

from __future__ import annotations

import pytest

from edge_aac.taxonomy import load_taxonomy
from models.evaluation.reader import accepted, fits, read_phrases, rivals, word_reader
from models.grammar import Mention

WORDS = {
    "dog": ("dog", "bark"),
    "door_close": ("door",),
    "can_opening": ("can", "open"),
    "airplane": ("plane", "aircraft", "jet"),
    "insects": ("insect", "bee", "fly", "buzz"),
    "sneezing": ("sneez",),
    "clapping": ("clap", "applau"),
    "crow": ("crow", "caw"),
    "babble": ("people", "crowd"),
    "smoke_alarm": ("smoke alarm", "alarm"),
    "pouring_water": ("pour", "water"),
    "stream": ("stream", "water"),
    "rain": ("rain",),
    "background": ("noise",),
}
read_words = word_reader(WORDS)


def meant(text: str) -> list[set[str]]:
    return [set(m.may_mean) for m in read_words(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A dog barks.", "dog"),
        ("Someone sneezes twice.", "sneezing"),
        ("People are clapping.", "clapping"),
        ("An airplane flying overhead.", "airplane"),
        ("A crow is cawing.", "crow"),
        ("It is raining.", "rain"),
        ("Water is poured.", "pouring_water"),
    ],
)
def test_a_caption_word_is_known_in_its_inflections(text: str, label: str) -> None:
    assert label in meant(text)[0]


def test_a_crowd_is_no_crow() -> None:
    assert meant("A crowd applauds.") == [{"babble", "clapping"}]


def test_the_label_with_most_words_in_a_part_is_meant() -> None:
    assert meant("A can is opened.") == [{"can_opening"}]
    assert meant("A door opens.") == [{"door_close", "can_opening"}]


def test_the_words_of_one_part_are_one_mention_and_joining_words_part() -> None:
    text = "A dog barks, then a door slams with rain in the background."
    assert meant(text) == [{"dog"}, {"door_close"}, {"rain"}]
    assert [m.at for m in read_words(text)] == [1, 6, 9]


def test_without_a_background_with_does_not_part() -> None:
    assert meant("A door closes with a bark.") == [{"door_close", "dog"}]


def test_what_is_named_twice_counts_once() -> None:
    assert meant("A dog barks, then a dog barks.") == [{"dog"}]


def test_labels_outside_the_taxonomy_are_not_read() -> None:
    assert meant("A noise is heard.") == []


def test_a_sound_may_be_called_by_its_group_and_by_wider_names() -> None:
    assert {"smoke_alarm", "fire_alarm", "alarm", "beep"} <= accepted("smoke_alarm")
    assert "smoke_alarm" not in accepted("beep")
    assert accepted("dog") == {"dog"}


def test_a_mention_fits_when_any_of_its_meanings_is_accepted() -> None:
    assert fits(Mention(None, frozenset({"dog", "alarm"}), 0), "fire_alarm")
    assert not fits(Mention("dog", frozenset({"dog"}), 0), "cat")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dog", "dog"),
        ("smoke_alarm", "fire_alarm"),
        ("door_close", "door_wood_knock"),
        ("speech", "babble"),
        ("bicycle_bell", "church_bells"),
    ],
)
def test_sounds_that_one_name_may_mean_are_rivals(one: str, other: str) -> None:
    assert rivals(one, other)
    assert rivals(other, one)


def test_different_sounds_are_no_rivals() -> None:
    assert not rivals("dog", "cat")


def test_both_readers_place_a_mention_in_the_same_order() -> None:
    text = "A dog barks, then rain falls."
    assert [m.label for m in read_phrases(text)] == [m.label for m in read_words(text)]


def test_every_label_is_a_rival_of_itself() -> None:
    assert all(rivals(name, name) for name in load_taxonomy().names)
