from __future__ import annotations

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.cli.main import main
from edge_aac.speech.earcon import Earcon


def test_without_speech_every_signal_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["earcons", "--no-speech"]) == 0
    lines = capsys.readouterr().out.splitlines()
    english = load_wording().earcon
    assert lines == [": ".join(english(earcon.value)) for earcon in Earcon]
    assert [line.partition(":")[0] for line in lines] == [earcon.value for earcon in Earcon]


@pytest.mark.timed
def test_an_earpiece_that_is_not_there_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["earcons", "--output-device", "nowhere"]) == 1
    assert "I cannot speak. " in capfd.readouterr().err
