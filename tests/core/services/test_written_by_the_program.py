"""What the program writes into the ledger around the visits: start, look-ups, checks alone, day close."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from core.audit import Deed
from core.catalogue.items import ItemKind
from core.errors import Hindrance, Refusal
from core.events import Event, EventType
from core.identity.identity_check import CheckMethod
from core.services.append_event import append_event
from core.services.boot import note_boot
from core.services.bring_in_visits import line_from
from core.services.close_day import close_day
from core.services.note_check_alone import note_check_alone
from core.services.receive_patient import check_identity, note_look_up, receive_number, receive_person
from core.services.record_visit import record_visit
from core.services.report_look_ups import AT_ONCE, report_finished_days, report_look_ups
from core.services.visit_form import VisitForm
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.visits.visit import Diagnosis
from storage.clinic.ledger import ClinicLedger
from storage.clinic.report import desk_standing
from tests.helpers.open_desk import CODEC, TODAY, OpenDesk, village

FORM = VisitForm("", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())
PERSON = village().characters[Character.ACTIVE].person


def written(desk: OpenDesk, kind: EventType) -> list[Mapping[str, Any]]:
    events: list[Event] = [event for _, event in desk.store.ledger.events_from(0)]
    return [CODEC.decode(event.body) for event in events if event.header.type == kind]


def look(desk: OpenDesk) -> None:
    note_look_up(desk.clinic, receive_person(desk.clinic, PERSON.person_id), CheckMethod.CARD_CHIP)


# --- the start of the program


def test_a_start_is_told_once_with_version_and_the_value_of_its_ids(desk: OpenDesk) -> None:
    for _ in range(2):
        note_boot(desk.clinic, "1.2.3")
    desk.reopen()
    note_boot(desk.clinic, "1.2.3")
    assert written(desk, EventType.BOOT) == [{"program": "1.2.3", "start": desk.clinic.ids.start}]


def test_a_full_disk_keeps_nobody_from_starting(desk: OpenDesk) -> None:
    with patch.object(ClinicLedger, "append", side_effect=Hindrance("disk_full")):
        note_boot(desk.clinic, "1.2.3")
    assert written(desk, EventType.BOOT) == []
    with (
        patch.object(ClinicLedger, "append", side_effect=Hindrance("store_damaged")),
        pytest.raises(Hindrance),
    ):
        note_boot(desk.clinic, "1.2.3")


def test_the_start_before_an_event_is_the_one_of_the_last_boot(desk: OpenDesk) -> None:
    reception = receive_person(desk.clinic, PERSON.person_id)
    check = check_identity(desk.clinic, CheckMethod.CARD_CHIP)
    record_visit(desk.clinic, reception, check, FORM)
    note_boot(desk.clinic, "1.2.3")
    record_visit(desk.clinic, reception, check, FORM)
    before, boot, after = (event for _, event in desk.store.ledger.events_from(0))
    told = [desk.store.sync.start_before(event) for event in (before, boot, after)]
    assert told == [b"", b"", desk.clinic.ids.start]


# --- look-ups


def test_look_ups_of_a_day_go_up_in_one_event_once_it_is_over(desk: OpenDesk) -> None:
    look(desk)
    desk.clock.moment += timedelta(seconds=90)
    look(desk)
    assert report_finished_days(desk.clinic) == 0
    desk.clock.moment += timedelta(days=1)
    look(desk)
    assert [report_finished_days(desk.clinic), report_finished_days(desk.clinic)] == [1, 0]
    (told,) = written(desk, EventType.LOOK_UPS)
    trail = desk.clinic.audit.after(told["after"], 100)
    reported = [one for one in trail if one.position <= told["up_to"]]
    assert told["hash"] == reported[-1].hash
    assert told["looks"] == [
        {
            "at": one.at.isoformat(),
            "user": one.user,
            "deed": "looked_up",
            "person": PERSON.person_id,
            "facts": {"how": "card_chip"},
        }
        for one in reported
        if one.deed == Deed.LOOKED_UP
    ]
    assert len(told["looks"]) == 2


def test_batches_follow_each_other_without_gap(desk: OpenDesk) -> None:
    for _ in range(2):
        look(desk)
        assert report_look_ups(desk.clinic) == 1
    assert report_look_ups(desk.clinic) == 0
    first, second = written(desk, EventType.LOOK_UPS)
    assert (first["after"], second["after"]) == (0, first["up_to"])


def test_look_ups_after_a_backup_was_brought_back_are_told_though_the_lost_ones_had_their_places(
    desk: OpenDesk,
) -> None:
    look(desk)
    report_look_ups(desk.clinic)
    (before,) = written(desk, EventType.LOOK_UPS)
    # The second copy beside a backup brings events back that speak of lines of the trail nobody has any more.
    lost = {"after": before["up_to"], "up_to": before["up_to"] + 200, "hash": bytes(32), "looks": []}
    append_event(desk.clinic, EventType.LOOK_UPS, lost)
    look(desk)
    assert report_look_ups(desk.clinic) == 1
    told = written(desk, EventType.LOOK_UPS)[-1]
    assert (told["after"], len(told["looks"])) == (before["up_to"], 1)
    assert report_look_ups(desk.clinic) == 0


def test_what_shows_nobodys_data_stays_in_the_trail(desk: OpenDesk) -> None:
    desk.clinic.audit.note(Deed.TRAIL_READ)
    assert report_look_ups(desk.clinic) == 0
    desk.clinic.audit.note(Deed.PRINTED, PERSON.person_id, "复印", {"form": "slip"})
    assert report_look_ups(desk.clinic) == 1
    (told,) = written(desk, EventType.LOOK_UPS)
    assert [(one["deed"], one["reason"], one["facts"]) for one in told["looks"]] == [
        ("printed", "复印", {"form": "slip"})
    ]


def test_a_crowded_day_is_told_before_it_is_over(desk: OpenDesk) -> None:
    reception = receive_person(desk.clinic, PERSON.person_id)
    for _ in range(AT_ONCE + 3):
        note_look_up(desk.clinic, reception, CheckMethod.KNOWN_TO_DOCTOR)
    assert report_finished_days(desk.clinic) == 1
    desk.clock.moment += timedelta(days=1)
    assert report_finished_days(desk.clinic) == 1
    assert sum(len(told["looks"]) for told in written(desk, EventType.LOOK_UPS)) == AT_ONCE + 3


# --- a check that no visit followed


def test_somebody_who_showed_a_card_and_only_asked_is_written_down(desk: OpenDesk) -> None:
    reception = receive_number(desk.clinic, PERSON.id_number)
    check = check_identity(desk.clinic, CheckMethod.CARD_CHIP, "usb 1")
    assert note_check_alone(desk.clinic, reception, check)
    (told,) = written(desk, EventType.IDENTITY_CHECKED)
    assert told["patient"]["person_id"] == PERSON.person_id
    assert told["identity_check"] == check.to_plain()


@pytest.mark.parametrize("method", [CheckMethod.NUMBER_TYPED, CheckMethod.KNOWN_TO_DOCTOR])
def test_where_nothing_was_shown_there_is_no_check(desk: OpenDesk, method: CheckMethod) -> None:
    reception = receive_number(desk.clinic, PERSON.id_number)
    assert not note_check_alone(desk.clinic, reception, check_identity(desk.clinic, method))
    assert written(desk, EventType.IDENTITY_CHECKED) == []


# --- the day's close


def test_a_day_is_closed_with_what_it_came_to_and_after_its_look_ups(desk: OpenDesk) -> None:
    look(desk)
    reception = receive_person(desk.clinic, PERSON.person_id)
    drug = next(item for item in training_catalogue() if item.kind is ItemKind.DRUG)
    form = replace(FORM, lines=(line_from(drug, 2, 3),))
    check = check_identity(desk.clinic, CheckMethod.CARD_CHIP)
    split = record_visit(desk.clinic, reception, check, form).visit.estimate
    assert split is not None
    closed = close_day(desk.clinic, TODAY)
    assert (closed.day, closed.visits, closed.total) == (TODAY, 1, 2 * drug.price)
    assert (closed.fund, closed.account, closed.cash) == (split.fund, split.account, split.cash)
    assert written(desk, EventType.DAY_CLOSED) == [closed.to_plain()]
    types = [event.header.type for _, event in desk.store.ledger.events_from(0)]
    assert types[-2:] == [EventType.LOOK_UPS, EventType.DAY_CLOSED]


def test_a_day_is_closed_again_only_if_it_grew(desk: OpenDesk) -> None:
    close_day(desk.clinic, TODAY)
    with pytest.raises(Refusal, match="day_already_closed"):
        close_day(desk.clinic, TODAY)
    reception = receive_person(desk.clinic, PERSON.person_id)
    record_visit(desk.clinic, reception, check_identity(desk.clinic, CheckMethod.CARD_CHIP), FORM)
    assert close_day(desk.clinic, TODAY).visits == 1


def test_a_day_is_not_closed_again_because_other_days_were_closed_since(desk: OpenDesk) -> None:
    close_day(desk.clinic, TODAY)
    for days in range(1, 12):  # more than the ledger gives at a time
        close_day(desk.clinic, TODAY - timedelta(days=days))
    for day in (TODAY, TODAY - timedelta(days=11)):
        with pytest.raises(Refusal, match="day_already_closed"):
            close_day(desk.clinic, day)


def test_a_day_to_come_is_not_closed(desk: OpenDesk) -> None:
    with pytest.raises(Refusal, match="day_not_here_yet"):
        close_day(desk.clinic, TODAY + timedelta(days=1))


def test_what_the_program_wrote_waits_for_nobody_at_the_desk(desk: OpenDesk) -> None:
    note_boot(desk.clinic, "1.2.3")
    reception = receive_person(desk.clinic, PERSON.person_id)
    check = check_identity(desk.clinic, CheckMethod.CARD_CHIP)
    assert note_check_alone(desk.clinic, reception, check)
    assert (desk_standing(desk.store).waiting, desk_standing(desk.store).oldest_waiting) == (0, None)
    record_visit(desk.clinic, reception, check, FORM)
    assert desk_standing(desk.store).waiting == 1
    assert desk.store.sync.waiting() == 3
