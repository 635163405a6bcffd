"""What rank.toml says, as frozen values with their defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ranker.errors import UsageError

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
READ_TOKENS = 128
"""Of a text, by the packaged model: what it was trained on. It can read 256, which takes twice as
long and ranks no better (docs/performance.md)."""


LARGEST_FILE = 256 * 1024 * 1024
"""Bytes of a file of papers, unpacked: some 150,000 papers, of which reading takes twice that."""


LONGEST_KEYWORD = 500
"""Characters. Making what finds a keyword takes its length squared."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One interest of the reader, as rank.toml names it."""

    name: str
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArxivSettings:
    """How to reach arXiv: base addresses without a trailing slash, and whom to write to.

    `largest_file` is how many MB, unpacked, are read of a file of papers.
    """

    contact: str = ""
    feed_url: str = "https://rss.arxiv.org"
    site_url: str = "https://arxiv.org"
    oai_url: str = "https://oaipmh.arxiv.org/oai"
    api_url: str = "https://export.arxiv.org/api/query"
    timeout: float = 30.0
    largest_file: int = LARGEST_FILE >> 20


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which sentence-transformers model embeds the papers: a name, or a folder.

    `tokens` is how much of a text it reads; 0 is READ_TOKENS of the packaged model, and of another
    as much as it can.
    """

    model: str = DEFAULT_ENCODER
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """How many papers a digest shows, and how.

    `size` is a number, or "auto": as many as are at least `worth` likely to be liked, up to
    `most`. `explore` is the share of the shown places given to papers that would teach most.
    """

    size: int | str = 20
    most: int = 50
    worth: float = 0.2
    explore: float = 0.0

    def shown(self, probabilities: Sequence[float]) -> int:
        """How many of the papers, by descending score, to show."""
        if isinstance(self.size, int):
            return self.size
        worthy = sum(p >= self.worth for p in probabilities)
        return min(worthy, self.most)


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """The mail server that sends digests, and who gets them; no `host` or `to`, no e-mail.

    `security` is "starttls", "ssl" or "none"; port 0 is its usual port. An empty `sender` is the
    `user`. The password is never here: it comes from the environment or the keyring.
    """

    host: str = ""
    port: int = 0
    security: str = "starttls"
    user: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoteroSettings:
    """Where a Zotero library is: `api` is "web" or "local" (a running Zotero's, without a key).

    `library` is `user/NUMBER` or `group/NUMBER`, empty for the key's owner; `collections` are the
    patterns of what is imported, none for all; `into` is the collection that likes are pushed to.
    The key is never here: it comes from the environment or the keyring.
    """

    api: str = "web"
    library: str = ""
    collections: tuple[str, ...] = ()
    into: str = ""
    web_url: str = "https://api.zotero.org"
    local_url: str = "http://127.0.0.1:23119/api"
    timeout: float = 30.0

    @property
    def is_local(self) -> bool:
        return self.api == "local"

    @property
    def address(self) -> str:
        """Without a trailing slash."""
        return self.local_url if self.is_local else self.web_url


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Where the folder that `rank site` writes will be found, without a trailing slash; empty where
    nobody has said."""

    address: str = ""

    def of(self, file: str) -> str:
        """The address of a file of it; empty where that of the site is."""
        return f"{self.address}/{file}" if self.address else ""


@dataclass(frozen=True, slots=True)
class Config:
    """All of rank.toml."""

    profiles: tuple[Profile, ...]
    arxiv: ArxivSettings = ArxivSettings()
    encoder: EncoderSettings = EncoderSettings()
    digest: DigestSettings = DigestSettings()
    email: EmailSettings = EmailSettings()
    zotero: ZoteroSettings = ZoteroSettings()
    site: SiteSettings = SiteSettings()
    email_fault: str = ""
    """What is wrong with the [email] table: it stops mail, and nothing else."""

    def profile(self, name: str | None) -> Profile:
        """The profile of that name, or the first. Raises UsageError for an unknown name."""
        if name is None:
            return self.profiles[0]
        for profile in self.profiles:
            if profile.name == name:
                return profile
        known = ", ".join(p.name for p in self.profiles)
        raise UsageError(f"there is no profile {name!r}; rank.toml has {known}")

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category of any profile, once, in the order of the file."""
        return tuple(dict.fromkeys(c for p in self.profiles for c in p.categories))
