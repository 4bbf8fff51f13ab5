"""Letting clinics in: little in hand, a time to come back for the others, and nobody is passed over."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.errors import Hindrance
from sync.township.turnstile import Room, Turnstile

ROOM = Room(at_once=2, waiting=3, patience=5.0, most_bytes=100, first_pace=1.0)


@dataclass
class Service:
    """A service whose work ends when the test says so, on a clock that the test moves."""

    room: Room = ROOM
    moment: float = 1000.0
    served: list[str] = field(default_factory=list)
    ends: dict[str, asyncio.Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turnstile = Turnstile(self.room, lambda: self.moment)

    async def work(self, who: str) -> None:
        async with self.turnstile.turn(lambda: who):
            self.served.append(who)
            self.ends[who] = asyncio.Event()
            await self.ends[who].wait()

    async def calls(self, who: str) -> "asyncio.Task[None]":
        task = asyncio.create_task(self.work(who))
        await _settle()
        return task

    async def done(self, who: str, after: float = 0.0) -> None:
        self.moment += after
        self.ends[who].set()
        await _settle()


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def told(task: "asyncio.Task[None]") -> int:
    """Give the seconds after which somebody was told to come back."""
    assert task.done()
    caught = task.exception()
    assert isinstance(caught, Hindrance)
    assert caught.code == "township_busy"
    seconds: int = caught.facts["seconds"]
    return seconds


def played(story: Callable[[Service], Coroutine[Any, Any, None]], service: Service | None = None) -> None:
    async def play() -> None:
        one = service or Service()
        await story(one)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(play())


def test_so_many_are_served_at_once_and_the_next_in_the_order_they_came() -> None:
    async def story(service: Service) -> None:
        for who in "abcd":
            await service.calls(who)
        assert service.served == ["a", "b"]
        await service.done("b")
        await service.done("a")
        assert service.served == ["a", "b", "c", "d"]

    played(story)


def test_whom_there_is_no_room_for_is_told_when_to_come_back_one_after_the_other() -> None:
    async def story(service: Service) -> None:
        for who in "abcde":
            await service.calls(who)
        assert [told(await service.calls(who)) for who in "fgh"] == [4, 5, 6]

    played(story)


def test_who_comes_back_stands_before_all_who_came_later() -> None:
    async def story(service: Service) -> None:
        for who in "abcde":
            await service.calls(who)
        seconds = told(await service.calls("f"))
        await service.done("a", 1)
        await service.done("b")
        late = await service.calls("late")
        assert not late.done()
        service.moment += seconds
        await service.calls("f")
        await service.done("c")
        await service.done("d")
        assert service.served == [*"abcd", "e", "f"]

    played(story)


def test_who_comes_back_early_is_told_the_rest_and_loses_nothing() -> None:
    async def story(service: Service) -> None:
        for who in "abcde":
            await service.calls(who)
        assert told(await service.calls("f")) == 4
        service.moment += 2
        assert told(await service.calls("f")) == 2
        assert told(await service.calls("g")) == 4

    played(story)


def test_a_place_is_not_kept_for_ever_nor_for_who_says_no_name() -> None:
    async def story(service: Service) -> None:
        for who in "abcde":
            await service.calls(who)
        assert told(await service.calls("")) == 4
        assert told(await service.calls("")) == 5
        assert told(await service.calls("f")) == 6
        service.moment += 1000
        assert told(await service.calls("f")) == 4  # as if it had never come

    played(story)


def test_nobody_starves_while_others_keep_coming() -> None:
    async def story(service: Service) -> None:
        waits: dict[str, float] = {}
        pending = {f"first {number}": service.moment for number in range(20)}
        for step in range(120):
            pending[f"new {step}"] = service.moment
            for who in [one for one, back in pending.items() if back <= service.moment]:
                task = await service.calls(who)
                if task.done():
                    pending[who] = service.moment + told(task)
                else:
                    del pending[who]
            for who in list(service.ends)[:2]:
                await service.done(who, 0.5)
                waits[who] = service.moment
                del service.ends[who]
        assert {who for who in waits if who.startswith("first")} == {f"first {n}" for n in range(20)}
        firsts = [waits[f"first {number}"] for number in range(20)]
        assert max(firsts) < 1000 + 45

    played(story)


def test_who_gives_up_waiting_leaves_its_turn_to_the_next() -> None:
    async def story(service: Service) -> None:
        for who in "ab":
            await service.calls(who)
        gone = await service.calls("c")
        await service.calls("d")
        gone.cancel()
        await service.done("a")
        assert service.served == ["a", "b", "d"]

    played(story)


def test_the_bodies_in_memory_are_bounded_and_given_back() -> None:
    turnstile = Turnstile(ROOM, lambda: 0.0)
    with turnstile.holding() as hold:
        hold(60)
        with pytest.raises(Hindrance, match="township_busy"), turnstile.holding() as other:
            other(30)
            other(30)
        with turnstile.holding() as third:
            third(40)


def test_a_slower_pace_sends_more_away() -> None:
    async def story(service: Service) -> None:
        for who in "abcde":
            await service.calls(who)
        for who in "ab":
            await service.done(who, 40)
        for who in "cd":
            await service.done(who, 40)
        await service.calls("x")
        assert told(await service.calls("y")) >= 5

    played(story, Service(Room(at_once=2, waiting=30, patience=3.0, first_pace=0.1)))
