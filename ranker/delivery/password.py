"""The mail server's password: from the environment or the keyring, never from a file of ours."""

from __future__ import annotations

from collections.abc import Mapping

from ranker.credentials import find_secret
from ranker.errors import DeliveryError, UsageError

VARIABLE = "RANK_SMTP_PASSWORD"


def find_password(user: str, environ: Mapping[str, str]) -> str:
    """The password of a mail user. Raises DeliveryError that says where it may be put."""
    try:
        return find_secret(f"password for {user}", VARIABLE, user, environ)
    except UsageError as error:
        raise DeliveryError(str(error)) from None
