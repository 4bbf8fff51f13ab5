"""What a township makes of a word its county signed, and what the county makes of a request."""

from dataclasses import replace

import pytest

from core.errors import Refusal
from core.ids import TownshipCode
from sync.county.epoch_word import read_epoch_word, read_request, write_epoch_word, write_request
from sync.county.epochs import CountySigning
from sync.township.county_epoch import face_of, keys_that_count, take_county_epoch
from sync.township.lost_past import begin_epoch
from tests.helpers.county import PASSPHRASE, a_county
from tests.helpers.lost_township import County, epoch_desk, found_anew
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import World


@pytest.fixture
def county(world: World) -> County:
    made = County(world)
    world.township.trust_county(made.keys())
    return made


def test_the_epoch_begins_above_all_that_were_and_settlements_freeze(world: World, county: County) -> None:
    before = world.township.township().epoch
    told = epoch_desk(world).take(None, county.sign())
    present = world.township.township().epoch
    assert told["epoch"] == present.number == int(world.clock.now().timestamp()) // 60
    assert (present.predecessor, world.township.former_epochs()) == (before.epoch_id, [before])
    assert world.township.frozen_since() == world.clock.now()
    finish(world)
    assert world.store.standing().epoch == present, "a clinic that can go link by link needs no word"


def test_taking_it_twice_changes_nothing_and_ends_a_start_that_was_cut_short(
    world: World, county: County
) -> None:
    word = county.sign()
    data = word.read_bytes()
    read = read_epoch_word(data, county.keys(), world.township.code)
    world.township.begin_epoch(read.epoch, (), world.clock.now())
    for _ in range(2):
        epoch_desk(world).take(None, word)
        assert world.township.county_epochs() == [data]
        assert world.township.township().epoch == read.epoch


def test_a_word_of_before_another_epoch_began_is_too_late(world: World, county: County) -> None:
    word = county.sign()
    begin_epoch(world.township, world.clock)
    present = world.township.township().epoch
    with pytest.raises(Refusal, match="epoch_does_not_follow"):
        epoch_desk(world).take(None, word)
    assert world.township.township().epoch == present
    assert world.township.county_epochs() == []


def test_words_that_are_not_for_this_township_begin_nothing(world: World, county: County) -> None:
    true = read_epoch_word(county.sign().read_bytes(), county.keys(), world.township.code)
    other, key = replace(true, township=TownshipCode("T999999")), county.signing_key()
    strange = replace(true, face=replace(true.face, tls_pin=bytes(32)))
    wrong = {
        "epoch_word_of_another_township": write_epoch_word(other, key),
        "epoch_word_of_other_keys": write_epoch_word(strange, key),
        "county_signature_wrong": write_epoch_word(true, a_county(2)[1].signing),
        "epoch_word_not_readable": b"\x80",
    }
    before = world.township.township().epoch
    for code, data in wrong.items():
        with pytest.raises(Refusal, match=code):
            take_county_epoch(world.township, world.clock, data)
    assert world.township.township().epoch == before
    assert world.township.frozen_since() is None


def test_a_township_without_a_county_takes_no_word(world: World) -> None:
    with pytest.raises(Refusal, match="epoch_without_county"):
        take_county_epoch(world.township, world.clock, b"")


def test_the_county_signs_only_what_somebody_compared_and_what_its_holder_asked(
    world: World, county: County
) -> None:
    asked, out = world.folder / "asked", world.folder / "out"
    told = epoch_desk(world).request(None, asked)
    desk: CountySigning = county.office.epochs
    with pytest.raises(Refusal, match="epoch_not_confirmed"):
        desk.sign(county.folder, PASSPHRASE, (asked, out), (lambda *_: False, False))
    trust = (lambda _, fingerprint: fingerprint == told["fingerprint"], False)
    desk.sign(county.folder, PASSPHRASE, (asked, out), trust)
    request = read_request(asked.read_bytes())
    asked.write_bytes(write_request(request, bytes(32)))
    with pytest.raises(Refusal, match="signature_wrong"):
        desk.sign(county.folder, PASSPHRASE, (asked, out), trust)
    asked.write_bytes(b"something else")
    with pytest.raises(Refusal, match="epoch_request_not_readable"):
        desk.sign(county.folder, PASSPHRASE, (asked, out), trust)


def test_the_county_names_the_key_it_knew_unless_it_was_stolen(world: World, county: County) -> None:
    county.learn()
    lost = face_of(world.township.township()).signing
    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    township = world.township.township()
    assert keys_that_count(world.township, township) == [face_of(township).signing, lost]
    found_anew(county)
    epoch_desk(world).take(None, county.sign(stolen=True))
    township = world.township.township()
    assert keys_that_count(world.township, township) == [face_of(township).signing]
