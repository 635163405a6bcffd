"""Titles and abstracts as publishers and reference managers leave them, made plain text."""

from __future__ import annotations

import html
import re

# JATS (https://jats.nlm.nih.gov), HTML and MathML, in whatever namespace prefix.
_TEX_TWIN = re.compile(r"<(?:\w+:)?(annotation|tex-math)\b[^<>]*>.*?</(?:\w+:)?\1\s*>", re.S | re.I)
_SCRIPT_PAIR = re.compile(
    r"<(?:\w+:)?(msub|msup)\b[^<>]*>\s*(<(?:\w+:)?m[ion]\b[^<>]*>[^<>]*</[\w:]+>)"
    r"\s*<(?:\w+:)?m[ion]\b[^<>]*>([^<>]*)</[\w:]+>\s*</(?:\w+:)?\1\s*>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<(?:\w+:)?(sub|sup|inf)\b[^<>]*>([^<>]{1,12})</(?:\w+:)?\1\s*>", re.I)
_MATHML = re.compile(
    r"</?(?:\w+:)?(?:math|m(?:row|i|n|o|sub|sup|subsup|frac|sqrt|root|text|style|space|over|under"
    r"|underover|fenced|table|tr|td|padded|phantom|error|multiscripts|prescripts)|semantics"
    r"|alternatives|inline-formula|disp-formula)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:jats:)?(?:i|b|em|strong|sub|sup|inf|span|italic|bold|sc|scp|u|tt|a|font|monospace)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:jats:)?(?:p|br|div|title|sec|li|ul|ol)\b[^<>]*>", re.IGNORECASE)
_LOW = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_HIGH = str.maketrans("0123456789+-−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ")


def plain(text: str) -> str:
    """Without markup and character references, white space folded, half characters replaced.

    Small figures stay small (`CO<sub>2</sub>` is CO₂), of a formula its signs are kept.
    """
    whole = text.encode("utf-8", "replace").decode()
    if "&" in whole:
        whole = html.unescape(html.unescape(whole))  # BibTeX of a web page is escaped twice
        whole = whole.encode("utf-8", "replace").decode()
    if "<" in whole:
        if re.search(r"<(?:\w+:)?math\b", whole, re.IGNORECASE):
            whole = _TEX_TWIN.sub("", whole)
            whole = _SCRIPT_PAIR.sub(_as_script, whole)
        whole = _SCRIPT.sub(_small, whole)
        whole = _BLOCK.sub(" ", _INLINE.sub("", _MATHML.sub("", whole)))
    return " ".join(whole.replace("\0", "").split())


def _as_script(match: re.Match[str]) -> str:
    tag = match[1][1:].lower()
    return f"{match[2]}<{tag}>{match[3]}</{tag}>"


def _small(match: re.Match[str]) -> str:
    """The script in small signs, where Unicode has them all."""
    text = match[2].strip()
    high = match[1].lower() == "sup"
    small = text.translate(_HIGH if high else _LOW)
    return small if all(a != b for a, b in zip(text, small, strict=True)) else text
