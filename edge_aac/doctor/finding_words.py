"""The words of findings: one catalogue a language, apart from the code.

In: `findings.LANGUAGE.toml`, shipped beside this file. Out: sentences, and findings as objects.
Never does: deciding anything.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from edge_aac.doctor.finding import Finding, Grade
from edge_aac.reasons.reason import Fact, Reason
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.report import VERSION

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class FindingWords:
    """Everything that findings are made of, in one language."""

    table: Mapping[str, Mapping[str, str]]
    causes: Mapping[str, str]
    """Templates of the reasons why something does not work."""

    def sentence(self, finding: Finding) -> str:
        """What a finding says."""
        facts = {name: self._fact(value) for name, value in finding.facts.items()}
        return self.table["finding"][finding.name].format(**facts)

    def line(self, finding: Finding) -> str:
        """The same behind the word for how bad it is."""
        return f"{self.table['word'][finding.grade.value]}: {self.sentence(finding)}"

    def as_object(self, finding: Finding) -> dict[str, Any]:
        """The JSON object of a finding."""
        row = {
            "v": VERSION,
            "kind": "finding",
            "check": finding.check.value,
            "grade": finding.grade.value,
            "name": finding.name,
            "text": self.sentence(finding),
        }
        return row | ({"figures": dict(finding.figures)} if finding.figures else {})

    def talk(self, key: str, /, **values: object) -> str:
        """A sentence of the section `[talk]`."""
        return self.table["talk"][key].format(**values)

    def test(self, key: str, /, **values: object) -> str:
        """A sentence of the section `[test]`."""
        return self.table["test"][key].format(**values)

    def summary(self, wrong: int) -> str:
        """How it ended."""
        return self.talk("some", count=wrong) if wrong else self.talk("none")

    def _fact(self, value: Fact | float | int) -> object:
        return value.worded(self.causes) if isinstance(value, Reason) else value


def load_finding_words(language: str = "en") -> FindingWords:
    """Read the shipped sentences of a language that has a catalogue of phrases."""
    name = f"findings.{language}.toml"
    text = files("edge_aac.doctor").joinpath(name).read_text(encoding="utf-8")
    return FindingWords(tomllib.loads(text), load_reasons(language))


def wrong(findings: list[Finding]) -> int:
    """How many of them ask for something."""
    return sum(one.grade is not Grade.FINE for one in findings)
