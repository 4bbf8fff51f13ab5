"""A visit costs few keys and no mouse: three are typed as a doctor types them, and their keys counted."""

from core.training.characters import Character
from tests.helpers.scripted_visits import LIMIT, SCRIPTS, Typist, prepare_desk
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk

COLD, PRESSURE = "急性上呼吸道感染", "原发性高血压"
TYPED = {
    "ordinary": (37, Character.ACTIVE, COLD),
    "chronic": (16, Character.ACTIVE_CHRONIC, PRESSURE),
    "from_template": (9, Character.WAITING_LATE, COLD),
}


def test_a_visit_is_typed_with_few_keys_beyond_free_text(person: PersonAtDesk, desk: FakeDesk) -> None:
    prepare_desk(person)
    for name, (keys, who, diagnosis) in TYPED.items():
        before, typist = len(desk.memory.visits), Typist(person)
        SCRIPTS[name](typist)
        assert (name, typist.keys) == (name, keys)
        assert keys < LIMIT
        (visit,) = [one.visit for one in desk.memory.visits[before:]]
        assert visit.patient.id_number == township().characters[who].person.id_number
        assert (visit.main_diagnosis.name, len(visit.lines)) == (diagnosis, 2)
        assert len(visit.complaint) == typist.letters
        typist.next_patient()
