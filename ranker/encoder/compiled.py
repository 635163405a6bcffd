"""The encoder compiled to OpenVINO: the same modules, without torch at run time.

A compiled folder (compiling.py makes it) holds the graph, its tokenizer and encoder.json, and, on
a processor that is quicker at it, the graph in eight-bit numbers. That one encodes texts of many
different tokens, over which its rounding evens out; keywords and queries go through the other.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ranker.encoder.runtime import openvino
from ranker.errors import EncoderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ranker.encoder.interface import Advance

log = logging.getLogger(__name__)

FLOAT, EIGHT_BIT = "model.xml", "eight_bit.xml"
TOKENIZER, ABOUT, CACHE = "tokenizer.json", "encoder.json", "cache"
LEAST_COSINE = 0.999  # of eight-bit vectors to the others
FEW = 48  # different tokens: up to here, the float graph
_BATCH = 8  # 16 and 32 are no faster, and take 60 and 190 MB more

_Done = TypeVar("_Done")
Tokens = Sequence[Sequence[int]]

Batch: TypeAlias = "tuple[list[int], list[NDArray[np.int64]]]"
"""Rows of the texts, and the graph's inputs for them."""


def dimensions_of(folder: Path) -> int | None:
    """How long the vectors of a compiled folder are; None where there is none that says so."""
    try:
        return int(json.loads((folder / ABOUT).read_text("utf-8"))["dimensions"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def has_known(folder: Path) -> bool:
    """Whether a compiled folder says what it makes of a known text; an older one may not."""
    try:
        return bool(json.loads((folder / ABOUT).read_text("utf-8")).get("known"))
    except (OSError, ValueError, AttributeError):
        return False


class DamagedEncoderError(EncoderError):
    """A compiled folder is not what was compiled: `what` names it, the message says what to do."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; delete that folder")
        self.what = what


class CompiledEncoder:
    """A compiled folder, opened to encode. The precision is the machine's choice.

    A graph is opened when texts go through it, and then tried on a known text; with `ready`, the
    one for papers at once. Where the folder turns out to be damaged, `rebuild` makes it anew, once;
    without it, EncoderError says so.
    """

    def __init__(
        self, folder: Path, *, ready: bool = False, rebuild: Callable[[], None] | None = None
    ) -> None:
        self._folder = folder
        self._rebuild = rebuild
        self._open: tuple[str, Graph] | None = None
        self._tried: set[str] = set()
        self._cached = True
        self._mending(self._start)
        if ready:
            self._mending(lambda: self._graph(self._usual))

    def _mending(self, work: Callable[[], _Done]) -> _Done:
        """Do the work, a second time with a folder made anew where the first finds damage."""
        try:
            return work()
        except EncoderError as error:
            if self._rebuild is None:
                raise
            rebuild, self._rebuild = self._rebuild, None
            what = error.what if isinstance(error, DamagedEncoderError) else error
            log.warning("%s; it is made anew from its weights", what)
        self._open = None
        rebuild()
        self._start()
        return work()

    def _start(self) -> None:
        """Read what the folder says of itself. Raises EncoderError."""
        self._tried.clear()
        vars(self).pop("_usual", None)
        try:
            self._read(json.loads((self._folder / ABOUT).read_text("utf-8")))
        except Exception as error:
            raise self._damaged(error) from None

    def _read(self, about: dict[str, Any]) -> None:
        from tokenizers import Tokenizer

        self.fingerprint: str = about["fingerprint"]
        self.dimensions: int = about["dimensions"]
        self.inputs: list[str] = about["inputs"]
        self._pad_id: int = about["pad_id"]
        self._tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        self._tokenizer.enable_truncation(about["max_tokens"])
        self._tokenizer.no_padding()
        self._known: dict[str, Any] | None = about.get("known")
        self._sums: dict[str, str] = about.get("sums") or {}

    @cached_property
    def _usual(self) -> str:
        """The graph for papers: the eight-bit one, if it knows a known text's vector.

        On another processor than the one that it was made on it may not, since sums of eight-bit
        products are too large for some: a folder may have been copied, or kept between runs on
        machines of different kinds.
        """
        if self._known is None or not (self._folder / EIGHT_BIT).exists():
            return FLOAT
        cosine = self._cosine(self._graph(EIGHT_BIT), self._known)
        if cosine >= LEAST_COSINE:
            return EIGHT_BIT
        log.info("the eight-bit encoder is not used here: cosine %.4f to what it should be", cosine)
        return FLOAT

    def _cosine(self, graph: Graph, known: dict[str, Any]) -> float:
        """Of the known text's vector to what it should be; NaN from weights that are noise."""
        import numpy as np

        try:
            [(_, found)] = graph.run(self.batches(self.tokens([known["text"]])))
            with np.errstate(all="ignore"):
                return float(found[0] @ np.array(known["vector"], np.float32))
        except Exception as error:
            raise self._damaged(error) from None

    def _damaged(self, error: object) -> EncoderError:
        # The tokenizer raises bare Exceptions, OpenVINO errors of many lines, the last telling.
        reason = (str(error).strip() or repr(error)).splitlines()[-1]
        return DamagedEncoderError(f"the compiled encoder {self._folder} is damaged ({reason})")

    def check(self) -> None:
        """Hold every file to its checksum, and open and try every graph there is, past OpenVINO's
        cache. Raises EncoderError that names what is damaged."""
        for name, wanted in self._sums.items():
            try:
                with (self._folder / name).open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise self._damaged(error) from None
            if found != wanted:
                raise self._damaged(f"{name} has another checksum")
        self._cached = False
        for name in (FLOAT, EIGHT_BIT):
            if (self._folder / name).exists() or name == FLOAT:
                self._graph(name)

    def encode(self, texts: Sequence[str], advance: Advance | None = None) -> NDArray[np.float32]:
        """See Encoder. Longest texts first, so that a batch pads little; batches run at once."""
        return self._mending(lambda: self._encoded(texts, advance))

    def _encoded(self, texts: Sequence[str], advance: Advance | None) -> NDArray[np.float32]:
        import numpy as np

        from ranker.arrays import sound

        values = np.zeros((len(texts), self.dimensions), np.float32)
        tokens = self.tokens(texts)
        graphs = [self._usual if len(set(one)) > FEW else FLOAT for one in tokens]
        for name in dict.fromkeys(graphs):
            rows = [row for row, graph in enumerate(graphs) if graph == name]
            chosen = self.batches([tokens[row] for row in rows])
            for where, found in self._graph(name).run(chosen):
                values[[rows[n] for n in where]] = found
                if advance:
                    advance(len(where))
        if not sound(values).all():  # of a token that the known text does not have
            raise self._damaged("it gave vectors that are none")
        return values

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text's tokens, as many as the model reads."""
        return [one.ids for one in self._tokenizer.encode_batch_fast(list(texts))]

    def batches(self, tokens: Tokens) -> Iterator[Batch]:
        """Rows, longest text first, and the graph's inputs for them, each (rows, longest)."""
        import numpy as np

        order = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            ids = np.full((len(rows), len(tokens[rows[0]])), self._pad_id, np.int64)
            mask = np.zeros_like(ids)
            for n, row in enumerate(rows):
                ids[n, : len(tokens[row])] = tokens[row]
                mask[n, : len(tokens[row])] = 1
            of = {"input_ids": ids, "attention_mask": mask}
            yield rows, [of.get(name, np.zeros_like(ids)) for name in self.inputs]

    def _graph(self, name: str) -> Graph:
        """The graph, opened if another was: two at once would take 100 MB more. Tried once."""
        if self._open is None or self._open[0] != name:
            self._open = None
            try:
                self._open = (name, Graph(self._folder / name, cached=self._cached))
            except Exception as error:
                raise self._damaged(error) from None
        graph = self._open[1]
        if name == FLOAT and name not in self._tried and self._known is not None:
            cosine = self._cosine(graph, self._known)
            if not cosine >= LEAST_COSINE:  # nor for NaN
                raise self._damaged(f"{name}: cosine {cosine:.4f} to a known vector")
            self._tried.add(name)
        return graph


class Graph:
    """One graph, compiled for this processor."""

    def __init__(self, path: Path, *, cached: bool = True) -> None:
        core = openvino().Core()
        if cached:
            core.set_property({"CACHE_DIR": str(path.parent / CACHE)})
        self._compiled = core.compile_model(path, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})
        self._at_once = int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) + 1

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Each batch's rows and vectors, (rows, dimensions), in order, several at once.

        Each request is waited for in turn, since a callback would need the interpreter when
        OpenVINO's threads are taken down, and whoever takes them down holds it.
        """
        running: deque[tuple[Any, list[int]]] = deque()
        for rows, inputs in batches:
            if len(running) == self._at_once:
                request, done = running.popleft()
                request.wait()
                yield done, request.get_output_tensor(0).data
            else:
                request = self._compiled.create_infer_request()
            request.start_async(inputs)
            running.append((request, rows))
        for request, done in running:
            request.wait()
            yield done, request.get_output_tensor(0).data
