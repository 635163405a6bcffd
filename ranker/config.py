"""Where the workspace is, and rank.toml read into settings. Nothing else reads either.

The environment has one say here: RANK_HOME names the workspace. The mail password, Zotero's key
and GitHub's token are read from it by the rooms that need them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ranker.encodings import wide_encoding
from ranker.errors import ConfigError, UsageError
from ranker.fields import check_category
from ranker.settings import (
    LONGEST_KEYWORD,
    ArxivSettings,
    Config,
    DigestSettings,
    EmailSettings,
    EncoderSettings,
    Profile,
    SiteSettings,
    ZoteroSettings,
)
from ranker.toml_tables import check_keys, table_in, words_in

CONFIG_NAME = "rank.toml"
_LONGEST_TIMEOUT = 86_400.0  # seconds
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# models/encoder is the encoder's own; the others are no names of files on Windows.
_TAKEN = re.compile(r"encoder|con|prn|aux|nul|(?:com|lpt)\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a workspace keeps things."""

    home: Path

    @property
    def config(self) -> Path:
        return self.home / CONFIG_NAME

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def vectors(self) -> Path:
        return self.store / "vectors"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def votes(self) -> Path:
        return self.home / "feedback" / "votes.jsonl"

    @property
    def shelf(self) -> Path:
        return self.home / "feedback" / "shelf.jsonl"

    @property
    def digests(self) -> Path:
        return self.home / "digests"

    @property
    def outbox(self) -> Path:
        return self.store / "outbox"

    @property
    def runs(self) -> Path:
        return self.store / "runs.jsonl"

    @property
    def templates(self) -> Path:
        return self.home / "templates"


