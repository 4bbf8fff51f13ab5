"""New epochs, strangers, old answers and noise: what should not be believed becomes a Hindrance."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Hindrance, Stop
from core.events import NO_HASH, Epoch
from core.ids import TownshipCode
from core.township_rows import Township
from sync.client import SyncRun
from sync.envelope import Label, Signer, realm_of
from sync.ledger_messages import (
    LedgerAnswer,
    make_batch,
)
from sync.protocol import (
    HelloAnswer,
    encode_hello_answer,
)
from sync.township.clinic_api import ClinicApi
from tests.helpers.sync_rounds import finish, hello, log_ids, nonce_of, say, signer, start
from tests.helpers.sync_world import START, TOWNSHIP, World, chance
from tests.helpers.tls import TLS_PIN

CALM = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


# --- epochs


class Restored:
    """A township that began another epoch; everything else is as it was."""

    def __init__(self, world: World, epoch: Epoch) -> None:
        self._store = world.township
        self._epoch = epoch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def township(self) -> Township:
        return replace(self._store.township(), epoch=self._epoch)


def round_with(world: World, store: Any) -> list[str]:
    run, asked = start(world), []
    while request := run.prepare():
        asked.append(request.name.value)
        run.absorb(ClinicApi(store, world.clock).handle(request.name.value, request.body, TLS_PIN))
    return asked


def test_an_epoch_that_names_ours_is_followed_and_its_receipts_replace_the_old(world: World) -> None:
    world.save(1)
    finish(world)
    old = world.store.standing().epoch
    new = Epoch(old.number + 1, "cd" * 16, old.epoch_id)
    world.save(2)
    assert round_with(world, Restored(world, new))[:2] == ["hello", "hello"]
    standing = world.store.standing()
    assert standing.epoch == new
    assert standing.receipt is not None
    assert (standing.receipt.epoch, standing.receipt.sequence) == (new, 2)
    assert len(log_ids(world)) == 2


@pytest.mark.parametrize(
    "told", [Epoch(2, "cd" * 16, "ee" * 16), Epoch(1, "cd" * 16, ""), Epoch(0, "cd" * 16, "")]
)
def test_an_epoch_that_does_not_follow_ours_stops_the_round(world: World, told: Epoch) -> None:
    before = world.store.standing()
    with pytest.raises(Hindrance, match=r"township_epoch_unknown|township_denies_its_word"):
        round_with(world, Restored(world, told))
    assert world.store.standing() == before


def test_an_epoch_told_under_the_old_one_is_not_followed(world: World) -> None:
    run = start(world)
    epoch = Epoch(2, "cd" * 16, world.store.standing().epoch.epoch_id)
    say(world, run, hello(run), HelloAnswer(START, 300, 0, epoch=epoch))
    assert world.store.standing().epoch.number == 1


# --- whatever else may come


def test_an_answer_of_another_township_is_not_ours(world: World) -> None:
    run = start(world)
    request = hello(run)
    payload = encode_hello_answer(nonce_of(request), HelloAnswer(START, 300, 0))
    elsewhere = Signer(signer(world).key, replace(signer(world).realm, township=TownshipCode("T2")))
    for hand in (Signer(bytes(32), signer(world).realm), elsewhere):
        with pytest.raises(Hindrance, match="township_not_ours"):
            run.absorb(hand.statement(Label.ANSWER, payload))
    with pytest.raises(Hindrance, match="township_not_ours"):
        run.absorb(signer(world).statement(Label.RECEIPT, payload))


def test_yesterdays_answer_is_not_todays(world: World) -> None:
    request = hello(start(world))
    answer = world.answer(request.name, request.body)
    run = SyncRun(world.store, world.clock, chance(8).random)
    hello(run)
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        run.absorb(answer)


@given(st.binary(max_size=300))
@CALM
def test_any_bytes_are_a_hindrance_and_change_nothing(world: World, answer: bytes) -> None:
    before = world.store.standing()
    run = start(world)
    hello(run)
    with pytest.raises(Hindrance):
        run.absorb(answer)
    assert world.store.standing() == before


@given(data=st.data())
@CALM
def test_a_signed_answer_with_anything_inside_is_understood_or_a_hindrance(
    world: World, data: st.DataObject
) -> None:
    """Our own township gone mad: signatures are right, contents are not."""
    world.save(1)
    run = start(world)
    request = hello(run)
    good = bytearray(
        encode_hello_answer(
            nonce_of(request),
            HelloAnswer(START, 300, 3, LedgerAnswer(gap=(0, NO_HASH)), manifests=(b"manifest",)),
        )
    )
    for _ in range(data.draw(st.integers(0, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Hindrance):
        run.absorb(signer(world).statement(Label.ANSWER, bytes(good)))


def test_a_batch_is_signed_over_its_ends(world: World) -> None:
    world.save(1)
    world.save(2)
    standing = world.store.standing()
    hand = Signer(standing.enrolment.keys.signing, realm_of(TOWNSHIP, standing.epoch))
    events = world.store.events_after(0, 100_000)
    batch = make_batch(hand, events)
    device = world.township.device(standing.enrolment.device)
    assert device is not None
    batch.check(device.signing_key, device.device, hand.realm)
    for spoilt in (replace(batch, events=batch.events[:1]), replace(batch, first=2)):
        with pytest.raises(Stop, match=r"signature_wrong|event_damaged"):
            spoilt.check(device.signing_key, device.device, hand.realm)
