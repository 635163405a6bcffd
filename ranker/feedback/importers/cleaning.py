"""Titles and abstracts as publishers and reference managers leave them, made plain text."""

from __future__ import annotations

import html
import re

from ranker.encodings import whole

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
    text = whole(text)
    if "&" in text:
        text = whole(html.unescape(html.unescape(text)))  # BibTeX of a web page is escaped twice
    if "<" in text:
        if re.search(r"<(?:\w+:)?math\b", text, re.IGNORECASE):
            text = _TEX_TWIN.sub("", text)
            text = _SCRIPT_PAIR.sub(_as_script, text)
        text = _SCRIPT.sub(_small, text)
        text = _BLOCK.sub(" ", _INLINE.sub("", _MATHML.sub("", text)))
    return " ".join(text.replace("\0", "").split())


def _as_script(match: re.Match[str]) -> str:
    tag = match[1][1:].lower()
    return f"{match[2]}<{tag}>{match[3]}</{tag}>"


def _small(match: re.Match[str]) -> str:
    """The script in small signs, where Unicode has them all."""
    text = match[2].strip()
    high = match[1].lower() == "sup"
    small = text.translate(_HIGH if high else _LOW)
    return small if all(a != b for a, b in zip(text, small, strict=True)) else text
