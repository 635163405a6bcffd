"""Every key of rank.toml with its default, from ranker/settings.py."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any

from ranker.settings import (
    ArxivSettings,
    DigestSettings,
    EmailSettings,
    EncoderSettings,
    Profile,
    SiteSettings,
    ZoteroSettings,
)

INTRODUCTION = """\
# Settings

`rank.toml` in the workspace, read anew by every command. `rank init` writes one with comments; a
key that is left out has its default. An unknown key is refused with the one that may be meant. A
wrong `[email]` table stops mail alone.

No secret is kept there: the mail password is in `RANK_SMTP_PASSWORD`, Zotero's key in
`ZOTERO_API_KEY`, GitHub's token in `GITHUB_TOKEN`; the first two may be in the keyring instead.
`RANK_HOME` names the workspace, `RANK_PAGER` the pager.

"""

TABLES: dict[str, tuple[type[Any], str, dict[str, str]]] = {
    "profile.NAME": (
        Profile,
        "An interest; as many as you have. `NAME` has letters, digits, `-` and `_`, at most 40. "
        "`rank today` merges the interests; what concerns one alone takes `--profile NAME`, else "
        "the first.",
        {
            "categories": "arXiv categories to read, such as `eess.AS`",
            "keywords": "words and phrases, in every spelling ([rules](../keywords.md)); a star "
            "takes every ending: `enhanc*`",
            "exclude": "a paper with one of these is left out, and counted",
            "authors": "papers of these authors rise",
        },
    ),
    "digest": (
        DigestSettings,
        "How many papers are shown. Every paper is ranked all the same.",
        {
            "size": 'how many; `"auto"`: as many as reach `worth`, up to `most`',
            "most": 'the most that `"auto"` shows',
            "worth": "probability (0 to 1) from which a paper counts as worth reading: where the "
            "line in the list stands",
            "explore": "share (0 to 1) of the places given to papers that would teach most",
        },
    ),
    "encoder": (
        EncoderSettings,
        "What turns a paper into a vector. After a change stored papers are embedded anew, once.",
        {
            "model": "the packaged model, or any sentence-transformers name or folder",
            "tokens": "of a text, how much is read, 16 or more; 0 is 128 for the packaged model "
            "and, for another, as much as it can",
        },
    ),
    "arxiv": (
        ArxivSettings,
        "How arXiv is asked. The addresses are for tests and mirrors.",
        {
            "contact": "an e-mail address for the User-Agent, so that arXiv can write to you "
            "rather than block you",
            "feed_url": "the daily feed",
            "site_url": "listing and catch-up pages",
            "oai_url": "OAI-PMH, for what is older than 90 days",
            "api_url": "search API, for papers that are named and not stored",
            "timeout": "seconds until a silent server is given up",
            "largest_file": "MB, unpacked, of a file for `--from`",
        },
    ),
    "email": (
        EmailSettings,
        "Who mails the digest ([how](../mail.md)). Without `host` or `to` there is no mail.",
        {
            "host": "the mail server",
            "port": "0 is the usual one: 587, 465 with `ssl`, 25 with `none`",
            "security": '`"starttls"`, `"ssl"`, or `"none"` for a server on this machine',
            "user": "the account's name",
            "sender": "whom the mail comes from; empty: the `user`",
            "to": "who gets it",
        },
    ),
    "zotero": (
        ZoteroSettings,
        "Your library at Zotero ([how](../zotero.md)).",
        {
            "api": '`"web"`, or `"local"`: the Zotero that runs on this machine, without a key',
            "library": "`user/NUMBER` or `group/NUMBER`; empty: the key's owner",
            "collections": "what is imported, `*` for any ending; empty: everything",
            "into": "the collection that likes are pushed to; empty: none",
            "web_url": "the web API",
            "local_url": "the local API",
            "timeout": "seconds until a silent server is given up",
        },
    ),
    "site": (
        SiteSettings,
        "The folder that `rank site` writes ([how](../site.md)).",
        {"address": "where it will be found, so that its feed can name itself"},
    ),
}


def page() -> str:
    """The page. Raises KeyError where the tables above and the settings differ."""
    parts = [INTRODUCTION]
    for name, (kind, about, told) in TABLES.items():
        own = [one for one in fields(kind) if one.name != "name"]
        if {one.name for one in own} != set(told):
            raise KeyError(f"docs/reference_settings.py and [{name}] have other keys")
        rows = [f"| `{one.name}` | `{_default(one)}` | {told[one.name]} |\n" for one in own]
        table = "| key | default | what |\n|---|---|---|\n" + "".join(rows)
        parts.append(f"## `[{name}]`\n\n{about}\n\n{table}\n")
    return "".join(parts).rstrip("\n") + "\n"


def _default(one: Field[Any]) -> str:
    value = one.default
    assert value is not MISSING
    if isinstance(value, str):
        return f'"{value}"'
    return "[]" if value == () else f"{value:g}" if isinstance(value, float) else str(value)
