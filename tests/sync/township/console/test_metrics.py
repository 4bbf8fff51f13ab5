"""The figures for Prometheus: each of them right and told once, to whoever shows the token, naming nobody."""

import re
from dataclasses import replace
from datetime import date

from core.console import ConsoleRole
from core.settlement_ports import Step
from sync.township.console.metrics import may_measure
from tests.helpers.console_world import ELSEWHERE, HERE, METRICS_TOKEN, Browser, ConsoleWorld
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device, a_person
from tests.helpers.township_talk import a_visit

_LINE = re.compile(r"([a-z_]+)\{([^}]*)\} (\S+)")
UNTIL = date(2026, 12, 31)
MIDNIGHT = 1798646400
"""Of that day, in China."""
STEPS = 13


def told_to(browser: Browser, authorization: str) -> tuple[int, str]:
    answer = browser.send("GET", "/metrics", headers={"authorization": authorization})
    return answer.status_code, answer.text


def a_busy_township(world: ConsoleWorld) -> None:
    """Have a visit on its way, an event nobody looked at, a roster, a call, and settlements frozen."""
    world.visit()
    store = world.store()
    device = a_device(store, OTHER_CLINIC)
    writer = Writer(device.device, township=HERE)
    writer.write(CODEC.encode(a_visit().to_plain()))
    store.accept(device, writer.incarnation, writer.events)
    store.note_contact(a_device(store), NOW)
    store.replace_roster([a_person(1)], date(2026, 5, 1), UNTIL)
    epoch = store.township().epoch
    store.begin_epoch(replace(epoch, number=2, epoch_id="2" * 32, predecessor=epoch.epoch_id), (), NOW)


def test_every_figure_is_told_once_and_right(world: ConsoleWorld) -> None:
    a_busy_township(world)
    status, text = told_to(world.browser(), f"Bearer {METRICS_TOKEN}")
    assert status == 200
    told = [line for line in text.splitlines() if not line.startswith("#")]
    found = [_LINE.fullmatch(line) for line in told]
    assert all(found) and len(set(told)) == len(told)
    figures = {(one[1], one[2]): float(one[3]) for one in found if one}
    assert len(figures) == 2 * (4 + STEPS + 2 * 3)
    assert sum(not step.final for step in Step) == STEPS
    here, clinic, other = f'township="{HERE}"', f'clinic="{CLINIC}"', f'clinic="{OTHER_CLINIC}"'
    elsewhere = f'township="{ELSEWHERE}"'
    assert {name: value for name, value in figures.items() if value} == {
        ("cunzhen_clinics", here): 2,
        ("cunzhen_clinics", elsewhere): 2,
        ("cunzhen_events_unjudged", here): 1,
        ("cunzhen_settlement_frozen", here): 1,
        ("cunzhen_roster_valid_until_timestamp_seconds", here): MIDNIGHT,
        ("cunzhen_visits_at_step", f'{here},step="waiting"'): 1,
        ("cunzhen_clinic_last_contact_timestamp_seconds", f"{here},{clinic}"): NOW.timestamp(),
        ("cunzhen_clinic_events", f"{here},{clinic}"): 1,
        ("cunzhen_clinic_events", f"{here},{other}"): 1,
        ("cunzhen_clinic_visits_unsettled", f"{here},{clinic}"): 1,
    }
    for name in {name for name, _ in figures}:
        assert text.count(f"# TYPE {name} gauge\n") == text.count(f"# HELP {name} ") == 1


def test_figures_name_nobody(world: ConsoleWorld) -> None:
    patient = replace(a_visit().patient, id_number="11010519491231002X")
    visit = world.visit(patient=patient)
    _, text = told_to(world.browser(), f"Bearer {METRICS_TOKEN}")
    assert 'step="waiting"} 1' in text and text.isascii()
    for named in (patient.id_number, patient.name, patient.person_id, str(patient.birth_date), visit):
        assert named and str(named) not in text


def test_there_are_no_figures_for_whoever_shows_another_token_or_only_signed_in(world: ConsoleWorld) -> None:
    browser = world.browser()
    for authorization in ("", "Bearer", f"Bearer {METRICS_TOKEN}x", f"Basic {METRICS_TOKEN}", METRICS_TOKEN):
        status, text = told_to(browser, authorization)
        assert status == 303 and "cunzhen_" not in text
    assert world.signed_in(ConsoleRole.ADMINISTRATOR).get("/metrics").status_code == 404


def test_without_an_agreed_token_nobody_is_told_figures() -> None:
    assert may_measure(f"Bearer {METRICS_TOKEN}", METRICS_TOKEN)
    assert not may_measure("Bearer ", "")
    assert not may_measure("Bearer None", None)
    assert not may_measure("Bearer \u00e9", METRICS_TOKEN)
