"""Which words of a line are English, where another language was chosen."""

from __future__ import annotations

import re

_WORDS = """
    a about access again alarm's allow and announce announced announcement announcements another
    are as at back be because before bell belongs blocked but by called cannot check choose
    clock close command commands connect container's could describe described device did disk
    doorbell earpiece ended enter everything faster files first fits found from full gave give
    given gone group had has have hear heard here him how i if input is it its join just keep
    kept keys left length lines listening lists log looks lost loud louder low made make me
    memory microphone minutes missed missing more music my name's neither no not nothing now
    number of off on once one only open opened or other output over percent please process
    programs quiet rain reach restart said says second seconds silence since slower softer some
    somebody somebody's sound sounding spoken started stopped takes than that the their them
    then there they thing this times to told too twice two unmute until use used user user's
    voice were what when which while who why with without words wrong you your yours
"""
ENGLISH = frozenset(_WORDS.split())
"""Words of English sentences, without those that German has too ("Alarm", "in", "so", "war")."""
COMMANDS = re.compile(
    r"`[^`]*`|(?<!\S)/\S+|sudo apt-get install [\w-]+"
    r"|espeak-ng( --voices| hallo)?|edge-aac( ctl| devices|\[\w+\])?"
    r"|--[\w-]+( pyttsx3)?|pip install '[^']+'|\b[a-z]: "
    r"|ffmpeg -i|speech-dispatcher|gpio_buttons|provider|onnxruntime|cpu|Gruppe input"
)
"""What a person types and paths are the same in every language."""


def english(text: str) -> set[str]:
    """The English words of a line."""
    return set(re.findall(r"[a-z']+", COMMANDS.sub("", text).lower())) & ENGLISH
