"""Listen to samples that a program has already: here, those of a sound file at 16 kHz.

python examples/own_samples.py recording.wav
"""

import sys

import soundfile

import edge_aac

blocks = soundfile.blocks(sys.argv[1], blocksize=1600, dtype="float32")
for report in edge_aac.listen(blocks, style="terse"):
    if isinstance(report, edge_aac.Caption):
        print(f"{report.start:.0f} to {report.end:.0f} s: {report.text}")
