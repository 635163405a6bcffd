"""Forecasts in the store: each once, whoever comes second; none in a store of before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ranker.store import database
from ranker.store.database import connect
from ranker.store.forecasts import Forecast, Forecasts
from ranker.store.migrations import MIGRATIONS

AT = datetime(2026, 7, 6, 13, 0, 1, 250, tzinfo=UTC)
FIRST = Forecast("hearing", "2607.00001", date(2026, 7, 6), AT, 3, 0.8125, "abc")


def test_what_was_kept_comes_back_and_nothing_replaces_it(tmp_path: Path) -> None:
    store = Forecasts(connect(tmp_path / "s"))
    store.keep([FIRST])
    again = replace(FIRST, at=AT + timedelta(days=1), place=1, probability=0.1, model="later")
    store.keep([again, replace(again, paper_id="2607.00002")])
    assert store.of("hearing") == (FIRST, replace(again, paper_id="2607.00002"))


def test_profiles_have_their_own(tmp_path: Path) -> None:
    store = Forecasts(connect(tmp_path / "s"))
    other = replace(FIRST, profile="sky", probability=0.2, told=True)
    store.keep([FIRST, other])
    assert (store.of("hearing"), store.of("sky"), store.of("none")) == ((FIRST,), (other,), ())


def test_what_is_kept_already_is_not_written_again(tmp_path: Path) -> None:
    db = connect(tmp_path / "s")
    Forecasts(db).keep([FIRST])
    before = db.total_changes
    Forecasts(db).keep([FIRST])
    Forecasts(db).keep([])
    assert db.total_changes == before


def test_of_two_processes_that_show_a_paper_at_once_the_first_stays(tmp_path: Path) -> None:
    connect(tmp_path / "s").close()

    def show(n: int) -> None:
        mine = [replace(FIRST, paper_id=f"p{m}", model=str(n)) for m in range(50)]
        db = connect(tmp_path / "s")
        Forecasts(db).keep(mine)
        db.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(show, range(8)))
    kept = Forecasts(connect(tmp_path / "s")).of("hearing")
    assert len(kept) == 50
    assert len({f.model for f in kept}) == 1  # one of them whole


def test_a_store_of_before_has_none_and_keeps_them_from_now_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = next(n for n, m in enumerate(MIGRATIONS) if isinstance(m, str) and "forecasts" in m)
    with monkeypatch.context() as before:
        before.setattr(database, "MIGRATIONS", MIGRATIONS[:number])
        connect(tmp_path / "s").close()
    store = Forecasts(connect(tmp_path / "s"))
    assert store.of("hearing") == ()
    store.keep([FIRST])
    assert store.of("hearing") == (FIRST,)
