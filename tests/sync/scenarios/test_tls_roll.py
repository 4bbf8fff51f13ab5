"""A service rolls its TLS key over: clinics know both for a while, then the next alone; none is cut off."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Hindrance, Refusal
from core.ids import TownshipCode
from core.township_keys import TlsRoll
from storage.township.opening import HostedTownships
from storage.township.store import SqlTownshipStore
from sync.asks import Ask
from sync.envelope import Signer, realm_of
from sync.meeting import take_word_file
from sync.run import transport_of
from sync.tls_roll import write_tls_roll, write_tls_rolls
from sync.township.app import Hosting, make_app
from sync.township.enrolment import TownshipToMake, make_township
from sync.township.key_roll import roll_keys
from sync.township.server import Speaking
from sync.township.service_key import ServiceKey, TlsRollDesk, Townships
from sync.township.tls import pin_of
from tests.helpers.https_service import served_app
from tests.helpers.lost_township import County, Line, call, county_pcs, epoch_desk, found_anew, line_of
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import office, stick
from tests.helpers.sync_world import CODEC, TOWNSHIP, World
from tests.helpers.township_talk import a_visit

STRANGER = bytes(range(32))
MONTH = timedelta(days=30)


def service(world: World) -> HostedTownships:
    return HostedTownships(world.database, CODEC, world.folder / "key")


def announce(world: World, days: int = 30) -> None:
    """Announce the next key as the command does; the words lie in the file `words`."""
    desk: TlsRollDesk[None] = TlsRollDesk(lambda _: nullcontext(service(world)), world.clock)
    assert desk.roll(None, days, world.folder / "words")["townships"] == [TOWNSHIP]


def turn(world: World, after: timedelta = MONTH) -> None:
    """Let time pass, and the service see to its key as it does every few seconds."""
    world.clock.at += after
    service(world).turn_tls_key(world.clock.now())


def present(world: World) -> bytes:
    return pin_of(world.township.township().keys.tls)


def believes(pc: Pc) -> tuple[bytes, bytes]:
    """Give the pins a PC believes: the present one and the next."""
    own = pc.store.sync.standing().enrolment
    return own.tls_pin, own.tls_roll.pin if own.tls_roll else b""


def test_a_clinic_that_calls_meanwhile_knows_both_and_then_the_next_one_alone(world: World) -> None:
    pc = first_pc(world)
    before = present(world)
    announce(world)
    call(pc)
    former, following = believes(pc)
    assert former == before != following != b""
    line = line_of(pc)
    call(pc, line)
    assert line.heard == [Ask.HELLO], "the word is not sent twice"
    assert present(world) == before, "not yet"

    turn(world)
    assert present(world) == following
    pc.save(a_visit())
    line = line_of(pc)
    call(pc, line)

    assert line.heard == [Ask.HELLO], "nobody was asked who he is"
    assert believes(pc) == (following, b"")
    assert (line.pin, line.beside) == (following, ())
    assert pc.store.sync.waiting() == 0
    assert pc.store.verify() == []


def test_a_clinic_that_was_silent_all_the_time_asks_who_is_there_and_insists_on_that(world: World) -> None:
    pc = first_pc(world)
    for _ in range(2):
        announce(world)
        turn(world)
    pc.save(a_visit())
    line = line_of(pc)
    call(pc, line)
    assert line.heard == [Ask.IDENTITY, Ask.HELLO]
    assert believes(pc) == (present(world), b"")
    assert pc.store.sync.waiting() == 0
    again = line_of(pc)
    call(pc, again)
    assert again.heard == [Ask.HELLO]


def test_the_former_key_is_over_once_the_townships_own_time_says_so(world: World) -> None:
    """Somebody with the former key passes on what is said; the true answers through him end his time."""
    pc = first_pc(world)
    former = present(world)
    announce(world)
    call(pc)
    turn(world, MONTH + timedelta(seconds=1))
    between = Line(world, former, strange_pin=former, answering_as=present(world))
    call(pc, between)
    assert believes(pc) == (present(world), b"")
    assert between.pin == present(world)
    with pytest.raises(Hindrance, match="township_not_ours"):
        call(pc, Line(world, believes(pc)[0], strange_pin=former, answering_as=present(world)))


def test_a_command_given_again_moves_the_moment_and_keeps_the_key(world: World) -> None:
    pc = first_pc(world)
    announce(world)
    call(pc)
    following = believes(pc)[1]
    announce(world, days=0)
    call(pc)
    assert believes(pc)[1] == following
    turn(world, timedelta(0))
    assert present(world) == following
    assert service(world).announced_tls() is None, "the key lies in one place only"


def test_every_township_of_a_service_gives_its_own_word_and_turns_with_the_others(world: World) -> None:
    other = TownshipCode("T330999")
    store = SqlTownshipStore(world.database, other, CODEC)
    key = service(world).tls_key()
    store.create_township(make_township(TownshipToMake(other, "白云镇卫生院", "H33099900001", "CN"), key))
    desk: TlsRollDesk[None] = TlsRollDesk(lambda _: nullcontext(service(world)), world.clock)
    assert desk.roll(None, 30, world.folder / "words")["townships"] == [TOWNSHIP, other]
    pc = first_pc(world)
    stick(pc).take_epoch(world.folder / "words")
    turn(world)
    assert believes(pc)[1] == present(world) == pin_of(store.township().keys.tls)


def test_the_word_comes_with_a_stick_for_the_pc_too(world: World) -> None:
    pc = first_pc(world)
    announce(world)
    office(world).write(None, world.folder / "down.cunzhen", ())
    assert stick(pc).read(world.folder / "down.cunzhen")["faults"] == []
    turn(world)
    assert believes(pc)[1] == present(world)


def a_word(world: World, *, key: bytes = b"", township: str = "", former: bytes = b"") -> bytes:
    """Sign a word for a stranger's TLS key."""
    real = world.township.township()
    code = TownshipCode(township) if township else real.code
    at = world.clock.now()
    roll = TlsRoll(99_000_000, former or present(world), b"\7" * 32, at, at + MONTH)
    return write_tls_roll(Signer(key or real.keys.signing, realm_of(code, real.epoch)), roll)


