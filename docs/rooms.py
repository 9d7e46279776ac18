"""The rooms of the program and of the lab, their floors, a picture of them, and the same in words.

In: the code. A room's floor is one above the highest room that it imports, so that the picture
shows what is there and not what was meant. Out: an SVG with a title and a description, and lists
that read well aloud. `docs/blocks.py` writes both, and says where they differ from the code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
GROUND = "ground"
"""The single files of edge_aac: what every room may use."""
LAB = ("models", "quantize", "benchmarks")

_WIDTH, _BOX, _GAP, _HEIGHT, _EDGE = 960, 164, 12, 34, 16
"""Of the picture, a room, the space between rooms, a room's height, the margin [pixels]."""


@dataclass(frozen=True)
class Room:
    """A folder of code with one purpose."""

    name: str
    purpose: str
    files: int
    floor: int


@dataclass(frozen=True)
class House:
    """Rooms that import each other."""

    title: str
    rooms: tuple[Room, ...]

    def floors(self) -> list[list[Room]]:
        """The rooms of each floor, the ground first, each floor in the order of names."""
        highest = max(room.floor for room in self.rooms)
        return [
            sorted((room for room in self.rooms if room.floor == floor), key=lambda one: one.name)
            for floor in range(highest + 1)
        ]


def device() -> House:
    """The rooms of edge_aac, which run on the device."""
    folder = ROOT / "edge_aac"
    files = sorted(folder.rglob("*.py"))
    inside = {path: path.relative_to(folder).parts[0] for path in files if path.parent != folder}
    rooms = {_module(path): name for path, name in inside.items()}
    owners = dict(inside)
    for path in sorted(set(files) - set(inside)):
        if path.stem not in {"__init__", "__main__"}:
            # What joins rooms is no ground for them.
            joins = next(_imported(path, rooms), None) is not None
            owners[path] = path.stem if joins else GROUND
    purposes = {name: _purpose(folder / name) for name in set(owners.values()) - {GROUND}}
    singles = sorted(path.stem for path, name in owners.items() if name == GROUND)
    purposes[GROUND] = f"What every room may use: {', '.join(singles)}."
    return House("The program, edge_aac", _standing(owners, purposes))


def lab() -> House:
    """The rooms of models, quantize and benchmarks, which make and judge what runs."""
    owners = {}
    for package in LAB:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if package == "quantize":
                owners[path] = package
            elif len(parts) > 2:
                owners[path] = "/".join(parts[:2])
    purposes = {name: _purpose(ROOT / name) for name in set(owners.values())}
    return House("The lab", _standing(owners, purposes))


def _purpose(folder: Path) -> str:
    """The first sentence of what a room, a folder or a file, says of itself."""
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    first = " ".join((text or "").split("\n\n")[0].split())
    return first.replace(" -> ", " to ")


def _standing(owners: Mapping[Path, str], purposes: Mapping[str, str]) -> tuple[Room, ...]:
    """Every room with its floor.

    Raises
    ------
    ValueError
        Rooms import each other in a circle; the message names them.
    """
    below: dict[str, set[str]] = {name: set() for name in purposes}
    modules = {_module(path): name for path, name in owners.items()}
    for path, name in owners.items():
        below[name] |= {modules[one] for one in _imported(path, modules) if modules[one] != name}
    floors: dict[str, int] = {}
    while len(floors) < len(below):
        ready = [n for n in below if n not in floors and below[n] <= set(floors)]
        if not ready:
            raise ValueError(f"Rooms import each other: {sorted(set(below) - set(floors))}.")
        floors |= {n: 1 + max((floors[one] for one in below[n]), default=-1) for n in ready}
    return tuple(
        Room(name, purposes[name], sum(one == name for one in owners.values()), floors[name])
        for name in sorted(below)
    )


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, modules: Mapping[str, str]) -> Iterator[str]:
    """The modules of the house that a file imports when it is loaded or later."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: Sequence[str] = ()
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            outwards = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
            yield from [one for one in outwards if one in modules][:1]


def words() -> str:
    """Both houses as lists, each room behind the number of its floor, the highest first."""
    lines = []
    for house in (device(), lab()):
        floors = house.floors()
        lines += [f"**{house.title}**", ""]
        for floor in range(len(floors) - 1, -1, -1):
            lines += [f"- {floor}, `{room.name}`: {room.purpose}" for room in floors[floor]]
        lines.append("")
    return "\n".join(lines).rstrip()


def picture() -> str:
    """Both houses as an SVG, the program above the lab."""
    houses = (device(), lab())
    drawn: list[str] = []
    y = _EDGE
    for house in houses:
        drawn.append(_text(_EDGE, y + 14, house.title, 15, bold=True))
        y += 26
        for number, rooms in reversed(list(enumerate(house.floors()))):
            per_row = (_WIDTH - 2 * _EDGE - 60) // (_BOX + _GAP)
            drawn.append(_text(_EDGE, y + 21, f"Floor {number}", 12))
            for index, room in enumerate(rooms):
                x = _EDGE + 60 + index % per_row * (_BOX + _GAP)
                drawn += _box(x, y + index // per_row * (_HEIGHT + _GAP), room)
            y += -(-len(rooms) // per_row) * (_HEIGHT + _GAP)
        y += _GAP
    said = "; ".join(
        f"{house.title}, from the ground up: "
        + ", then ".join(" and ".join(r.name for r in floor) for floor in house.floors())
        for house in houses
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif">'
    )
    return "\n".join(
        [
            head,
            '<title id="title">The rooms of edge-aac by floor</title>',
            f'<desc id="desc">{escape(said)}. A room imports rooms of lower floors alone.</desc>',
            f'<rect width="{_WIDTH}" height="{y}" fill="white"/>',
            *drawn,
            "</svg>",
            "",
        ]
    )


def _box(x: int, y: int, room: Room) -> list[str]:
    files = "1 file" if room.files == 1 else f"{room.files} files"
    return [
        f'<rect x="{x}" y="{y}" width="{_BOX}" height="{_HEIGHT}" fill="white" stroke="black"/>',
        _text(x + 7, y + 15, room.name, 12, bold=True),
        _text(x + 7, y + 28, files, 10),
    ]


def _text(x: int, y: int, words: str, size: int, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight}>{escape(words)}</text>'
