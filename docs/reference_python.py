"""What `ranker.__all__` names, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

import ranker

INTRODUCTION = """\
# From Python

What `ranker.__all__` names is for other programs, and changes only with a word in the
[changelog](../changelog.md). Everything else is internal. Each name is loaded when it is first
used, so `import ranker` costs nothing.

```python
from pathlib import Path
from ranker import Paper, open_workspace, rank_papers

workspace = open_workspace(Path("~/papers").expanduser())
papers = [Paper("2507.03149", "Rooms that hear", "We measure echoes.")]
for ranked in rank_papers(workspace, papers):
    print(f"{ranked.probability:.0%} {ranked.paper.title}")
```

The workspace is the folder that `rank init` makes. It needs stored papers (`rank fetch`), which
others are compared with.

"""


def page() -> str:
    """The page."""
    found = {name: getattr(ranker, name) for name in ranker.__all__}
    functions = [_told(name, one) for name, one in found.items() if inspect.isfunction(one)]
    values = [_told(name, one) for name, one in found.items() if is_dataclass(one)]
    parts = ["## Functions\n\n", *functions, "## Values\n\n", *values, "## Errors\n\n"]
    told = len(functions) + len(values) + len(list(_errors(ranker.RankError, 0)))
    if told != len(found):
        raise KeyError("docs/reference_python.py has no place for one of ranker.__all__")
    about = (
        "Each has a message of one line, and the `exit_code` of the command line. A program that "
        "catches `RankError` catches all.\n\n"
    )
    return INTRODUCTION + "".join([*parts, about, *_errors(ranker.RankError, 0)])


def _told(name: str, found: Any) -> str:
    parts = [f"### {name}\n\n"]
    if inspect.isfunction(found):
        parts.append(f"```python\n{_signature(name, found)}\n```\n\n")
    parts.append(_document(inspect.getdoc(found) or "") + "\n\n")
    if is_dataclass(found) and name != "Workspace":  # whose parts are the program's own
        parts.append(_fields(found))
    return "".join(parts)


def _fields(kind: Any) -> str:
    rows = [(f"`{one.name}`", f"`{_type(one.type)}`", _default(one)) for one in fields(kind)]
    head: tuple[str, ...] = ("field", "type", "default")
    if not any(default for _, _, default in rows):
        head = head[:2]
    lines = [head, ("---",) * len(head), *(row[: len(head)] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def _signature(name: str, found: Any) -> str:
    said = inspect.signature(found)
    plain = [f"    {_plain(str(one))},\n" for one in said.parameters.values()]
    return f"{name}(\n{''.join(plain)}) -> {_plain(str(said.return_annotation))}"


def _plain(annotation: str) -> str:
    """Without the quotes of annotations that are texts, and without what a default's repr says."""
    return re.sub(r" = \w+\(.*\)$", " = ...", annotation.replace("'", ""))


def _type(annotation: Any) -> str:
    return str(annotation).replace("|", "\\|")


def _default(one: Field[Any]) -> str:
    if one.default is MISSING:
        return ""
    return "" if "(" in repr(one.default) and one.default != () else f"`{one.default!r}`"


def _document(text: str) -> str:
    """A docstring as Markdown: numpydoc's sections as lists, the rest as it stands."""
    parts, lines = [], text.splitlines()
    heads = [n for n, line in enumerate(lines) if n and re.fullmatch(r"-{3,}", line)]
    ends = [n - 1 for n in heads] + [len(lines)]
    parts.append("\n".join(lines[: ends[0]]).strip())
    for head, end in zip(heads, ends[1:], strict=True):
        inside = lines[head + 1 : end]
        said = _items(inside)
        if lines[head - 1] == "Examples":
            said = "```python\n" + "\n".join(inside).strip() + "\n```"
        parts.append(f"**{lines[head - 1]}**\n\n{said}")
    return "\n\n".join(parts)


def _items(lines: list[str]) -> str:
    items: list[str] = []
    for line in filter(str.strip, lines):
        if line.startswith(" ") and items:
            items[-1] += (" " if ": " in items[-1] else ": ") + line.strip()
        else:
            items.append(f"- `{line.strip()}`")
    return "\n".join(items)


def _errors(kind: type[Exception], depth: int) -> Iterator[str]:
    """The public ones as a tree, a line each."""
    said = " ".join((inspect.getdoc(kind) or "").split("\n\n", 1)[0].split())
    yield f"{'  ' * depth}- `{kind.__name__}`: {said}\n"
    for one in sorted(kind.__subclasses__(), key=lambda one: one.__name__):
        if one.__name__ in ranker.__all__:
            yield from _errors(one, depth + 1)
