"""Markdown pages as the tests see them: their links, their headings, the lines outside code.

In: a page's text. Out: what a reader would meet. Only as much Markdown as the pages use.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("deploy/raspberrypi", "models", "benchmarks")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
"""Every page that a reader is led to."""

_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_GENERATED = re.compile(r"<!-- begin (?P<name>[\w-]+) -->.*?<!-- end (?P=name) -->", re.S)
_INLINE_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"!?\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^(?P<marks>#{1,6}) (?P<words>.+)$", re.M)


def prose(text: str) -> str:
    """A page without code blocks and comments."""
    kept = _COMMENT.sub("", _FENCED.sub("", text))
    return "\n".join(line for line in kept.splitlines() if not line.startswith("    "))


def without_generated(text: str) -> str:
    """A page without what the program writes."""
    return _GENERATED.sub("", text)


def sentences(text: str) -> list[str]:
    """The sentences of a page's prose, each on one line; a heading and an item end one, too."""
    items = re.sub(r"^ *(?:[-*]|\d+\.) ", "\n", prose(text), flags=re.M)
    apart = _HEADING.sub(r"\n\g<words>\n", items)
    return [
        " ".join(sentence.split())
        for paragraph in re.split(r"\n\s*\n", apart)
        for sentence in re.split(r"(?<=[.:;!?])\s+", paragraph)
        if sentence.strip()
    ]


def abbreviations(text: str) -> set[str]:
    """The words of a page's prose that are written in capitals, but for its files and machines."""
    plain = "\n".join(x for x in prose(text).splitlines() if not x.startswith("Measured by"))
    plain = re.sub(r"\]\([^)\s]*\)", "]", _INLINE_CODE.sub("", plain))
    found = set(re.findall(r"\b[A-Z]{2,}\d*\b|\b[A-Z]\d\b", plain))
    return {word for word in found if not any(ROOT.glob(f"{word}*"))}


def links(text: str) -> list[tuple[str, str]]:
    """The words and the target of each link."""
    plain = _INLINE_CODE.sub("code", prose(text))
    return [(m["words"], m["target"]) for m in _LINK.finditer(plain)]


def headings(text: str) -> list[tuple[int, str]]:
    """The level and the words of each heading."""
    return [(len(m["marks"]), m["words"].strip()) for m in _HEADING.finditer(prose(text))]


def anchors(text: str) -> set[str]:
    """What a link may name after its `#`: headings as GitHub and PyPI spell them there."""
    seen: Counter[str] = Counter()
    found = set()
    for _, words in headings(text):
        kept = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.add(f"{kept}-{seen[kept]}" if seen[kept] else kept)
        seen[kept] += 1
    return found


def rows(text: str) -> list[str]:
    """The lines of tables."""
    return [line for line in prose(text).splitlines() if line.lstrip().startswith("|")]


def broken(page: Path, root: Path = ROOT) -> list[str]:
    """The relative links of a page that lead nowhere, or out of the project."""
    text = page.read_text(encoding="utf-8")
    return [
        target
        for _, target in links(text)
        if not re.match(r"[a-z]+:", target) and not _leads(root, page, target)
    ]


def _leads(root: Path, page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    if not there.exists() or not there.is_relative_to(root.resolve()):
        return False
    return not anchor or anchor in anchors(there.read_text(encoding="utf-8"))
