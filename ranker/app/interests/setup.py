"""`rank init`: a workspace from nothing, or one more profile in one that is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit

from ranker.app.interests.answers import check_words, split_categories
from ranker.app.interests.editing import add_words, toml_array
from ranker.config import Paths, check_name, load_config, read_config
from ranker.errors import ConfigError, StoreError
from ranker.fields import check_category
from ranker.files import sync_folder, write_atomically
from ranker.settings import Config, Profile

DEFAULT_PROFILE = "default"

_HEAD = """\
# The settings of this workspace. Change them with any editor; `rank today` reads them anew.

# How arXiv is asked. `contact` is an e-mail address that goes into the User-Agent, so that
# arXiv can write to you rather than block you.
[arxiv]
contact = ""

# How many papers a digest shows. Every paper is ranked all the same (`rank today --all`).
[digest]
size = 20

# What turns a paper into a vector: the packaged model, or any sentence-transformers name or
# folder. After a change, the stored papers are embedded anew, once. The packaged model reads the
# first 128 tokens of a paper, some hundred words; `tokens = 256` has it read on, in twice the time.
[encoder]
model = "all-MiniLM-L6-v2"

# `rank today --email` mails the digest (`rank email test` tries it out). The password is not
# kept here: put it into RANK_SMTP_PASSWORD, or into the keyring (`keyring set rank USER`).
# [email]
# host = "smtp.example.org"
# security = "starttls"  # or "ssl", or "none" for a server on this machine
# user = "me@example.org"
# to = ["me@example.org"]

# `rank zotero` likes what is in a Zotero library, and adds likes to it. The key is not kept here:
# put it into ZOTERO_API_KEY, or into the keyring (`keyring set rank zotero`).
# [zotero]
# library = "group/12345"  # else that of the key's owner
# collections = ["Reading/*"]  # else all of it
# into = "Reading"  # where likes go to
"""

_PROFILE_COMMENTS = {
    "categories": "arXiv categories (https://arxiv.org/category_taxonomy)",
    "keywords": 'whole words, in singular and plural; "enhanc*" takes every ending',
    "exclude": "a paper with one of these words is left out, and counted",
    "authors": "papers of these authors rise",
}


WORKING_FILES = ("/store/", "/models/*", "/feedback/*.lock", "/site/")
"""What of a workspace is fetched or computed again at any time, as git is told."""


def check_profile(
    name: str,
    categories: Sequence[str],
    keywords: Sequence[str],
    exclude: Sequence[str] = (),
    authors: Sequence[str] = (),
) -> Profile:
    """A profile from what a reader typed. Raises UsageError for a bad name, category or word."""
    codes = (code for typed in categories for code in split_categories(typed))
    return Profile(
        check_name(name),
        tuple(dict.fromkeys(map(check_category, codes))),
        check_words(keywords),
        check_words(exclude, "excluded word"),
        check_words(authors, "author"),
    )


def check_place(home: Path) -> None:
    """Raise StoreError unless that folder is there, or can be made, and can be written."""
    try:
        for folder in (home, *home.parents):
            if folder.is_dir():
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise StoreError(f"{folder} cannot be written; name another folder")
                return
            if folder.exists() or folder.is_symlink():
                raise StoreError(f"{folder} is no folder; name another place")
    except OSError as error:
        raise StoreError(f"{home} cannot be used: {error.strerror}; name another place") from None


def create_workspace(paths: Paths, profile: Profile) -> Config:
    """Write rank.toml with one profile. Raises ConfigError if there is one already."""
    if paths.config.exists():
        raise ConfigError(f"{paths.config} exists; `rank init --profile NAME` adds an interest")
    document = tomlkit.parse(_HEAD)
    _add(document, profile)
    write_atomically(paths.config, tomlkit.dumps(document))
    with suppress(OSError):  # the votes to come lie in this folder
        for folder in (paths.home, paths.home.parent):
            sync_folder(folder)
    return load_config(paths.config)


def add_profile(paths: Paths, profile: Profile) -> Config:
    """Add a profile to rank.toml, leaving every other line as it is. Raises ConfigError."""
    config = load_config(paths.config)
    # A name is one of files, too, where `Speech` and `speech` may be one.
    if any(p.name.casefold() == profile.name.casefold() for p in config.profiles):
        raise ConfigError(f"{paths.config} has a profile {profile.name!r} already; edit it there")
    document = tomlkit.parse(read_config(paths.config))
    _add(document, profile)
    write_atomically(paths.config, tomlkit.dumps(document))
    return load_config(paths.config)


def replace_keywords(paths: Paths, name: str, keywords: Sequence[str]) -> Config:
    """Give a profile other keywords, leaving the rest of rank.toml as it is. Raises ConfigError."""
    load_config(paths.config).profile(name)
    document = tomlkit.parse(read_config(paths.config))
    table: Any = document["profile"]
    table[name]["keywords"] = toml_array(keywords)
    write_atomically(paths.config, tomlkit.dumps(document))
    return load_config(paths.config)


def add_keywords(paths: Paths, name: str, keywords: Sequence[str]) -> tuple[str, ...]:
    """Add to a profile's keywords, each comment and line of rank.toml left as it is.

    Returns those that were not there yet, whatever their case. Raises ConfigError, UsageError.
    """
    return add_words(paths, name, "keywords", keywords)


def write_gitignore(paths: Paths) -> bool:
    """Have git leave out WORKING_FILES; whether the file was written. Raises StoreError.

    Of a file that is there, every line stays. One that is a link to elsewhere is left alone.
    """
    path = paths.home / ".gitignore"
    if path.is_symlink():
        return False
    try:
        own = path.read_bytes().decode(errors="surrogateescape") if path.exists() else ""
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from None
    there = {line.strip().strip("/") for line in own.splitlines()}
    lacking = [line for line in WORKING_FILES if line.strip("/") not in there]
    if not lacking:
        return False
    before = own if not own or own.endswith("\n") else own + "\n"
    added = "# rank's working files: fetched or computed again at any time.\n" + "".join(
        f"{line}\n" for line in lacking
    )
    write_atomically(path, (before + added).encode(errors="surrogateescape"))
    return True


def _add(document: tomlkit.TOMLDocument, profile: Profile) -> None:
    table = tomlkit.table()
    for key, comment in _PROFILE_COMMENTS.items():
        table.add(tomlkit.comment(comment))
        table.add(key, toml_array(getattr(profile, key)))
    profiles = document.get("profile")
    if profiles is None:
        profiles = tomlkit.table(is_super_table=True)
        document.add(tomlkit.nl())
        document.add(tomlkit.comment("One interest of yours; add as many as you have."))
        document.add("profile", profiles)
    profiles.add(profile.name, table)
