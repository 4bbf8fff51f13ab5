"""Setting up and enrolling: codes once, in time, and to the right township only."""

import secrets
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import Refusal
from core.ids import ClinicCode, TownshipCode, UserId
from core.township_rows import ClinicRow, StaffRow
from storage.township.engines import TownshipDatabase
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec
from sync.envelope import Realm, public_half
from sync.one_time_code import make
from sync.township.clinic_api import ClinicApi
from sync.township.enrolment import CODE_LIFE, TownshipToMake, add_clinic, issue_code, make_township
from tests.helpers.township_talk import SetClock, TalkingDevice

UP = ClinicCode("C01")
PIN = b"p" * 32


def talking(store: SqlTownshipStore, clock: SetClock) -> TalkingDevice:
    api = ClinicApi(store, clock)
    return TalkingDevice(lambda name, body: api.handle(name, body, PIN))


def test_a_code_enrols_a_device_and_tells_it_where_it_is(store: SqlTownshipStore, clock: SetClock) -> None:
    device = talking(store, clock)

    answer = device.enrol(issue_code(store, UP, clock).code)

    assert (answer.clinic, answer.clinic_name, answer.township_name) == (UP, "上村卫生室", "青石镇卫生院")
    assert device.known.tls_pin == PIN
    assert [one.device for one in store.devices(UP)] == [device.device]


def test_the_same_device_may_repeat_its_enrolment(store: SqlTownshipStore, clock: SetClock) -> None:
    device, code = talking(store, clock), issue_code(store, UP, clock).code

    assert device.enrol(code) == device.enrol(code)


def test_a_used_code_enrols_no_second_device(store: SqlTownshipStore, clock: SetClock) -> None:
    code = issue_code(store, UP, clock).code
    talking(store, clock).enrol(code)

    with pytest.raises(Refusal, match="code_used"):
        talking(store, clock).enrol(code)


def test_a_code_is_good_for_a_week(store: SqlTownshipStore, clock: SetClock) -> None:
    issued = issue_code(store, UP, clock)
    clock.moment += CODE_LIFE - timedelta(seconds=1)
    talking(store, clock).enrol(issued.code)
    late = issue_code(store, UP, clock)
    clock.moment += CODE_LIFE

    with pytest.raises(Refusal, match="code_expired"):
        talking(store, clock).enrol(late.code)
    assert late.valid_until == clock.moment


def test_an_enrolment_must_be_signed_by_the_key_it_presents(store: SqlTownshipStore, clock: SetClock) -> None:
    device, code = talking(store, clock), issue_code(store, UP, clock).code

    class Impostor(TalkingDevice):
        @property
        def signer(self):  # type: ignore[no-untyped-def]
            other = Ed25519PrivateKey.generate().private_bytes_raw()
            return type(super().signer)(other, self.realm)

    impostor = Impostor(device.answer)
    with pytest.raises(Refusal, match="signature_wrong"):
        impostor.enrol(code)
    assert store.devices(UP) == []


def test_a_code_means_nothing_to_another_township(
    store: SqlTownshipStore, database: TownshipDatabase, clock: SetClock
) -> None:
    other = SqlTownshipStore(database, TownshipCode("T330112"), CborCodec())
    other.create_township(
        make_township(TownshipToMake("T330112", "白云镇卫生院", "H33011200001", "CN"), b"tls key")
    )
    code = issue_code(store, UP, clock).code

    device = talking(other, clock)
    with pytest.raises(AssertionError):
        device.enrol(code)  # the fingerprint in the code is not this township's
    assert device.identity is not None
    assert device.realm == Realm(TownshipCode("T330112"), 1, other.township().epoch.epoch_id)


def test_two_townships_never_draw_the_same_keys() -> None:
    wanted = TownshipToMake("T1", "一", "H33011100001", "CN")
    one, two = make_township(wanted, None), make_township(wanted, None)

    assert not {one.keys.signing, one.keys.sealing, one.keys.tls} & {
        two.keys.signing,
        two.keys.sealing,
        two.keys.tls,
    }
    assert one.epoch.epoch_id != two.epoch.epoch_id
    assert make_township(wanted, one.keys.tls).keys.tls == one.keys.tls


@pytest.mark.parametrize("code", ["", "有", "A B", "A" * 41, "../up", "a/b"])
def test_codes_that_do_not_travel_are_refused(store: SqlTownshipStore, code: str) -> None:
    with pytest.raises(Refusal, match="township_code_not_valid"):
        make_township(TownshipToMake(code, "一", "H33011100001", "CN"), None)
    with pytest.raises(Refusal, match="clinic_code_not_valid"):
        add_clinic(store, ClinicRow(ClinicCode(code), "一", ("村",)), [])


@pytest.mark.parametrize(
    ("name", "villages", "staff", "code"),
    [
        (" ", ("村",), [("wang", "王", "doctor")], "name_not_given"),
        ("所", ("村",), [("wang", " ", "doctor")], "name_not_given"),
        ("所", ("村",), [], "clinic_without_staff"),
        ("所", (), [("wang", "王", "doctor")], "clinic_without_village"),
        ("所", ("村",), [("王", "王", "doctor")], "sign_in_name_not_valid"),
        ("所", ("村",), [("wang", "王", "king")], "role_unknown"),
    ],
)
def test_a_clinic_is_written_down_complete(
    store: SqlTownshipStore,
    name: str,
    villages: tuple[str, ...],
    staff: list[tuple[str, str, str]],
    code: str,
) -> None:
    clinic = ClinicCode("C77")
    rows = [StaffRow(UserId(user), clinic, called, role) for user, called, role in staff]

    with pytest.raises(Refusal, match=code):
        add_clinic(store, ClinicRow(clinic, name, villages), rows)
    assert store.clinic(clinic) is None


def test_no_code_for_a_clinic_nobody_wrote_down(store: SqlTownshipStore, clock: SetClock) -> None:
    with pytest.raises(Refusal, match="clinic_unknown"):
        issue_code(store, ClinicCode("C99"), clock)


def test_a_withdrawn_code_is_over_and_a_guessed_one_is_not_known(
    store: SqlTownshipStore, clock: SetClock
) -> None:
    issued = issue_code(store, UP, clock)
    device = talking(store, clock)
    issue_code(store, UP, clock, secrets.token_bytes)

    with pytest.raises(Refusal, match="code_expired"):
        device.enrol(issued.code)
    guessed = make(public_half(store.township().keys.signing), bytes(8))
    with pytest.raises(Refusal, match="code_unknown"):
        device.enrol(guessed)


@pytest.mark.parametrize("institution", ["", "H1", "H3301110000", "H330111000012", "H33011100 01"])
def test_an_institution_code_has_the_length_the_platform_gives_it(institution: str) -> None:
    with pytest.raises(Refusal, match="institution_code_not_valid"):
        make_township(TownshipToMake("T1", "一", institution, "CN"), None)
