"""What a township says of itself."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import update

from core.ids import ClinicCode
from storage.township.store import SqlTownshipStore
from storage.township.tables import log
from sync.codec import encode
from sync.township.reports import standing, verified
from tests.helpers.township_store import a_person
from tests.helpers.township_talk import TalkingDevice, a_visit

UP = ClinicCode("C01")


def test_the_standing_is_read_from_the_store(device: TalkingDevice, store: SqlTownshipStore) -> None:
    store.replace_roster([a_person(1), a_person(2)], date(2026, 5, 1), date(2026, 6, 30))
    writer = device.writer()
    writer.write(encode(a_visit().to_plain()))
    writer.write(b"\xff")
    writer.write(encode({}), "day_closed")
    device.offer(writer.events)

    told = standing(store)

    assert (told["name"], told["training"], told["people"], told["events"]) == ("青石镇卫生院", True, 2, 3)
    assert told["results"] == {"accepted": 1, "needs_correction": 1, "received": 1}
    assert told["roster_as_of"] == "2026-05-01"
    up, down = told["clinics"]
    assert (up["events"], up["visits"], up["devices"], up["settled"]) == (3, 2, 1, 0)
    assert (down["code"], down["events"], down["last_contact"]) == ("C02", 0, None)
    assert {name: told[name] for name in asdict(store.counts()) if name != "clinics"} == {
        name: value for name, value in asdict(store.counts()).items() if name != "clinics"
    }


def test_verifying_names_what_is_broken(device: TalkingDevice, store: SqlTownshipStore) -> None:
    device.offer(device.writer().write_many(2))
    told = verified(store)
    assert (told["faults"], told["events"], told["trail"]["broken_at"]) == ([], 2, None)

    with store.database.writing() as connection:
        connection.execute(update(log).values(body=b"other"))

    told = verified(store)
    assert (told["faults"], told["events"]) == (["event_body_damaged"], 2)
