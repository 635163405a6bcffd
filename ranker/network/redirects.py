"""Where an answer may send us: on the host that was asked for, or to arXiv's own, and no less
securely."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

from ranker.network.budget import TooMuchError

_STATUSES = frozenset({301, 302, 303, 307, 308})
_OWN = "arxiv.org"
_PORTS = {"http": 80, "https": 443}


class RedirectError(Exception):
    """An answer sends us where we do not go. The message goes on after the name of the host."""


def target_of(status: int, location: str, address: str, first: str, hops: int) -> str:
    """The next address, "" where an answer is no redirect.

    `address` is what was asked for, `first` what was at the beginning, `hops` how many redirects
    may still be followed. Raises RedirectError, TooMuchError.
    """
    if status not in _STATUSES or not location:
        return ""
    if hops <= 0:
        raise TooMuchError("sends us from address to address without end")
    try:
        target = urljoin(address, location)
        there, here, configured = urlsplit(target), urlsplit(address), urlsplit(first)
        allowed = _same_host(there, configured) or _is_own(there)
    except ValueError:
        raise RedirectError(f"sends us to {location[:80]!r}, which is no address") from None
    if there.scheme not in _PORTS or not there.hostname or "@" in there.netloc:
        raise RedirectError(f"sends us to {location[:80]!r}, which is no address of a page")
    if here.scheme == "https" and there.scheme != "https":
        raise RedirectError(f"sends us to {there.hostname[:80]} without encryption")
    if not allowed:
        raise RedirectError(
            f"sends us to {there.hostname[:80]}, which is not arXiv's; is a log-in page in the way?"
        )
    return target


def _same_host(there: SplitResult, configured: SplitResult) -> bool:
    """By the same port, or by those that go with each scheme."""
    if there.hostname != configured.hostname:
        return False
    return _port(there) == _port(configured) or (_is_usual(there) and _is_usual(configured))


def _is_own(there: SplitResult) -> bool:
    host = there.hostname or ""
    return (host == _OWN or host.endswith(f".{_OWN}")) and _is_usual(there)


def _is_usual(address: SplitResult) -> bool:
    return _port(address) == _PORTS.get(address.scheme)


def _port(address: SplitResult) -> int | None:
    return address.port or _PORTS.get(address.scheme)
