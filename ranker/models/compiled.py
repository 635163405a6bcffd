"""The encoder compiled to OpenVINO: the same modules, without torch at run time.

The compiled folder holds the graph, its tokenizer and encoder.json; it is written under a
temporary name and renamed when whole, so a folder that exists is complete.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ranker.errors import EncoderError
from ranker.models.transformer import load_transformer
from ranker.models.weights import Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ranker.models.encoder import Advance

_BATCH = 8  # 16 and 32 are no faster, and take 60 and 190 MB more
_GRAPH, _TOKENIZER, _ABOUT = "model.xml", "tokenizer.json", "encoder.json"


def compile_encoder(weights: Weights, folder: Path) -> None:
    """Compile a sentence-transformers model into `folder`. Raises EncoderError, leaving nothing."""
    model = load_transformer(weights)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".compiling-", dir=folder.parent))
    except OSError as error:
        raise EncoderError(f"the encoder cannot be compiled into {folder}: {error}") from None
    try:
        _write(model, weights, work)
        work.rename(folder)
    except Exception as error:
        # The converter raises errors of many kinds; a folder that is there was made by another.
        if not folder.is_dir():
            reason = str(error).strip().partition("\n")[0]
            raise EncoderError(f"the encoder cannot be compiled: {reason}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(model: Any, weights: Weights, folder: Path) -> None:
    import openvino as ov
    import torch

    example = model.preprocess(["An example."])
    names = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in example]

    class Sentence(torch.nn.Module):
        """All modules of the model, from token ids to the unit vector."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model  # as a submodule, so that its weights are the graph's

        def forward(self, *inputs: Any) -> Any:
            features = dict(zip(names, inputs, strict=True))
            embedding = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(embedding, dim=1)

    inputs = tuple(example[name] for name in names)
    with _quiet(), torch.no_grad():
        sentence = Sentence()
        dimensions = int(sentence(*inputs).shape[1])
        graph = ov.convert_model(
            sentence, example_input=inputs, input=[([-1, -1], ov.Type.i64)] * len(names)
        )
    ov.save_model(graph, folder / _GRAPH, compress_to_fp16=False)
    model.tokenizer.backend_tokenizer.save(str(folder / _TOKENIZER))
    about = {
        "fingerprint": weights.fingerprint,
        "source_sha256": weights.sha256,
        "dimensions": dimensions,
        "max_tokens": int(model.get_max_seq_length() or 512),
        "pad_id": int(model.tokenizer.pad_token_id or 0),
        "pad_token": str(model.tokenizer.pad_token),
        "inputs": names,
    }
    (folder / _ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


@contextmanager
def _quiet() -> Iterator[None]:
    """The tracer warns, in three ways, about shapes it makes constant; the batch axis is not."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


class CompiledEncoder:
    """A compiled folder, ready to encode. The precision is the machine's choice (bf16 or fp32)."""

    def __init__(self, folder: Path) -> None:
        try:
            about = json.loads((folder / _ABOUT).read_text("utf-8"))
            self._start(folder, about)
        except Exception as error:
            # The tokenizer raises bare Exceptions, OpenVINO errors of many lines, the last telling.
            reason = (str(error).strip() or repr(error)).splitlines()[-1]
            raise EncoderError(
                f"the compiled encoder {folder} is damaged ({reason}); delete that folder"
            ) from None

    def _start(self, folder: Path, about: dict[str, Any]) -> None:
        import openvino as ov
        from tokenizers import Tokenizer

        self.fingerprint: str = about["fingerprint"]
        self.dimensions: int = about["dimensions"]
        self._inputs: list[str] = about["inputs"]
        self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        self._tokenizer.enable_truncation(about["max_tokens"])
        self._tokenizer.enable_padding(pad_id=about["pad_id"], pad_token=about["pad_token"])
        core = ov.Core()
        core.set_property({"CACHE_DIR": str(folder / "cache")})
        self._compiled = core.compile_model(
            folder / _GRAPH, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"}
        )
        self._at_once = int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) + 1

    def encode(self, texts: Sequence[str], advance: Advance | None = None) -> NDArray[np.float32]:
        """See Encoder. Longest texts first, so that a batch pads little; batches run at once.

        While batches run, the next one is made into tokens. Each request is waited for in turn,
        since a callback would need the interpreter when OpenVINO's threads are taken down, and
        whoever takes them down holds it.
        """
        import numpy as np

        values = np.zeros((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        running: deque[tuple[Any, list[int]]] = deque()

        def collect() -> Any:
            request, rows = running.popleft()
            request.wait()
            values[rows] = request.get_output_tensor(0).data
            if advance:
                advance(len(rows))
            return request

        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            tokens = self._tokens([texts[i] for i in rows])
            full = len(running) == self._at_once
            request = collect() if full else self._compiled.create_infer_request()
            request.start_async(tokens)
            running.append((request, rows))
        while running:
            collect()
        return values

    def _tokens(self, texts: list[str]) -> list[NDArray[np.int64]]:
        import numpy as np

        encoded = self._tokenizer.encode_batch(texts)
        arrays = {
            "input_ids": [e.ids for e in encoded],
            "attention_mask": [e.attention_mask for e in encoded],
            "token_type_ids": [e.type_ids for e in encoded],
        }
        return [np.array(arrays[name], np.int64) for name in self._inputs]