def find_home(option: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The root of the workspace: `--home`, RANK_HOME, the nearest rank.toml, the user's folder."""
    if option is not None:
        return option.expanduser().absolute()
    if environ.get("RANK_HOME"):
        return Path(environ["RANK_HOME"]).expanduser().absolute()
    for folder in (cwd, *cwd.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    from platformdirs import user_data_path

    return user_data_path("rank", appauthor=False)


def read_config(path: Path) -> str:
    """The text of rank.toml: UTF-8 or, as some editors of Windows save it, UTF-16, with or without
    a byte order mark. Raises OSError, UnicodeDecodeError."""
    data = path.read_bytes()
    return data.decode(wide_encoding(data) or "utf-8").lstrip("\ufeff")


def load_config(path: Path) -> Config:
    """Read rank.toml. Raises ConfigError that names the file and, where TOML broke, the line."""
    try:
        text = read_config(path)
    except FileNotFoundError:
        raise ConfigError(f"there is no workspace at {path.parent}; run `rank init`") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"{path} is not UTF-8 (line {line}); save it anew with the encoding UTF-8"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path} is not valid TOML: it is nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError, and what a number of thousands of digits raises
        last = f"at the end, line {text.count(chr(10)) + 1}"
        reason = str(error).replace("at end of document", last)
        quotes = "; write straight quotation marks" if re.search("[“”„]", text) else ""
        raise ConfigError(f"{path} is not valid TOML: {reason}{quotes}") from None
    try:
        return parse_config(data)
    except (ConfigError, UsageError) as error:
        raise ConfigError(f"{path}: {error}") from None


def parse_config(data: dict[str, Any]) -> Config:
    """A Config from parsed TOML. Raises ConfigError or UsageError that names the key."""
    check_keys(data, ("arxiv", "encoder", "digest", "email", "zotero", "site", "profile"), "")
    tables = data.get("profile")
    if not isinstance(tables, dict) or not tables:
        raise ConfigError("has no [profile.NAME] table; run `rank init` to see what one looks like")
    arxiv = table_in(ArxivSettings, data, "arxiv")
    _check_timeout(arxiv.timeout, "arxiv.timeout")
    if arxiv.largest_file < 1:
        raise ConfigError(
            f"arxiv.largest_file is {arxiv.largest_file}; it must be at least 1, in MB"
        )
    digest = table_in(DigestSettings, data, "digest")
    _check_digest(digest)
    profiles = tuple(_profile(name, table) for name, table in tables.items())
    encoder = table_in(EncoderSettings, data, "encoder")
    if encoder.tokens != 0 and encoder.tokens < 16:
        raise ConfigError(
            f"encoder.tokens is {encoder.tokens}; it must be 16 or more, or 0 for the usual"
        )
    email, fault = EmailSettings(), ""
    try:
        email = _email(data)
    except ConfigError as error:
        fault = str(error)  # said where mail is wanted: a vote need not wait for it
    return Config(profiles, arxiv, encoder, digest, email, _zotero(data), _site(data), fault)


def check_name(name: str) -> str:
    """A profile's name, which names files as well. Raises UsageError."""
    if not _NAME.fullmatch(name) or _TAKEN.fullmatch(name):
        raise UsageError(
            f"the profile name {name!r} cannot be used; take letters, digits, - and _, at most 40"
        )
    return name


def _profile(name: str, table: Any) -> Profile:
    check_name(name)
    where = f"profile.{name}"
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table")
    check_keys(table, [f.name for f in fields(Profile) if f.name != "name"], where + ".")
    words = {key: words_in(table.get(key, []), f"{where}.{key}") for key in table}
    for keyword in (*words.get("keywords", ()), *words.get("exclude", ())):
        if not any(character.isalnum() for character in keyword):
            raise ConfigError(f"{where} has the keyword {keyword!r}, which has no letter or digit")
        if len(keyword) > LONGEST_KEYWORD:
            raise ConfigError(
                f"{where} has the keyword {keyword[:40]!r}…, which is longer than "
                f"{LONGEST_KEYWORD} characters"
            )
    words["categories"] = tuple(
        dict.fromkeys(check_category(c) for c in words.get("categories", ()))
    )
    return Profile(name, **words)


def _zotero(data: dict[str, Any]) -> ZoteroSettings:
    found = table_in(ZoteroSettings, data, "zotero")
    if found.api not in ("web", "local"):
        raise ConfigError(f'zotero.api is {found.api!r}; it must be "web" or "local"')
    for name, address in (("web_url", found.web_url), ("local_url", found.local_url)):
        if not re.fullmatch(r"https?://[^\s/]+\S*", address):  # pyzotero would open file:// as well
            raise ConfigError(
                f"zotero.{name} is {address!r}; it must begin with https:// or http://"
            )
    _check_timeout(found.timeout, "zotero.timeout")
    return found


def _check_timeout(seconds: float, where: str) -> None:
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise ConfigError(
            f"{where} is {seconds}; it must be above 0, and at most a day, in seconds"
        )


def _site(data: dict[str, Any]) -> SiteSettings:
    address = table_in(SiteSettings, data, "site").address
    if address:
        check_address(address, "site.address")
    return SiteSettings(address.rstrip("/"))


def check_address(address: str, where: str) -> None:
    """Raise ConfigError unless a page can be at that address. `where` names what has it."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]_-]+(?:/[A-Za-z0-9._~%@:+-]+)*/?", address):
        raise ConfigError(
            f"{where} is {address[:200]!r}; it must be an address like https://me.github.io/papers"
        )


_USUAL_PORT = {"starttls": 587, "ssl": 465, "none": 25}
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[0-9A-Za-z.\-]+")


def _email(data: dict[str, Any]) -> EmailSettings:
    found = table_in(EmailSettings, data, "email")
    if found.security not in _USUAL_PORT:
        known = ", ".join(_USUAL_PORT)
        raise ConfigError(f"email.security is {found.security!r}; it must be one of {known}")
    if not 0 <= found.port <= 65535:
        raise ConfigError(f"email.port is {found.port}; it must be from 1 to 65535")
    sender = found.sender or (found.user if "@" in found.user else "")
    if found.host and found.to and not sender:
        raise ConfigError("email.sender is missing; it is the address that digests come from")
    for address in (*found.to, *filter(None, [sender])):
        if not _ADDRESS.fullmatch(address):
            raise ConfigError(f"email has {address!r}, which is no plain address like me@site.org")
    port = found.port or _USUAL_PORT[found.security]
    return replace(found, port=port, sender=sender)


def _check_digest(digest: DigestSettings) -> None:
    number = isinstance(digest.size, int)
    if (number and int(digest.size) < 1) or (not number and digest.size != "auto"):
        raise ConfigError(f'digest.size is {digest.size!r}; it must be 1 or more, or "auto"')
    if digest.most < 1:
        raise ConfigError(f"digest.most is {digest.most}; it must be at least 1")
    for key in ("worth", "explore"):
        value = getattr(digest, key)
        if not 0 <= value <= 1:
            raise ConfigError(f"digest.{key} is {value}; it must be from 0 to 1")
