"""`rank init`: a workspace from nothing, or one more profile in one that is there."""

from __future__ import annotations

from collections.abc import Sequence

import tomlkit

from ranker.config import Paths, check_name, load_config
from ranker.errors import ConfigError, UsageError
from ranker.files import write_atomically
from ranker.settings import Config, Profile
from ranker.taxonomy import check_category

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
"""

_PROFILE_COMMENTS = {
    "categories": "arXiv categories (https://arxiv.org/category_taxonomy)",
    "keywords": 'whole words, in singular and plural; "enhanc*" takes every ending',
    "exclude": "a paper with one of these words is left out, and counted",
    "authors": "papers of these authors rise",
}


def check_profile(name: str, categories: Sequence[str], keywords: Sequence[str]) -> Profile:
    """A profile from what a reader typed. Raises UsageError for a bad name or category."""
    codes = tuple(dict.fromkeys(check_category(c.strip()) for c in categories if c.strip()))
    words = tuple(dict.fromkeys(k.strip() for k in keywords if k.strip()))
    for word in words:
        if not any(character.isalnum() for character in word):
            raise UsageError(f"the keyword {word!r} has no letter or digit")
    return Profile(check_name(name), codes, words)


def create_workspace(paths: Paths, profile: Profile) -> Config:
    """Write rank.toml with one profile. Raises ConfigError if there is one already."""
    if paths.config.exists():
        raise ConfigError(f"{paths.config} exists; `rank init --profile NAME` adds an interest")
    document = tomlkit.parse(_HEAD)
    _add(document, profile)
    write_atomically(paths.config, tomlkit.dumps(document))
    return load_config(paths.config)


def add_profile(paths: Paths, profile: Profile) -> Config:
    """Add a profile to rank.toml, leaving every other line as it is. Raises ConfigError."""
    config = load_config(paths.config)
    if any(p.name == profile.name for p in config.profiles):
        raise ConfigError(f"{paths.config} has a profile {profile.name!r} already; edit it there")
    document = tomlkit.parse(paths.config.read_bytes().decode())
    _add(document, profile)
    write_atomically(paths.config, tomlkit.dumps(document))
    return load_config(paths.config)


def _add(document: tomlkit.TOMLDocument, profile: Profile) -> None:
    table = tomlkit.table()
    for key, comment in _PROFILE_COMMENTS.items():
        table.add(tomlkit.comment(comment))
        words = tomlkit.array()
        words.extend(getattr(profile, key))
        table.add(key, words.multiline(len(words) > 4))
    profiles = document.get("profile")
    if profiles is None:
        profiles = tomlkit.table(is_super_table=True)
        document.add(tomlkit.nl())
        document.add(tomlkit.comment("One interest of yours; add as many as you have."))
        document.add("profile", profiles)
    profiles.add(profile.name, table)
