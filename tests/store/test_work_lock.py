"""Whoever waits longest for a workspace comes next, and nobody waits for the dead.

Each lock stands for a process. What happens meanwhile is done in its pauses; time is a number.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ranker.errors import BusyError
from ranker.store.turns import SILENT
from ranker.store.work import WorkLock


class Time:
    """Seconds since the epoch; every look takes a little."""

    now = 1_783_300_000.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now

    def date(self) -> datetime:
        return datetime.fromtimestamp(self(), UTC)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def process(tmp_path: Path, time: Time) -> Callable[..., WorkLock]:
    def start(name: str, *meanwhile: Callable[[], object]) -> WorkLock:
        """A process that does `meanwhile` in its pauses, one thing in each."""
        left = list(meanwhile)

        def pause(seconds: float) -> None:
            time.now += seconds
            if left:
                left.pop(0)()

        return WorkLock(tmp_path, tmp_path, name, time.date, pause=pause, timer=time)

    return start


def tickets(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "waiting").glob("*"))


def refused(lock: WorkLock, patience: float) -> str:
    with pytest.raises(BusyError) as busy, lock.held(patience):
        pass
    return str(busy.value)


Start = Callable[..., WorkLock]


def test_who_comes_later_does_not_get_ahead_of_who_waits(process: Start, tmp_path: Path) -> None:
    first = ExitStack()
    first.enter_context(process("first").held(0))

    def comes_later() -> None:
        first.close()  # free now, and the one who waits is asleep
        refused(process("late"), 0)
        refused(process("late and patient"), 1)

    with process("waiting", comes_later).held(5):
        assert "`waiting`" in refused(process("later still"), 0.2)
    assert tickets(tmp_path) == []
    with process("last").held(0):
        pass


def test_two_who_wait_come_in_the_order_in_which_they_began(process: Start) -> None:
    came: list[str] = []
    first = ExitStack()
    first.enter_context(process("first").held(0))

    def second_waits() -> None:
        refused(process("two", first.close), 1)  # for twenty looks at what is free
        came.append("two was refused")

    with process("one", second_waits).held(5):
        came.append("one")
    with process("two").held(0):
        came.append("two")
    assert came == ["two was refused", "one", "two"]


def test_who_waits_in_turn_is_served_within_as_many_turns_as_there_are_others(
    process: Start,
) -> None:
    """As a training beside four who take the workspace as soon as it is free."""
    held = ExitStack()
    turns = 0

    def all_others_take_it() -> None:
        nonlocal turns
        held.close()
        for n in range(4):
            try:
                held.enter_context(process(f"other {n}").held(0))
                turns += 1
                return
            except BusyError:
                pass

    held.enter_context(process("other").held(0))
    with process("train", *[all_others_take_it] * 90).held(5):
        assert turns == 0


@pytest.mark.parametrize("seconds", [-SILENT - 1, SILENT + 1])
def test_a_ticket_that_is_silent_counts_no_more(
    process: Start, tmp_path: Path, time: Time, seconds: float
) -> None:
    (tmp_path / "waiting").mkdir()
    dead = tmp_path / "waiting" / "00000000000000000001-dead.lock"
    dead.touch()
    os.utime(dead, (time.now + 0.5, time.now + 0.5))
    assert "another rank is at work" in refused(process("early"), 0)
    os.utime(dead, (time.now + seconds, time.now + seconds))
    with process("next").held(0):
        assert tickets(tmp_path) == []


def test_who_was_stopped_and_goes_on_has_its_place_again(
    process: Start, tmp_path: Path, time: Time
) -> None:
    first = ExitStack()
    first.enter_context(process("first").held(0))

    def is_stopped() -> None:
        time.now += SILENT + 1
        first.close()
        with process("other").held(0):  # goes by, and takes the ticket away
            assert tickets(tmp_path) == []
        first.enter_context(process("another").held(0))

    def is_waiting_again() -> None:
        first.close()
        refused(process("late"), 0)

    with process("stopped", is_stopped, is_waiting_again).held(9):
        pass


def test_patience_ends_and_the_place_is_given_up(process: Start, tmp_path: Path) -> None:
    with process("first").held(0):
        said = refused(process("other"), 5)
        assert "another rank is at work" in said
        assert "`first`" in said
        assert tickets(tmp_path) == []


def test_without_tickets_waiting_goes_on(process: Start, tmp_path: Path) -> None:
    (tmp_path / "waiting").write_text("no folder")
    first = ExitStack()
    first.enter_context(process("first").held(0))
    with process("other", first.close).held(5):
        pass


def test_who_has_it_may_take_it_again_and_what_is_raised_inside_goes_through(
    process: Start,
) -> None:
    lock = process("first")
    with pytest.raises(BusyError, match="from within"), lock.held(0), lock.held(0):
        raise BusyError("from within")
    with process("other").held(0):
        pass
