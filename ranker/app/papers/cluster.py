"""Embedding on several machines: batches of texts mapped over a Dask cluster.

The workers need this package installed, nothing else: each compiles the encoder once into its
own cache. A batch whose worker dies is given to another one by Dask.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ranker.app.workspace import Workspace
from ranker.errors import EncoderError, UsageError
from ranker.settings import EncoderSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ranker.encoder.interface import Advance, Encoder

TEXTS = 64  # of a task, some two seconds of work on one core
_TASKS_PER_THREAD = 4  # between commits, so that no worker waits for the slowest
CONNECT = 10  # seconds
_PATIENCE = 60  # seconds without a result after which it is asked whether there are workers


def use_cluster(ws: Workspace, address: str) -> None:
    """Embed this workspace's papers on the Dask cluster with its scheduler at `address`.

    Raises UsageError where Dask is not installed, EncoderError where nobody answers or no worker
    is there.
    """
    if find_spec("distributed") is None:
        raise UsageError(
            "--cluster needs Dask; install it with `pip install 'distributed>=2025.1'`"
        )
    encoder = ClusterEncoder(ws.encoder, ws.config.encoder, address)
    ws.encoder = encoder  # in place of the one on this machine
    ws.commit_every = TEXTS * _TASKS_PER_THREAD * encoder.threads


class ClusterEncoder:
    """The same space as `local`, computed elsewhere."""

    def __init__(self, local: Encoder, asked: EncoderSettings, address: str) -> None:
        from distributed import Client

        logging.getLogger("distributed").setLevel(logging.ERROR)  # what dies is done by another
        self.fingerprint = local.fingerprint
        self.dimensions = local.dimensions
        self._asked = asked
        self._address = address
        try:
            self._client = Client(address, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise EncoderError(f"the cluster {address} does not answer: {reason}") from None
        self._check_workers()

    @property
    def threads(self) -> int:
        """How many tasks run at once."""
        return sum(self._client.nthreads().values())

    def encode(self, texts: Sequence[str], advance: Advance | None = None) -> NDArray[np.float32]:
        """See Encoder. Longest texts first, so that a batch pads little and the last are short."""
        import numpy as np
        from distributed import wait

        values = np.zeros((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        parts = [order[start : start + TEXTS] for start in range(0, len(order), TEXTS)]
        pending = {self._submit([texts[i] for i in rows]): rows for rows in parts}
        while pending:
            try:
                with self._client.as_current():
                    some = wait(list(pending), _PATIENCE, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                self._check_workers()
                continue
            for future in some:
                rows = pending.pop(future)
                values[rows] = self._result(future)
                future.release()
                if advance:
                    advance(len(rows))
        return values

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()

    def _submit(self, texts: list[str]) -> Any:
        return self._client.submit(encode_there, self._asked, self.fingerprint, texts, pure=False)

    def _result(self, future: Any) -> NDArray[np.float32]:
        try:
            found: NDArray[np.float32] = future.result()
        except Exception as error:
            # Whatever a worker raises comes through here, and Dask's own KilledWorker.
            reason = str(error).strip().partition("\n")[0]
            raise EncoderError(f"the cluster {self._address} cannot embed: {reason}") from None
        return found

    def _check_workers(self) -> None:
        if not self._client.nthreads():
            raise EncoderError(f"the cluster {self._address} has no workers; start some and repeat")


def encode_there(asked: EncoderSettings, fingerprint: str, texts: list[str]) -> NDArray[np.float32]:
    """What runs on a worker: vectors of the texts, (len(texts), D). Raises EncoderError."""
    encoder = _encoder_there(asked)
    if encoder.fingerprint != fingerprint:
        raise EncoderError(
            f"a worker has another encoder by the name {asked.model}; install the same"
        )
    return encoder.encode(texts)


@cache
def _encoder_there(asked: EncoderSettings) -> Encoder:
    from platformdirs import user_cache_path

    from ranker.encoder.opening import open_encoder

    folder = user_cache_path("rank", appauthor=False) / "encoder"
    return open_encoder(asked.model, folder, asked.tokens)
