"""The service's next TLS key, from its announcement until it takes the place of the present one."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.ids import TownshipCode
from core.township_keys import NextTlsKey, TlsRoll
from storage.township.opening import HostedTownships
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CODEC, NOW, a_store

NEXT = b"the next key"


@pytest.fixture
def service(store: SqlTownshipStore) -> HostedTownships:
    return HostedTownships(store.database, CODEC, Path("key"))


def announced(number: int, days: int, key: bytes = NEXT) -> NextTlsKey:
    roll = TlsRoll(number, b"former", b"next %d" % number, NOW, NOW + timedelta(days=days))
    return NextTlsKey(roll, key)


def test_it_takes_the_place_of_the_present_one_at_its_moment_for_all_townships(
    store: SqlTownshipStore, service: HostedTownships
) -> None:
    other = a_store(store.database, TownshipCode("T990000"))
    before = store.township().keys
    service.announce_tls(announced(7, 30))
    assert store.tls_roll() == other.tls_roll() == announced(7, 30).roll
    service.turn_tls_key(NOW + timedelta(days=29))
    assert store.township().keys == before

    for _ in range(2):
        service.turn_tls_key(NOW + timedelta(days=30))

    assert [one.township().keys.tls for one in (store, other)] == [NEXT] * 2
    assert store.township().keys.signing == before.signing
    assert (store.tls_roll(), service.announced_tls(), service.last_tls_number()) == (None, None, 7)


def test_a_later_word_ends_the_one_before_and_its_key_is_in_one_place_only(
    store: SqlTownshipStore, service: HostedTownships
) -> None:
    service.announce_tls(announced(7, 30))
    service.announce_tls(announced(8, 0, b"another key"))
    assert service.announced_tls() == announced(8, 0, b"another key")
    service.turn_tls_key(NOW)
    assert (service.tls_key(), service.announced_tls()) == (b"another key", None)
    assert "another key" not in repr(announced(8, 0, b"another key"))
