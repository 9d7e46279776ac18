"""Small files of the data sets' exact layouts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

Tone = Callable[..., Path]

CLOTHO_CAPTIONS = "file_name,caption_1,caption_2,caption_3,caption_4,caption_5\n"
CLOTHO_METADATA = "file_name,keywords,sound_id,sound_link,start_end_samples,manufacturer,license\n"
DOG = (
    "A dog barks at a passing car.,The dog is barking while a car passes.,A dog barks loudly.,"
    '"A dog barks, then a car passes.",Somebody\'s dog is barking outside\n'
)
RAIN = (
    "Rain falls on a roof.,The rain is falling on a metal roof.,Heavy rain falls.,"
    '"Rain falls, and it is heavy.",It rains on the roof of a house\n'
)


@pytest.fixture
def tone() -> Tone:
    def write(
        path: Path,
        seconds: float = 2.0,
        rate: int = 44_100,
        channels: int = 1,
        hertz: float = 440.0,
        subtype: str = "PCM_16",
    ) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        wave = 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
        soundfile.write(path, np.stack([wave] * channels, axis=1), rate, subtype=subtype)
        return path

    return write


@pytest.fixture
def clotho(tmp_path: Path, tone: Tone) -> Path:
    """As Zenodo's archives unpack: tables and folders side by side."""
    folder = tmp_path / "clotho"
    tone(folder / "development" / "Dog & car.wav", 16.0, channels=2)
    tone(folder / "development" / "Pluie café 02.wav", 15.0, hertz=900.0)
    (folder / "clotho_captions_development.csv").write_text(
        f"{CLOTHO_CAPTIONS}Dog & car.wav,{DOG}Pluie café 02.wav,{RAIN}", encoding="utf-8"
    )
    (folder / "clotho_metadata_development.csv").write_text(
        f"{CLOTHO_METADATA}"
        "Dog & car.wav,dog;bark;car,85362,https://freesound.org/people/Noël/sounds/85362,"
        '"[1024, 706624]",Noël,http://creativecommons.org/licenses/by-nc/3.0/\n'
        "Pluie café 02.wav,rain,Not found,NA,,,\n",
        encoding="latin-1",
    )
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The tables of our own data folder that the guard reads."""
    folder = tmp_path / "ours"
    (folder / "captions").mkdir(parents=True)
    (folder / "clips.csv").write_text(
        "path,label,source,fold,group,seconds,licence,rights,use,split\n"
        "audio/esc50/1-11-A-0.ogg,dog,esc50,1,freesound:11,5.0,CC0,open,train,train\n"
        "audio/esc50/5-22-A-0.ogg,dog,esc50,5,freesound:22,5.0,CC0,open,evaluate,score\n"
        "audio/us8k/dog__33-3-0-2.ogg,dog,us8k,1,fs:33,4.0,CC0,open,evaluate,calibrate\n"
        "audio/esc50/4-44-A-0.ogg,dog,esc50,4,freesound:44,5.0,CC0,open,train,fold4\n",
        encoding="utf-8",
    )
    (folder / "captions" / "esc_clotho.csv").write_text(
        "path,caption_1\naudio/esc50/1-55-A-0.ogg,A dog barks.\n", encoding="utf-8"
    )
    return folder
