"""`rank train`: a new model comes into use unless the reader's own votes speak against it."""

from __future__ import annotations

from dataclasses import dataclass

from ranker.app.learning.basis import basis_of, model_folder
from ranker.app.learning.replaying import against
from ranker.app.learning.training import fit
from ranker.app.workspace import Workspace
from ranker.evaluation.replay import LEAST_DAYS, LEAST_LIKES, Row, loses
from ranker.models.scoring import ProfileModel
from ranker.plurals import count


@dataclass(frozen=True, slots=True)
class Trained:
    """The model in use after `rank train`, whether it is the new one, and why."""

    model: ProfileModel
    promoted: bool
    why: str


def train_now(ws: Workspace, profile_name: str | None) -> Trained:
    """Train on all votes; put the model in use unless it loses to the one last promoted.

    The new way of training is compared, by trainings on the past, with the model that `rank
    train` promoted last (or the first there was), not with one that `rank today` has retrained
    since: that one is trained the new way, too, and hardly a vote came after it. Where training
    anew loses, the promoted model is put back in use until the votes or keywords change.
    """
    profile = ws.config.profile(profile_name)
    folder = model_folder(ws, profile)
    with ws.alone():
        # Nothing newer than the newest announcement, so that the model may rank that one, too.
        fresh = fit(ws, profile, ws.newest_day)
        names, before = folder.names(), folder.promoted()
        if before is None:
            folder.promote(fresh)
            lost = names.promoted and names.promoted != fresh.card.id
            why = "the one before cannot be read any more" if lost else "it is the first"
            return Trained(fresh, True, why)
        if before.encoder != ws.encoder.fingerprint:
            folder.promote(fresh)
            return Trained(fresh, True, f"the encoder is another than model {before.card.id}'s")
        row = against(ws, profile, before)
        if loses(row):
            folder.hold(before.card.id, basis_of(ws, profile))
            return Trained(before, False, _comparison(row, before, "ranks worse than"))
        folder.promote(fresh)
        return Trained(fresh, True, _reason(row, before))


def roll_back(ws: Workspace, profile_name: str | None) -> ProfileModel:
    """Put the previous model back in use until votes, keywords or the encoder change.

    Raises RankError where there is none.
    """
    profile = ws.config.profile(profile_name)
    with ws.alone():
        folder = model_folder(ws, profile)
        return folder.roll_back(ws.encoder.fingerprint, basis_of(ws, profile))


def _reason(row: Row, before: ProfileModel) -> str:
    if not row.enough:
        return (
            f"{count(row.likes, 'like')} on {count(row.days, 'announcement')} came after model "
            f"{before.card.id}, too few to compare (it takes {LEAST_LIKES} on {LEAST_DAYS})"
        )
    if row.ahead is not None and row.ahead.low > 0:
        return _comparison(row, before, "ranks better than")
    return _comparison(row, before, "does not rank worse, for certain, than")


def _comparison(row: Row, before: ProfileModel, words: str) -> str:
    figures = ""
    if row.ahead is not None:
        low, high = row.ahead.low, row.ahead.high
        figures = f": {row.ahead.mean:+.3f} nDCG@10 (95 %: {low:+.3f} to {high:+.3f})"
    return (
        f"by the {count(row.likes, 'like')} that came after model {before.card.id}, training anew "
        f"{words} that model{figures}"
    )
