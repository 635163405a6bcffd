"""A whole workspace as one file, and back.

A zip with manifest.json first: the archive's format, the store's schema, and for every member its
length and SHA-256. What is kept is what cannot be computed again (settings, votes, shelf,
templates, digests) and what it would take long to (store, vectors, models), so that a restored
workspace ranks as the old one did. What belongs to the machine stays behind: locks, the compiled
encoder, arXiv's pacing, mail still waiting to be sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from ranker.app.workspace import Workspace
from ranker.config import CONFIG_NAME, Paths
from ranker.errors import InputFileError, StoreError, UsageError
from ranker.files import replacing
from ranker.store.database import copy_store
from ranker.store.migrations import MIGRATIONS

FORMAT = 1
MANIFEST = "manifest.json"
_DATABASE = "store/papers.sqlite3"
_ROOTS = ("feedback", "templates", "digests", "models", "store")
_ENCODER = "models/encoder"
_OF_THE_MACHINE = (_ENCODER, "store/outbox", "store/pacing")
_BLOCK = 1 << 20
_LARGEST_MANIFEST = 64 << 20  # bytes; of a member it has some hundred
_DAMAGE = (
    BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError,
    struct.error, zlib.error,
)  # fmt: skip
"""What zipfile raises for a file that is damaged, or forged."""
_PACKINGS = {ZIP_DEFLATED, ZIP_STORED}


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its path with slashes, its length in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


def write_archive(ws: Workspace, target: Path) -> tuple[Member, ...]:
    """Write the workspace to a new file. Raises StoreError, BusyError, UsageError.

    Nobody else writes much meanwhile; a vote cast while it is written may be in it or not.
    """
    if target.exists():
        raise UsageError(f"{target} is there already; name a new file")
    with ws.alone():
        _ = ws.papers  # migrated, where an older rank wrote it
        try:
            with replacing(target) as file, tempfile.TemporaryDirectory() as folder:
                return _write(ws.paths, file, Path(folder))
        except sqlite3.Error as error:
            raise StoreError(f"{target} cannot be written: {error}") from None


def restore(archive: Path, home: Path) -> tuple[Member, ...]:
    """Make the workspace of an archive at `home`, where there is none yet.

    Everything is checked before anything is put there. Raises InputFileError for a file that is
    no archive, is damaged, or was written by a newer rank; UsageError, StoreError.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"{home} is not empty; name another folder with --home")
    work = None
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{home.name}-", dir=home.parent))
        with ZipFile(archive) as packed:
            members = _members(packed, archive)
            for member in members:
                _unpack(packed, member, work / member.name, archive)
        if home.exists():
            home.rmdir()
        work.replace(home)
    except _DAMAGE as error:
        raise InputFileError(f"{archive} is no archive of rank, or damaged: {error}") from None
    except FileNotFoundError:
        raise InputFileError(f"there is no file {archive}") from None
    except OSError as error:
        raise StoreError(f"{home} cannot be written: {error}") from None
    finally:
        if work:
            shutil.rmtree(work, ignore_errors=True)
    return members


def _write(paths: Paths, file: BinaryIO, folder: Path) -> tuple[Member, ...]:
    copy = folder / "papers.sqlite3"
    copy_store(paths.home / _DATABASE, copy)
    found = [(name, copy if name == _DATABASE else path) for name, path in _kept(paths)]
    with ZipFile(file, "w") as packed:
        members = tuple(_told(name, path) for name, path in found)
        about = {
            "format": FORMAT,
            "schema": len(MIGRATIONS),
            "members": [asdict(member) for member in members],
        }
        packed.writestr(MANIFEST, json.dumps(about, indent=1), ZIP_DEFLATED)
        for member, (_, path) in zip(members, found, strict=True):
            # Vectors hardly grow smaller, and take longest to try.
            packed.write(path, member.name, ZIP_STORED if path.suffix == ".f16" else ZIP_DEFLATED)
            if packed.getinfo(member.name).file_size != member.size:
                raise OSError(f"{path} was changed meanwhile; try again")
    return members


def _kept(paths: Paths) -> Iterator[tuple[str, Path]]:
    """What goes into the archive, by name in it; links to folders are not followed."""
    if paths.config.is_file():
        yield CONFIG_NAME, paths.config
    for root in _ROOTS:
        for folder, _, files in sorted(os.walk(paths.home / root)):
            for file in sorted(files):
                path = Path(folder) / file
                name = path.relative_to(paths.home).as_posix()
                if path.is_file() and _belongs(name):
                    yield name, path


def _belongs(name: str) -> bool:
    """Whether a member of this name may be in an archive."""
    parts = PurePosixPath(name).parts
    if any(c < " " or "\ud800" <= c <= "\udfff" for c in name):  # or it is no text in UTF-8
        return False
    if name == CONFIG_NAME:
        return True
    if len(parts) < 2 or parts[0] not in _ROOTS or ".." in parts or "\\" in name or ":" in name:
        return False
    if any(name.startswith(place) for place in _OF_THE_MACHINE):
        return False
    hidden = parts[-1].startswith(".")  # a temporary file that a crash left
    beside = parts[-1].endswith((".lock", "-wal", "-shm")) or parts[-1] == "work.json"
    earlier = ".sqlite3.schema-" in parts[-1]  # the store as it was before a migration
    return not (hidden or beside or earlier)


def _told(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        return Member(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _members(packed: ZipFile, archive: Path) -> tuple[Member, ...]:
    try:
        if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError("it is too large")
        about = json.loads(packed.read(MANIFEST))
        made, schema = int(about["format"]), int(about["schema"])
        members = tuple(_member(**member) for member in about["members"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise InputFileError(f"{archive} is no archive of rank: its manifest is missing") from None
    if made > FORMAT or schema > len(MIGRATIONS):
        raise InputFileError(f"{archive} was written by a newer rank; upgrade rank to read it")
    for member in members:
        if not _belongs(member.name):
            raise InputFileError(f"{archive} is damaged: {member.name!r} does not belong in it")
    packings = {info.compress_type for info in packed.infolist()}
    if len({member.name for member in members}) < len(members) or packings - _PACKINGS:
        raise InputFileError(f"{archive} is damaged: it is packed as rank packs none")
    return members


def _member(name: object, size: object, sha256: object) -> Member:
    if isinstance(name, str) and isinstance(sha256, str) and type(size) is int and size >= 0:
        return Member(name, size, sha256)
    raise TypeError("no member is like that")


def _unpack(packed: ZipFile, member: Member, path: Path, archive: Path) -> None:
    """Write one member; no more of it than the manifest says, so that a zip cannot swell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told, size = hashlib.sha256(), 0
    try:
        source = packed.open(member.name)
    except KeyError:
        raise InputFileError(f"{archive} is damaged: {member.name} is not in it") from None
    with source, path.open("xb") as file:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > member.size:
                break
            told.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if size != member.size or told.hexdigest() != member.sha256:
        raise InputFileError(f"{archive} is damaged: {member.name} is not what was put in")
