"""Stop at the first sound of a kind: leaving the loop closes the microphone.

python examples/first_sound.py demo smoke_alarm
"""

import sys

import edge_aac


def first(source: str, label: str) -> edge_aac.Event | None:
    """The first event with this label; None where the input ends before it."""
    for report in edge_aac.listen(source):
        if isinstance(report, edge_aac.Event) and report.label == label:
            return report
    return None


print(first(sys.argv[1], sys.argv[2]) or f"{sys.argv[2]} was not detected")
