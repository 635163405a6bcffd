"""An encoder that is opened when it first has a text to encode; its space is known before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.encoder import weights
from ranker.encoder.compiled import dimensions_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

    from ranker.encoder.interface import Advance, Encoder
    from ranker.settings import EncoderSettings

Begin = Callable[[str, int], Callable[[int], None]]
"""Tells whoever watches that work begins; see Task."""


class LazyEncoder:
    """See Encoder. `folder` is where compiled encoders are, `asked` says which it is."""

    def __init__(self, asked: Callable[[], EncoderSettings], folder: Path, begin: Begin) -> None:
        self._asked = asked
        self._folder = folder
        self._begin = begin
        self._opening: Future[Encoder] | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Names the space by the encoder's files, without opening it."""
        asked = self._asked()
        return weights.locate(asked.model, asked.tokens).fingerprint

    @cached_property
    def dimensions(self) -> int:
        """How long a vector is; a compiled folder says so without being opened."""
        return dimensions_of(self._folder / self.fingerprint) or self._encoder.dimensions

    def encode(self, texts: Sequence[str], advance: Advance | None = None) -> NDArray[np.float32]:
        """See Encoder. Raises EncoderError where it cannot be opened, or gives no unit vectors."""
        from ranker.arrays import refuse_unsound

        values = self._encoder.encode(texts, advance)
        refuse_unsound(values)
        return values

    def prepare(self) -> None:
        """Have it opened by a thread, where it is compiled; what fails is raised by `encode`."""
        if self._opening is None and "_encoder" not in vars(self):
            asked = self._asked()
            if (self._folder / self.fingerprint).is_dir():
                from concurrent.futures import ThreadPoolExecutor

                from ranker.encoder.opening import open_encoder

                one = ThreadPoolExecutor(1, "encoder")
                self._opening = one.submit(
                    open_encoder, asked.model, self._folder, asked.tokens, ready=True
                )
                one.shutdown(wait=False)

    @cached_property
    def _encoder(self) -> Encoder:
        from ranker.encoder.opening import open_encoder

        done = self._begin("loading the encoder (compiling it, the first time)", 0)
        if self._opening is not None:
            encoder = self._opening.result()
        else:
            asked = self._asked()
            encoder = open_encoder(asked.model, self._folder, asked.tokens)
        done(1)
        return encoder


def prepare(encoder: Encoder) -> None:
    """Let an encoder that is opened late be opened meanwhile: there will be papers to embed."""
    if isinstance(encoder, LazyEncoder):
        encoder.prepare()
