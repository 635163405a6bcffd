"""Which encoder stands behind the interface, compiled where that can be done.

The packaged all-MiniLM-L6-v2 is compiled once into the workspace; from then on it runs without
torch, transformers or sentence_transformers. Any other sentence-transformers name or folder is
compiled the same way. Where OpenVINO is missing, sentence-transformers itself does the work.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ranker.encoder import weights
from ranker.encoder.interface import Encoder
from ranker.errors import EncoderError

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)


def open_encoder(model: str, folder: Path, tokens: int = 0, *, ready: bool = False) -> Encoder:
    """The encoder named by rank.toml, compiled below `folder` on first use.

    `tokens` is as in EncoderSettings. With `ready`, what papers go through is in memory when it
    returns.

    Raises EncoderError if the weights are missing or are not the ones that were asked for.
    """
    from ranker.encoder.compiled import CompiledEncoder, has_known

    source = weights.locate(model, tokens)
    compiled = folder / source.fingerprint
    if compiled.is_dir() and find_spec("openvino") is None:
        return _torch_encoder(source)
    if compiled.is_dir() and not has_known(compiled):
        # Of an earlier rank, or damaged: nothing would tell whether its vectors are right.
        log.warning("%s does not say what it makes of a known text; it is made anew", compiled)
        with suppress(EncoderError):
            _compile_anew(source, compiled)
    if not compiled.is_dir():
        if find_spec("openvino") is None:
            log.info("OpenVINO is not installed; using sentence-transformers itself")
            return _torch_encoder(source)
        weights.verify(source)
        from ranker.encoder.compiling import compile_encoder
        from ranker.encoder.transformer import require_transformers

        if source.sha256 is None:
            require_transformers(source)
        try:
            compile_encoder(source, compiled)
        except EncoderError as error:
            log.warning("%s; using sentence-transformers itself, which is slower", error)
            return _torch_encoder(source)
    return CompiledEncoder(compiled, ready=ready, rebuild=lambda: _compile_anew(source, compiled))


def _compile_anew(source: weights.Weights, folder: Path) -> None:
    """Put a newly compiled folder in the place of the one that is there. Raises EncoderError.

    That one is renamed before it is deleted: it may be in use, and Windows would delete a part of
    it and then refuse the rest.
    """
    from ranker.encoder.compiling import compile_encoder

    weights.verify(source)
    try:
        with TemporaryDirectory(
            prefix=".compiling-", dir=folder.parent, ignore_cleanup_errors=True
        ) as work:
            fresh = Path(work) / "fresh"
            compile_encoder(source, fresh)
            with suppress(FileNotFoundError):
                folder.rename(Path(work) / "damaged")
            fresh.rename(folder)
    except OSError as error:
        raise EncoderError(
            f"the encoder {folder} cannot be made anew ({error}); close what uses it, as another "
            "rank, and try again"
        ) from None


def check_encoder(
    model: str, folder: Path, tokens: int = 0, *, repair: bool = False
) -> tuple[str, bool]:
    """What is wrong with a compiled encoder, empty where it is sound or there is none, and whether
    it was made anew."""
    from ranker.encoder.compiled import CompiledEncoder

    try:
        source = weights.locate(model, tokens)
    except EncoderError as error:
        return str(error), False
    compiled = folder / source.fingerprint
    if not compiled.is_dir() or find_spec("openvino") is None:
        return "", False
    damage = ""
    try:
        CompiledEncoder(compiled).check()
    except EncoderError as error:
        damage = str(error)
    # From here on nothing holds its files, which Windows would not let go.
    if damage and repair:
        with suppress(EncoderError):
            _compile_anew(source, compiled)
            return damage, True
    return damage, False


def _torch_encoder(source: weights.Weights) -> Encoder:
    from ranker.encoder.transformer import TransformerEncoder

    weights.verify(source)
    return TransformerEncoder(source)
