"""What GitHub Actions puts into the environment, read once into a frozen value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ranker.errors import ConfigError

DEFAULT_API = "https://api.github.com"
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,100}/[A-Za-z0-9._-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Access:
    """A repository (`owner/name`), the API that has it, and a token that no log may show."""

    repository: str
    token: str = field(repr=False)
    api_url: str = DEFAULT_API


def access_from(environ: Mapping[str, str]) -> Access:
    """The access that GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL give.

    Raises ConfigError that names the variable that is missing or no repository.
    https://docs.github.com/actions/reference/workflows-and-actions/variables
    """
    token = environ.get("GITHUB_TOKEN", "").strip()
    repository = environ.get("GITHUB_REPOSITORY", "").strip()
    for name, value in (("GITHUB_TOKEN", token), ("GITHUB_REPOSITORY", repository)):
        if not value:
            raise ConfigError(
                f"{name} is not set; GitHub Actions sets it, elsewhere export it before "
                "`rank github sync`"
            )
    if not _REPOSITORY.fullmatch(repository):
        raise ConfigError(f"GITHUB_REPOSITORY is {repository[:80]!r}; it must be owner/name")
    if not (token.isascii() and token.isprintable()):
        raise ConfigError("GITHUB_TOKEN holds characters that no token has; set it anew")
    url = environ.get("GITHUB_API_URL", "").strip().rstrip("/") or DEFAULT_API
    if not url.startswith(("https://", "http://")):
        raise ConfigError(f"GITHUB_API_URL is {url[:80]!r}; it must be an http address")
    return Access(repository, token, url)
