"""Where a digest, a list or an export may be written: anywhere but over what a workspace keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ranker.config import CONFIG_NAME, Paths
from ranker.errors import StoreError, UsageError


def check_target(paths: Paths, target: Path, *sources: Path) -> None:
    """Raise UsageError for a folder, a source, and whatever a workspace keeps for itself.

    That is rank.toml and all in feedback/, store/, models/ and templates/, of the workspace at
    `paths` and of any that the target lies in, however it is spelled: through links, `..`, or in
    another case where the file system takes it for the same file. `sources` are files that the
    output is made from. Raises StoreError for a path that the system cannot follow.
    """
    try:
        _check(paths, target, sources)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        raise StoreError(f"{target} cannot be written: {error}") from None


def _check(paths: Paths, target: Path, sources: Sequence[Path]) -> None:
    real = target.resolve()
    if real.is_dir():
        raise UsageError(f"{target} is a folder; name a file in it")
    if real.exists() and not real.is_file():
        return  # /dev/stdout and the like: nothing is replaced
    for source in sources:
        if _same(real, source):
            raise UsageError(f"{target} is what is read from; write to another file")
    above = (real, *real.parents)
    for home in (paths.home, *(folder for folder in above if (folder / CONFIG_NAME).is_file())):
        for kept in _kept(Paths(home)):
            if any(_same(place, kept) for place in above):
                name = kept.relative_to(home).parts[0]
                raise UsageError(
                    f"{target} is not written: {name} of the workspace {home} is rank's own; "
                    "write to another file"
                )


def _kept(paths: Paths) -> Iterator[Path]:
    """What nothing may be written over, and where links in there lead to."""
    yield paths.config
    for folder in (paths.votes.parent, paths.store, paths.models, paths.templates):
        yield folder
        if folder.is_dir():
            yield from (path for path in folder.rglob("*") if path.is_symlink())


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return one == other.resolve()
