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

HEADINGS = ("Functions", "Values", "Errors")


def page() -> str:
    """The page."""
    kinds: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    for name in ranker.__all__:
        found = getattr(ranker, name)
        error = inspect.isclass(found) and issubclass(found, Exception)
        heading = "Errors" if error else "Values" if inspect.isclass(found) else "Functions"
        kinds[heading].append("".join(_told(name, found)))
    parts = [f"## {heading}\n\n{''.join(kinds[heading])}" for heading in HEADINGS]
    return INTRODUCTION + "".join(parts).rstrip("\n") + "\n" + _errors()


def _told(name: str, found: Any) -> Iterator[str]:
    yield f"### {name}\n\n"
    if inspect.isfunction(found):
        yield f"```python\n{_signature(name, found)}\n```\n\n"
    yield _document(inspect.getdoc(found) or "") + "\n\n"
    if name == "Workspace":  # whose parts are the program's own
        yield "Get one by [open_workspace](#open_workspace). `close()` closes its store.\n\n"
    elif is_dataclass(found):
        yield _fields(found)
    given = _given(found)
    if given is not None:
        yield f"`{given.__name__}`: {inspect.getdoc(given)}\n\n{_fields(given)}"


def _given(found: Any) -> Any:
    """The dataclass that a function returns, one or many of, where it has no place of its own."""
    said = inspect.signature(found).return_annotation if inspect.isfunction(found) else ""
    inner = re.search(r"(\w+)(?:, \.\.\.\])?'?$", str(said))
    kind = getattr(inspect.getmodule(found), inner[1], None) if inner else None
    return kind if is_dataclass(kind) and inner and inner[1] not in ranker.__all__ else None


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
        parts.append(f"**{lines[head - 1]}**\n\n{_items(lines[head + 1 : end])}")
    return "\n\n".join(parts)


def _items(lines: list[str]) -> str:
    items: list[str] = []
    for line in filter(str.strip, lines):
        if line.startswith(" ") and items:
            items[-1] += (" " if ": " in items[-1] else ": ") + line.strip()
        else:
            items.append(f"- `{line.strip()}`")
    return "\n".join(items)


def _errors() -> str:
    """The tree of errors, each by its first line."""

    def told(kind: type[Exception], depth: int) -> Iterator[str]:
        said = re.match(r".*?(?:[.;](?= |$)|$)", " ".join((inspect.getdoc(kind) or "").split()))
        yield f"{'  ' * depth}- `{kind.__name__}`: {said[0].rstrip('.;') if said else ''}\n"
        for one in sorted(kind.__subclasses__(), key=lambda one: one.__name__):
            if one.__module__ == "ranker.errors":
                yield from told(one, depth + 1)

    return (
        "\nIts kinds are in `ranker.errors`. Each has a message of one line and the `exit_code` of "
        "the command line.\n\n" + "".join(told(ranker.RankError, 0))
    )
