"""Figures as PNG, for what takes no SVG. resvg draws them; it comes with the extra `png`."""

from __future__ import annotations

from typing import Any

from ranker.errors import UsageError

ZOOM = 2
"""Pixels a user unit: letters of 12 units are read on any screen and in print."""
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'


def to_png(figure: str) -> bytes:
    """A figure's file, as `svg.alone` makes it, in its light colours.

    Raises UsageError where resvg is not installed, or the system has no font for the labels.
    """
    try:
        import resvg_py
    except ImportError:
        raise UsageError(
            "no PNG, since resvg-py is not installed; `pip install 'resvg-py>=0.5'`"
        ) from None
    if _draw(resvg_py, _LETTER.format('<text y="15">n</text>')) == _draw(
        resvg_py, _LETTER.format("")
    ):
        raise UsageError("no PNG, since no font is installed; on Debian, fonts-dejavu-core has one")
    return _draw(resvg_py, figure)


def _draw(resvg_py: Any, svg: str) -> bytes:
    # figure.css names fonts of every system; this one is what a bare Linux has.
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM, sans_serif_family="DejaVu Sans"))
