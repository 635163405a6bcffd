"""That there is no answer, and why in one plain phrase, for the many exceptions that say so."""

from __future__ import annotations

from ranker.network.budget import TooLateError

# What the exceptions of requests and urllib3 say of themselves, in the order to be asked.
_PHRASES = (
    (("NameResolution", "getaddrinfo"), "its name is not known; is the network up?"),
    (("efused",), "the connection was refused"),
    (("ConnectTimeout",), "no connection in time"),
    (("Read timed out", "ReadTimeout"), "no answer in time"),
    (("SSL", "certificate"), "the secure connection failed; is a log-in page in the way?"),
    (("got more than", "LineTooLong"), "it sent more headers than we read"),
    (("IncompleteRead", "broken", "aborted", "reset"), "the connection broke off"),
)


def no_answer() -> tuple[type[Exception], ...]:
    """The exceptions of `ask` that mean "no answer", to be caught together."""
    import requests
    import urllib3

    return TooLateError, requests.RequestException, urllib3.exceptions.HTTPError, OSError


def why(error: Exception) -> str:
    """Of an exception of requests, urllib3 or the system that means "no answer"."""
    if isinstance(error, TooLateError):
        return str(error)
    text = f"{type(error).__name__} {error}"
    for marks, phrase in _PHRASES:
        if any(mark in text for mark in marks):
            return phrase
    return f"the request failed ({type(error).__name__})"
