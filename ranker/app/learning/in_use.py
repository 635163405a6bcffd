"""The model in use, trained where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ranker.app.learning.basis import model_folder
from ranker.app.workspace import Workspace
from ranker.settings import Profile

if TYPE_CHECKING:
    from ranker.models.scoring import ProfileModel


def model_in_use(ws: Workspace, profile: Profile) -> ProfileModel:
    """The model in use; where there is none, or it is another encoder's, one trained now.

    Raises NothingToRankError where there is nothing to train one on.
    """
    model = ready_model(ws, profile)
    if model is not None:
        return model
    from ranker.app.learning.training import model_for  # seldom needed, and slow to import

    with ws.keeping():
        return model_for(ws, profile, ws.newest_day)


def ready_model(ws: Workspace, profile: Profile) -> ProfileModel | None:
    """The model in use, if it is this encoder's; None where one had to be trained."""
    model = model_folder(ws, profile).load()
    return model if model is not None and model.encoder == ws.encoder.fingerprint else None
