"""Passwords and keys: from the environment or the keyring, never from a file of ours."""

from __future__ import annotations

from collections.abc import Mapping

from ranker.errors import UsageError

SERVICE = "rank"
"""What they are filed under in the keyring: `keyring set rank USER`."""


def find_secret(what: str, variable: str, user: str, environ: Mapping[str, str]) -> str:
    """The secret in an environment variable, else the user's in the keyring.

    Raises UsageError that says where it may be put.
    """
    if environ.get(variable):
        return environ[variable]
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        raise UsageError(
            f"there is no {what}: set {variable}, or install "
            "the package keyring (`pip install keyring`) and keep it there"
        ) from None
    try:
        secret: str | None = keyring.get_password(SERVICE, user)
    except KeyringError as error:
        raise UsageError(f"the keyring does not open ({error}); set {variable} instead") from None
    if secret is None:
        raise UsageError(
            f"there is no {what}: set {variable}, or run `keyring set {SERVICE} {user}`"
        )
    return secret