def test_words_of_strangers_of_other_townships_and_from_before_change_nothing(world: World) -> None:
    pc = first_pc(world)
    announce(world)
    old = (world.folder / "words").read_bytes()
    call(pc)
    turn(world)
    call(pc)
    known = believes(pc)
    wrong = {
        "a stranger's": write_tls_rolls([a_word(world, key=STRANGER)]),
        "of another township": write_tls_rolls([a_word(world, township="T999999")]),
        "from another key than the one we know": write_tls_rolls([a_word(world, former=bytes(32))]),
        "the last one again": old,
        "nothing": write_tls_rolls([]),
    }
    for what, file in wrong.items():
        with pytest.raises(Refusal, match="epoch_word_not_for_us"):
            take_word_file(pc.store.sync, file)
        assert believes(pc) == known, what
    take_word_file(pc.store.sync, write_tls_rolls([a_word(world)]))
    assert believes(pc) == (known[0], b"\7" * 32), "the township's own word is believed"


def test_whoever_passes_the_true_answer_on_over_a_key_of_its_own_is_not_followed(world: World) -> None:
    pc = first_pc(world)
    known = believes(pc)
    announce(world)
    for after in (timedelta(), MONTH):  # while the key stays, and when it has become another
        turn(world, after)
        line = Line(world, known[0], strange_pin=b"\7" * 32, answering_as=present(world))
        pc.save(a_visit())
        with pytest.raises(Hindrance, match="township_not_ours"):
            call(pc, line)
        assert line.heard == [Ask.IDENTITY], "who is there, and nothing of what was saved"
        assert believes(pc) == known


def test_keys_of_the_township_and_of_the_service_may_be_rolled_over_while_a_clinic_is_silent(
    world: World,
) -> None:
    one, two = first_pc(world), another_pc(world, "two")
    announce(world)
    call(two)
    roll_keys(world.township, world.clock)
    call(two)
    assert believes(two)[1], "told once more, under the key there is now"
    turn(world)
    for pc in (one, two):
        pc.save(a_visit())
        call(pc)
        assert believes(pc) == (present(world), b"")
        assert pc.store.sync.waiting() == 0


def test_the_countys_word_leads_back_although_the_tls_key_was_rolled_over_since(world: World) -> None:
    county = County(world)
    county.keys()
    one, two = county_pcs(county, "one", "two")
    announce(world)
    call(two)
    county.learn()
    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    announce(world)
    turn(world)
    for pc in (one, two):
        call(pc)
        assert believes(pc) == (present(world), b"")


class Away:
    """A store that is not to be reached for a while."""

    def __init__(self, real: HostedTownships) -> None:
        self.real, self.away = real, False

    def __getattr__(self, name: str) -> object:
        if self.away:
            raise Hindrance("store_not_reachable")
        return getattr(self.real, name)


@contextmanager
def served(world: World, townships: Townships) -> Iterator[tuple[ServiceKey, int]]:
    key = ServiceKey(townships, world.clock)
    hosting = Hosting(lambda: [TOWNSHIP], lambda _: world.township, key.pin, world.clock)
    with served_app(make_app(hosting), Speaking(key.context)) as port:
        yield key, port


def test_a_running_service_turns_to_the_announced_key_with_the_next_handshake(world: World) -> None:
    one, two = first_pc(world), another_pc(world, "two")
    announce(world)
    store = Away(service(world))
    with served(world, store) as (key, port):  # type: ignore[arg-type]  # it stands for all of it

        def call_over_tls(pc: Pc) -> int:
            own = replace(pc.store.sync.standing().enrolment, address=f"https://127.0.0.1:{port}/{TOWNSHIP}")
            with transport_of(own) as transport:
                call(pc, transport)
                return transport.connections

        call_over_tls(one)
        former, following = believes(one)
        world.clock.at += MONTH
        store.away = True
        key.look()
        assert key.pin() == former, "the store is away: it goes on as it is"
        store.away = False
        key.look()
        assert key.pin() == following
        assert call_over_tls(one) == 1, "one connection, as on any day"
        assert call_over_tls(two) == 2, "and one more to hear who is there"
        assert believes(one) == believes(two) == (following, b"")


def test_a_service_put_back_to_the_former_key_is_followed_back(world: World) -> None:
    pc = first_pc(world)
    former = present(world)
    world.copy_township()
    announce(world)
    call(pc)
    turn(world)
    call(pc)
    assert believes(pc)[0] == present(world) != former
    world.put_township_back()
    call(pc)
    assert believes(pc) == (former, b"")
