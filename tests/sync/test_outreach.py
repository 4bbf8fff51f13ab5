"""Who was spoken to about enrolment stands in the ledger, and every PC of the clinic shows it."""

from core.events import EventType
from core.identity.person import Sex
from core.ids import PersonId
from core.outreach.contact import Contact, ContactAnswer, ContactWay
from core.visits.visit import PatientOnVisit
from tests.helpers.second_pc import another_pc, first_pc
from tests.helpers.sync_world import CODEC, START, World

WHO = PatientOnVisit(PersonId("P1"), "", "测试甲", Sex.FEMALE, None)


def contact(answer: ContactAnswer) -> bytes:
    return CODEC.encode(Contact((WHO,), 2027, ContactWay.PHONE, answer, START).to_plain())


def test_every_pc_shows_what_any_of_them_noted_and_passes_over_what_it_cannot_read(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    first = one.append(contact(ContactAnswer.CONSIDERS), EventType.OUTREACH_NOTED)
    one.append(CODEC.encode({"of_tomorrow": 1}), EventType.OUTREACH_NOTED)
    one.sync()
    second = two.append(contact(ContactAnswer.WILL_PAY), EventType.OUTREACH_NOTED)
    two.sync()
    one.sync()
    for pc in (one, two):
        noted = {each.event_id: each.contact.answer for each in pc.store.records.outreach.contacts()}
        assert noted == {first: "considers", second: "will_pay"}
    assert world.township.counts().outbox == {}
