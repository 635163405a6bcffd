"""What GitHub Actions puts into the environment, read once into a frozen value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ranker.errors import ConfigError

DEFAULT_API = "https://api.github.com"
DEFAULT_SERVER = "https://github.com"
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,100}/[A-Za-z0-9._-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Access:
    """A repository (`owner/name`), the API that has it, a token that no log may show, and the
    server on which a browser finds the repository."""

    repository: str
    token: str = field(repr=False)
    api_url: str = DEFAULT_API
    server_url: str = DEFAULT_SERVER

    def file_url(self, path: str) -> str:
        """Where a browser shows a file of the default branch."""
        return f"{self.server_url}/{self.repository}/blob/HEAD/{path}"


def access_from(environ: Mapping[str, str]) -> Access:
    """The access that GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL and GITHUB_SERVER_URL give.

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
    api_url = _address(environ, "GITHUB_API_URL", DEFAULT_API)
    return Access(
        repository, token, api_url, _address(environ, "GITHUB_SERVER_URL", DEFAULT_SERVER)
    )


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    url = environ.get(name, "").strip().rstrip("/") or default
    if not url.startswith(("https://", "http://")):
        raise ConfigError(f"{name} is {url[:80]!r}; it must be an http address")
    return url
