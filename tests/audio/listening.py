"""A process that only listens: what `test_sound` starts, because a sound library is one
per process and a test wants to see it leave.

    python -m tests.audio.listening DEVICE RECORDING

Opens the microphone and writes what it hears as raw float32; says each change in one
line. After a loss it does what it is told on standard input: `open` or `leave`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from edge_aac.audio.audio_settings import AudioSettings
from edge_aac.audio.opening import open_source
from edge_aac.audio.source import SourceLost
from edge_aac.errors import EdgeAacError


def _say(words: str) -> None:
    print(words, flush=True)


def _listen(device: str, recording: Path) -> None:
    source = open_source(AudioSettings(input=device, stall_seconds=1.0))
    _say(f"open {source.name}")
    clock = 0
    try:
        with recording.open("ab") as file:
            for block in source.blocks():
                assert block.start == clock
                if clock == 0:
                    _say("hearing")
                clock += len(block.samples)
                file.write(block.samples.tobytes())
                file.flush()
    except SourceLost as error:
        _say(f"lost {error}")
    finally:
        source.close()


def main() -> None:
    device, recording = sys.argv[1], Path(sys.argv[2])
    command = "open"
    while command == "open":
        try:
            _listen(device, recording)
        except EdgeAacError as error:
            _say(f"refused {error}")
        command = sys.stdin.readline().strip()


if __name__ == "__main__":
    main()
