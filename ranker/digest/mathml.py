r"""Formulas as MathML (https://www.w3.org/TR/mathml-core/), from TeX by latex2mathml.

The library writes what it is given as it was given, also `\text{<script>}` and `\href`. So its tree
is written out here: known elements, known attributes with harmless values, and escaped text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from ranker.digest import escape
from ranker.text.signs import words

if TYPE_CHECKING:
    from markupsafe import Markup

_ELEMENTS = words(
    """math mrow mi mn mo mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot
    mstyle mpadded mphantom mtable mtr mtd menclose"""
)
_ATTRIBUTES = {
    name: re.compile(values)
    for names, values in (
        ("stretchy fence separator accent accentunder movablelimits displaystyle", "true|false"),
        ("form", "prefix|infix|postfix"),
        ("mathvariant", "normal"),  # all that MathML Core knows
        ("scriptlevel", r"[+-]?[0-3]"),
        ("linethickness", r"0|0(?:px|em|pt)"),
        ("width minsize maxsize", r"-?[0-3]?(?:\.\d{1,4})?(?:em|ex)"),
        ("columnalign", "(?:left|right|center)(?: (?:left|right|center))*"),
    )
    for name in names.split()
}
_NUMBERED = re.compile(r"&#x[0-9A-Fa-f]{1,6};")
_LONGEST = 1_000  # characters of a formula


@lru_cache(maxsize=1024)
def mathml(tex: str) -> Markup | None:
    """The formula as a `math` element; None for what the library cannot read as a whole."""
    from latex2mathml.converter import convert_to_element
    from markupsafe import Markup

    if len(tex) > _LONGEST:
        return None
    try:
        written = _written(convert_to_element(tex))
    except Exception:  # hostile TeX: the library documents no closed list of what it raises
        return None
    if "\\" in written:
        return None  # a command that it does not know
    return Markup(written)  # noqa: S704 - every name is known and every text escaped


def _written(element: Element) -> str:
    if element.tag not in _ELEMENTS:
        raise ValueError(element.tag)
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _ATTRIBUTES[name].fullmatch(value)
    )
    inside = str(escape.html(_NUMBERED.sub(lambda m: unescape(m[0]), element.text or "")))
    inside += "".join(map(_written, element))
    if element.tag == "mrow" and len(element) == 1 and not attributes:
        return inside
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
