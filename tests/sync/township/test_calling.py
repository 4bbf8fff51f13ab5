"""What a township sets about calls reaches its clinics as any other setting, signed and by version."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.calling import CallSettings
from core.data_sets import DataSetName
from core.errors import Refusal
from core.township_ports import TownshipStore
from sync.township.calling import CallingHours
from sync.township.publishing import publish_sets
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import World


def office(world: World) -> CallingHours[str]:
    @contextmanager
    def opened(_place: str) -> Iterator[TownshipStore]:
        yield world.township

    return CallingHours(opened, world.clock)


def test_a_clinic_learns_new_settings_with_its_next_sync(world: World) -> None:
    told = office(world).settings("", {"bytes_a_day": 200_000, "quiet_hours": "22:00-06:00"})
    assert (told["bytes_a_day"], told["quiet_hours"], told["interval_seconds"]) == (
        200_000,
        "22:00-06:00",
        300,
    )
    finish(world)
    settings = CallSettings.believed(world.clinic.settings())
    assert settings == world.township.township().calls
    assert str(settings.quiet) == "22:00-06:00"


def test_only_what_changes_makes_a_new_version(world: World) -> None:
    publish_sets(world.township, world.clock)
    finish(world)
    office(world).settings("", {})
    office(world).settings("", {"call_again_seconds": 300})
    assert finish(world) == ["hello"]
    assert world.clinic.sync.standing().data_sets[DataSetName.SETTINGS] == 1
    office(world).settings("", {"call_again_seconds": 900})
    finish(world)
    assert world.clinic.sync.standing().data_sets[DataSetName.SETTINGS] == 2


def test_settings_that_cannot_be_used_change_nothing(world: World) -> None:
    with pytest.raises(Refusal, match="call_settings_not_usable"):
        office(world).settings("", {"batch_bytes": 1})
    assert world.township.township().calls == CallSettings()


def test_the_answer_asks_for_the_interval_that_was_set(world: World) -> None:
    office(world).settings("", {"call_again_seconds": 900})
    run = world.new_round(bytes)
    while request := run.prepare():
        run.absorb(world.answer(request.name, request.body))
    assert run.call_again_seconds == 900
