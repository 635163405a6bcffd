"""The mail server's password: from the environment or the keyring, never from a file of ours."""

from __future__ import annotations

from collections.abc import Mapping

from ranker.errors import DeliveryError

VARIABLE = "RANK_SMTP_PASSWORD"
SERVICE = "rank"
"""What the password is filed under in the keyring: `keyring set rank USER`."""


def find_password(user: str, environ: Mapping[str, str]) -> str:
    """The password of a mail user. Raises DeliveryError that says where it may be put."""
    if environ.get(VARIABLE):
        return environ[VARIABLE]
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        raise DeliveryError(
            f"there is no password for {user}: set {VARIABLE}, or install "
            "the package keyring (`pip install keyring`) and keep it there"
        ) from None
    try:
        password: str | None = keyring.get_password(SERVICE, user)
    except KeyringError as error:
        raise DeliveryError(
            f"the keyring does not open ({error}); set {VARIABLE} instead"
        ) from None
    if password is None:
        raise DeliveryError(
            f"there is no password for {user}: set {VARIABLE}, "
            f"or run `keyring set {SERVICE} {user}`"
        )
    return password
