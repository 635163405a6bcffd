"""The encoder as sentence-transformers runs it: the reference, and the way without OpenVINO."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ranker.encoder.weights import Weights
from ranker.errors import EncoderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ranker.encoder.interface import Advance

_BATCH = 32
_UNTOLD = ("DO_NOT_TRACK", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_UPDATE_CHECK")


def require_transformers(weights: Weights) -> None:
    """Raise EncoderError where torch or sentence-transformers is not installed: a demo's
    environment may have neither."""
    wanted = {"torch": "torch", "sentence_transformers": "sentence-transformers"}
    missing = [name for module, name in wanted.items() if find_spec(module) is None]
    if missing:
        raise EncoderError(
            f"the encoder {weights.location} needs {' and '.join(missing)}, not installed here; "
            f"`pip install {' '.join(missing)}` (on Linux see README, Installing, first), or take "
            "the packaged encoder"
        )


def load_transformer(weights: Weights) -> Any:
    """The SentenceTransformer, on the CPU, reading so much. Raises EncoderError if it fails."""
    require_transformers(weights)
    _keep_to_itself(weights)
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(weights.location, device="cpu")
        if weights.tokens is not None:
            most = model.get_max_seq_length() or weights.tokens
            model.max_seq_length = min(most, weights.tokens)
        return model
    except (ImportError, OSError, ValueError) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise EncoderError(f"the encoder {weights.location} does not load: {first_line}") from None


def _keep_to_itself(weights: Weights) -> None:
    """Settings that these packages read when they are imported.

    Nothing is counted anywhere, of a folder no host is asked, and the folder that torch makes for
    what it might compile is gone with the process.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ |= dict.fromkeys(_UNTOLD, "1")
    if Path(weights.location).is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"
    if "TORCHINDUCTOR_CACHE_DIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="rank-torch-")
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


class TransformerEncoder:
    """sentence-transformers in this process."""

    def __init__(self, weights: Weights) -> None:
        self._model = load_transformer(weights)
        self.fingerprint = weights.fingerprint
        self.dimensions = int(self._model.encode(["a"]).shape[1])

    def encode(self, texts: Sequence[str], advance: Advance | None = None) -> NDArray[np.float32]:
        """See Encoder. Longest texts first, so that a batch pads little."""
        import numpy as np

        values = np.zeros((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            values[rows] = self._model.encode(
                [texts[i] for i in rows], batch_size=_BATCH, normalize_embeddings=True
            )
            if advance:
                advance(len(rows))
        return values
