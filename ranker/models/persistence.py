"""Trained models on disk: arrays without pickle beside readable JSON.

models/<profile>/<id>.npz holds the arrays, <id>.json what they are; current.json names the model
in use and those it may be compared with or give way to, with the checksum of each file. A model is
complete before it is named, and as good as none where a file is damaged: another can be trained.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ranker.errors import RankError, StoreError
from ranker.files import write_atomically
from ranker.models.in_use import (
    CURRENT,
    FORMAT,
    Names,
    read_names,
    read_whole,
    sum_of,
    tell_damage,
)
from ranker.models.packing import pack, unpack
from ranker.models.scoring import ProfileModel

_MODEL_FILE = re.compile(r"[0-9a-f]{10}\.(json|npz)")


class ModelFolder:
    """The models of one profile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums: dict[str, str] = {}

    def load(self) -> ProfileModel | None:
        """The model in use; None before the first, or where it was written by another format."""
        return self._named(self.names().model)

    def promoted(self) -> ProfileModel | None:
        """The last model that was compared before it came into use, else the first there was."""
        return self._named(self.names().promoted)

    def previous(self) -> ProfileModel | None:
        """The model that a rollback would bring back."""
        return self._named(self.names().previous)

    def promote(self, model: ProfileModel) -> None:
        """Put a compared model in use. The one it follows is kept for a rollback."""
        self._write(model)
        before = self.names()
        again = before.model == model.card.id  # trained on the same evidence
        previous = before.previous if again else before.model
        self._name(Names(model.card.id, model.card.id, previous))

    def renew(self, model: ProfileModel) -> None:
        """Put a model in use that was retrained without being compared.

        The promoted one stays what to compare with and to roll back to, however often this is
        done: else a few days' votes would push it out.
        """
        self._write(model)
        first = self.names().promoted or model.card.id
        previous = first if first != model.card.id else None
        self._name(Names(model.card.id, first, previous))

    def hold(self, name: str, basis: str) -> None:
        """Put a kept model back in use for as long as the basis stays as it is."""
        before = self.names()
        previous = before.previous if before.model == name else before.model
        self._name(Names(name, name, previous, basis))

    def roll_back(self, encoder: str, basis: str) -> ProfileModel:
        """Put the previous model back in use; the one it displaces becomes the previous.

        Raises RankError where there is none that can be used with the encoder.
        """
        model = self.previous()
        if model is None:
            raise RankError(f"{self._folder.name} has no previous model to roll back to")
        if model.encoder != encoder:
            raise RankError(
                f"the previous model {model.card.id} was trained with another encoder; set "
                "encoder.model back first, or run `rank train`"
            )
        self.hold(model.card.id, basis)
        return model

    def names(self) -> Names:
        """What current.json says. Raises StoreError."""
        return read_names(self._folder)

    def _write(self, model: ProfileModel) -> None:
        """Raises StoreError, for a model with values that are no numbers, too."""
        name = model.card.id
        try:
            about, arrays = pack(model)
            text = json.dumps(about, indent=1, allow_nan=False).encode()
        except ValueError as error:
            raise StoreError(
                f"the new model of {self._folder.name} is not used: {error}; `rank doctor` says "
                "what is damaged"
            ) from None
        for file, data in ((f"{name}.npz", arrays), (f"{name}.json", text)):
            write_atomically(self._folder / file, data)
            self._sums[file] = sum_of(data)

    def _name(self, names: Names) -> None:
        """Name the models, and delete those that are named no more, and nothing else.

        What else lies in the folder is another process's temporary file, or the reader's own.
        """
        kept = {names.model, names.promoted, names.previous}
        known = dict(self.names().sums) | self._sums
        sums = {file: value for file, value in known.items() if Path(file).stem in kept}
        told = asdict(names) | {"sums": sums}
        write_atomically(self._folder / CURRENT, json.dumps(told, indent=1))
        for path in self._folder.iterdir():
            if _MODEL_FILE.fullmatch(path.name) and path.stem not in kept:
                path.unlink(missing_ok=True)

    def _named(self, name: str | None) -> ProfileModel | None:
        return self._read(name) if name else None

    def _read(self, name: str) -> ProfileModel | None:
        names, path = self.names(), self._folder / f"{name}.npz"
        try:
            about = json.loads(read_whole(path.with_suffix(".json"), names))
            if about["format"] != FORMAT:
                return None
            packed = io.BytesIO(read_whole(path, names))
            with np.load(packed, allow_pickle=False) as arrays:
                return unpack(about, dict(arrays))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"the model {path} cannot be read: {error}") from None
        except Exception as error:  # zipfile's are of many kinds, where what it reads is noise
            tell_damage(path, error)
            return None
