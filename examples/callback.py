"""Hand every sound that is announced to a function, until the input ends.

python examples/callback.py recording.wav
"""

import sys

import edge_aac


def ring(report: edge_aac.Report) -> None:
    """Do something when somebody is at the door."""
    if isinstance(report, edge_aac.Event) and report.label in {"doorbell", "door_wood_knock"}:
        print(f"Somebody is at the door, at {report.t:.1f} s.")


try:
    edge_aac.listen(sys.argv[1], ring)
except edge_aac.EdgeAacError as error:
    sys.exit(str(error))
