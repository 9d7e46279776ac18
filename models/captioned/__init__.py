"""Clotho, AudioCaps, WavCaps and MACS: captions by people, for whoever has the recordings.

In: those data sets as they are published. Out: examples for the caption decoder. Never
does: downloading; nothing of it is in our released weights.
"""

from models.captioned.audiocaps import load_audiocaps
from models.captioned.clotho import load_clotho
from models.captioned.corpora import load_captioned
from models.captioned.fault import DatasetFault
from models.captioned.guard import evaluated, leaks
from models.captioned.item import CaptionedClip, Missing
from models.captioned.macs import load_macs
from models.captioned.tellings import Tellings
from models.captioned.wavcaps import load_wavcaps
from models.captioned.words import new_words

__all__ = [
    "CaptionedClip",
    "DatasetFault",
    "Missing",
    "Tellings",
    "evaluated",
    "leaks",
    "load_audiocaps",
    "load_captioned",
    "load_clotho",
    "load_macs",
    "load_wavcaps",
    "new_words",
]
