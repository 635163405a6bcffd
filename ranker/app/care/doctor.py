"""`rank doctor`: a look at everything that a workspace keeps, and with `repair` what can be done.

Votes are only ever added to, after a copy was made. What is removed can be computed or fetched. A
line of the votes that cannot be read stays as it is: no program of ours rewrites that file, since a
vote lost in doing so could be had from nowhere, while such a line costs nothing but itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ranker.app.care import mending
from ranker.app.care.finding import PLACES, Examined, Finding, Place
from ranker.app.workspace import Workspace
from ranker.errors import ConfigError, InputFileError, RankError, StoreError
from ranker.models.in_use import CURRENT, FORMAT, Names, read_names, read_whole
from ranker.store.vectors import embedded_with

_TEMPORARY = re.compile(
    r"\.(compiling|rank\.toml|current\.json|[0-9a-f]{10}\.(npz|json)|.+\.(md|eml)"
    r"|(work|harvests|api|html)\.json|runs\.jsonl)-[a-z0-9_]{8}"
    r"|\.papers\.sqlite3\.schema-\d+-half(-journal|-wal|-shm)?"
)
"""As files.py, compiling.py and a migration's copy name them; a reader's files are named other."""
_OLD = 600.0  # seconds: no writing takes that long
_AHEAD = timedelta(days=2)  # a listing date may be tomorrow's, in another zone

Found = Iterator[Finding]


@dataclass(frozen=True)
class Doctor:
    """One examination: of what, whether to repair, and what the environment says.

    Only with `ask` is anything asked over the network: the configured addresses.
    """

    ws: Workspace
    environ: Mapping[str, str]
    repair: bool = False
    ask: bool = False

    def examine(self) -> Examined:
        """Look at everything, place by place."""
        checks: dict[Place, Callable[[], Found]] = {
            "settings": self._settings, "votes": self._votes, "store": self._store,
            "vectors": self._vectors, "models": self._models, "encoder": self._encoder,
            "leftovers": self._leftovers, "clock": self._clock, "schedule": self._schedule,
            "rights": self._rights, "network": self._network,
        }  # fmt: skip
        findings: list[Finding] = []
        skipped: list[Place] = [] if self.ask else ["network"]
        for place in PLACES:
            if place in skipped:
                continue
            try:
                findings += checks[place]()
            except ConfigError:
                skipped.append(place)  # told under settings
            except StoreError:
                skipped.append(place)  # told under store, or under rights
        return Examined(tuple(findings), tuple(skipped))

    def _settings(self) -> Found:
        path = str(self.ws.paths.config)
        try:
            config = self.ws.config
        except ConfigError as error:
            yield Finding("settings", "settings-unreadable", path, str(error))
            return
        if config.email_fault:
            yield Finding("settings", "mail-off", path, config.email_fault)

    def _votes(self) -> Found:
        path = self.ws.paths.votes
        try:
            found = self.ws.vote_log.read()
        except InputFileError as error:
            yield Finding("votes", "votes-unreadable", str(path), str(error))
            return
        if found.bad_lines and self.repair:
            mending.recover_votes(self.ws)
        if found.bad_lines:
            yield from self._bad_lines(path, found.bad_lines)
        try:
            names = {profile.name for profile in self.ws.config.profiles}
        except ConfigError:
            return
        lost = [v.profile for v in found.votes if v.profile and v.profile not in names]
        if lost:
            told = ", ".join(sorted(set(lost)))
            yield Finding("votes", "votes-of-nobody", str(path), told, len(lost))

    def _bad_lines(self, path: Path, told: tuple[str, ...]) -> Found:
        unread = mending.unread_lines(path)
        if len(unread) != len(told):  # as of a file that is no UTF-8 at all
            unread = [""] * len(told)
        for detail, line in zip(told, unread, strict=True):
            paper, vote, profile = mending.still_said(line) or ("", None, "")
            yield Finding(
                "votes", "vote-unreadable", str(path), detail,
                paper=paper, vote=vote, profile=profile,
            )  # fmt: skip

    def _store(self) -> Found:
        path = self.ws.paths.store / "papers.sqlite3"
        if not path.exists():
            return
        found = mending.damage_of(path)
        if found is None:
            return
        fault, detail = found
        mended = False
        if self.repair and fault == "store-damaged":
            mending.salvage(self.ws, path)
            mended = True
        yield Finding("store", fault, str(path), detail, mended=mended)

    def _vectors(self) -> Found:
        folder, encoder = self.ws.paths.vectors, self.ws.encoder
        if not embedded_with(folder, encoder.fingerprint):
            return
        bad = len(self.ws.vectors.damaged())
        if bad:
            if self.repair:
                self.ws.vectors.forget_damaged()
            yield Finding("vectors", "vectors-damaged", str(folder), "", bad, mended=self.repair)

    def _models(self) -> Found:
        for profile in self.ws.config.profiles:
            folder = self.ws.paths.models / profile.name
            try:
                names = read_names(folder)
            except StoreError:
                if self.repair:
                    mending.move_aside(folder / CURRENT, self.ws.now())
                yield Finding("models", "names-damaged", str(folder / CURRENT), mended=self.repair)
                continue
            for name in dict.fromkeys(filter(None, (names.model, names.promoted, names.previous))):
                yield from self._model(folder, names, name)

    def _model(self, folder: Path, names: Names, name: str) -> Found:
        import numpy as np

        from ranker.models.packing import unpack

        paths = [folder / f"{name}.json", folder / f"{name}.npz"]
        try:
            about = json.loads(read_whole(paths[0], names))
            if about["format"] != FORMAT:
                return  # another rank's: a new one is trained
            read_whole(paths[1], names)
            with np.load(paths[1], allow_pickle=False) as arrays:
                unpack(about, dict(arrays))
        except FileNotFoundError:
            return  # as good as none, and told by nobody: another is trained
        except Exception as error:  # of many kinds, where what is read is noise
            if self.repair:
                for path in paths:
                    path.unlink(missing_ok=True)
            reason = str(error) or type(error).__name__
            yield Finding("models", "model-damaged", str(paths[1]), reason, mended=self.repair)

    def _encoder(self) -> Found:
        encoder = self.ws.config.encoder
        folder = self.ws.paths.models / "encoder"
        if not folder.is_dir():
            return
        from ranker.encoder.opening import check_encoder

        damage, mended = check_encoder(encoder.model, folder, encoder.tokens, repair=self.repair)
        if damage:
            yield Finding("encoder", "encoder-damaged", str(folder), damage, mended=mended)

    def _leftovers(self) -> Found:
        paths = self.ws.paths
        places = (paths.home, paths.votes.parent, paths.store, paths.models, paths.digests)
        inner = (p for place in (paths.models, paths.store) for p in _folders(place))
        for folder in dict.fromkeys((*places, *inner)):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if _TEMPORARY.fullmatch(path.name) and time.time() - _written(path) > _OLD:
                    if self.repair:
                        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
                    yield Finding("leftovers", "leftover", str(path), mended=self.repair)

    def _clock(self) -> Found:
        now = self.ws.now()
        kept = [vote.at for vote in self.ws.vote_log.read().votes]
        if (self.ws.paths.store / "papers.sqlite3").exists():
            newest = self.ws.papers.newest_announcement()
            if newest is not None:
                kept.append(datetime(newest.year, newest.month, newest.day, tzinfo=now.tzinfo))
        latest = max(kept, default=now)
        if latest > now + _AHEAD:
            yield Finding("clock", "clock-behind", f"{now:%Y-%m-%d %H:%M}", f"{latest:%Y-%m-%d}")

    def _schedule(self) -> Found:
        from ranker.app.runs.scheduling import found, schedule_status
        from ranker.schedule.interface import Machine
        from ranker.schedule.runs import RunLog

        runs = RunLog(self.ws.paths.runs).read()
        if runs and runs[-1].failed:
            yield Finding("schedule", "run-failed", str(self.ws.paths.runs), runs[-1].outcome)
        machine = Machine(sys.platform, Path.home(), self.environ, _uid())
        try:
            if found(machine, self.ws.paths.home):
                schedule_status(self.ws, machine)
        except RankError as error:
            yield Finding("schedule", "schedule-unknown", str(self.ws.paths.home), str(error))

    def _rights(self) -> Found:
        paths = self.ws.paths
        kept = (
            paths.home,
            paths.config,
            paths.votes.parent,
            paths.votes,
            paths.store,
            paths.models,
        )
        for path in kept:
            if not path.exists():
                continue
            if not os.access(path, os.W_OK):
                yield Finding("rights", "read-only", str(path))
            elif os.name == "posix" and path.stat().st_mode & 0o002:
                if self.repair:
                    path.chmod(path.stat().st_mode & ~0o002)
                yield Finding("rights", "others-may-write", str(path), mended=self.repair)
        if self.environ.get("GITHUB_TOKEN"):
            yield from self._token()

    def _token(self) -> Found:
        from ranker.github.access import access_from

        try:
            access = access_from(self.environ)
            if self.ask:
                import requests

                from ranker.github.client import GitHub

                GitHub(requests.Session(), access, sleep=self.ws.sleep).get("")
        except RankError as error:
            yield Finding("rights", "token-unusable", "GITHUB_TOKEN", str(error))

    def _network(self) -> Found:
        settings, categories = self.ws.config.arxiv, self.ws.config.categories
        if not categories:
            return
        from ranker.app.services import Services

        try:
            Services(self.ws).feed.fetch(categories[:1])
        except RankError as error:
            yield Finding("network", "unreachable", settings.feed_url, str(error))


def examine(
    ws: Workspace, environ: Mapping[str, str], *, repair: bool = False, ask: bool = False
) -> Examined:
    """Look at everything; with `repair`, hold the workspace and mend what can be. Raises BusyError
    where another process is at work in it then."""
    doctor = Doctor(ws, environ, repair=repair, ask=ask)
    if not repair:
        return doctor.examine()
    with ws.alone():
        return doctor.examine()


def _folders(place: Path) -> list[Path]:
    return [p for p in sorted(place.iterdir()) if p.is_dir()] if place.is_dir() else []


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _uid() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
