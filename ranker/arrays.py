"""Arrays that several rooms hand each other, and which rows of one are embeddings at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ranker.errors import EncoderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"

_OFF = 0.02  # of a squared length: half precision is off by a thousandth at most


def sound(values: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which rows of (n, D) are unit vectors, (n,): finite and of length 1. An encoder gives no
    others, so another one is damage."""
    import numpy as np

    with np.errstate(invalid="ignore", over="ignore"):
        values = np.asarray(values, np.float32)
        squares = np.einsum("ij,ij->i", values, values)
        return np.asarray(np.abs(squares - 1) < _OFF)  # not so for NaN


def refuse_unsound(values: NDArray[np.floating]) -> None:
    """Raise EncoderError where a row that an encoder gave, of (n, D), is no unit vector."""
    bad = int((~sound(values)).sum())
    if bad:
        raise EncoderError(
            f"the encoder gave {bad:,} of {len(values):,} vectors that are no unit vectors, and "
            "none was kept; delete the folder models/encoder, and it is made anew"
        )
