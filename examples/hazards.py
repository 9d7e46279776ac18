"""Print each hazard alarm of a source, and when it is over.

python examples/hazards.py mic
"""

import sys

import edge_aac

for report in edge_aac.listen(sys.argv[1] if len(sys.argv) > 1 else "mic"):
    if isinstance(report, edge_aac.Event) and report.group == "hazard_alarm":
        print(f"{report.label} since {report.onset:.1f} s")
    elif isinstance(report, edge_aac.EventEnd) and report.group == "hazard_alarm":
        print(f"{report.label} is over")
