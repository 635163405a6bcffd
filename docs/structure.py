"""Draws the arrows of ARCHITECTURE.md from the imports themselves: python docs/structure.py

Rooms stand in the order of the import contract (pyproject.toml), and an arrow is left out where a
longer way says it already. What stands below the first rooms is the ground floor, one box.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- arrows: python docs/structure.py -->", "<!-- arrows end -->"
GROUND_FLOOR = "config"
"""The line of the contract that this room is on, and all below it, is one box."""

Arrows = dict[str, set[str]]


def main() -> None:
    """Put the pictures into ARCHITECTURE.md."""
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), encoding="utf-8", newline="\n")


def redrawn(page: str) -> str:
    """The page with its pictures as the imports are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    rooms, packages = pictures()
    told = "Inside `app/`:"
    return f"{before}{BEGIN}\n{rooms}\n{told}\n\n{packages}{END}{after}"


def pictures() -> tuple[str, str]:
    """The rooms, and the packages and files of app/, as Mermaid flow charts."""
    import grimp

    graph = grimp.build_graph("ranker", exclude_type_checking_imports=True, cache_dir=None)
    imports = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    upper, lower = _lines()
    arrows = _between(imports, "ranker")
    rooms: Arrows = {room: set() for line in upper for room in line}
    for room, reached in arrows.items():
        if room in rooms:
            rooms[room] = {"ground floor" if one in lower else one for one in reached}
    inside = _between(imports, "ranker.app")
    return _chart([*upper, ["ground floor"]], rooms), _chart(_levels(inside), inside)


def _lines() -> tuple[list[list[str]], set[str]]:
    """The lines of the contract above the ground floor, and the rooms of the ground floor."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [flow] = [one for one in contracts if one["id"] == "flow"]
    lines = [line.split(" | ") for line in flow["layers"]]
    [first] = [n for n, line in enumerate(lines) if GROUND_FLOOR in line]
    return lines[:first], {room for line in lines[first:] for room in line}


def _between(imports: Mapping[str, Collection[str]], package: str) -> Arrows:
    """Which children of a package import which others."""

    def child(module: str) -> str:
        return module.removeprefix(f"{package}.").split(".")[0] if module != package else ""

    arrows: Arrows = {}
    own = [module for module in imports if module.startswith(f"{package}.")]
    for module in own:
        ours = arrows.setdefault(child(module), set())
        ours |= {child(one) for one in imports[module] if one.startswith(f"{package}.")}
    return {name: reached - {name} for name, reached in arrows.items()}


def _levels(arrows: Arrows) -> list[list[str]]:
    """The names in lines, each with nothing above it that it needs. Raises ValueError."""
    left, lines = dict(arrows), []
    while left:
        needed = set().union(*left.values())
        line = sorted(name for name in left if name not in needed)
        if not line:
            raise ValueError(f"these import one another in a circle: {', '.join(sorted(left))}")
        lines.append(line)
        left = {name: reached for name, reached in left.items() if name not in line}
    return lines


def _chart(lines: list[list[str]], arrows: Arrows) -> str:
    places = {name: n for n, name in enumerate(name for line in lines for name in line)}
    text = ["```mermaid", "flowchart TD"]
    text += [f'  n{place}["{name}"]' for name, place in places.items()]
    for name, place in places.items():
        reached = arrows.get(name, set())
        longer = set().union(*(_reachable(one, arrows) for one in reached))
        text += [
            f"  n{place} --> n{places[one]}"
            for one in sorted(reached - longer, key=places.__getitem__)
        ]
    return "\n".join([*text, "```", ""])


def _reachable(name: str, arrows: Arrows) -> set[str]:
    """What is reached from a name, in one step or more."""
    found: set[str] = set()
    ahead = list(arrows.get(name, ()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += arrows.get(one, ())
    return found


if __name__ == "__main__":
    main()
