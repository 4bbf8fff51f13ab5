"""The console's pages over a township that holds a county's visits of years: how long one takes to come."""

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import Connection, insert, text, update

from core.console import ConsoleRole
from core.events import ResultKind
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.ids import ClinicCode, EventId, PersonId
from core.settlement_ports import OutboxRow, Step
from core.supervision import Indicators, KeptIndicators, LogHeads
from core.visits.visit import Visit
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.outbox_rows import outbox_content
from storage.township.shelf import Shelf, to_ms
from storage.township.supervision_tables import visit_marks, visit_proofs
from storage.township.tables import log
from storage.township.visit_marks import marks_of
from tests.bench.figures import Figure, percentile
from tests.helpers.console_world import HERE, Browser, ConsoleWorld
from tests.helpers.township_store import CODEC, NOW
from tests.helpers.township_talk import a_visit

VISITS = 1_000_000
CLINICS = 400
PEOPLE = 600_000
OPEN_EVERY, BACK_EVERY = 50, 100
"""One visit in so many waits to be settled; one in so many went back once, and most of those were let in."""
BUDGET_MILLISECONDS = 200.0
_TIMES = 9
_PAGES: Mapping[str, tuple[ConsoleRole, str]] = {
    "clinics": (ConsoleRole.REVIEWER, "/"),
    "visits that wait": (ConsoleRole.REVIEWER, "/review"),
    "visits that went back": (ConsoleRole.REVIEWER, "/review?list=returned"),
    "one visit": (ConsoleRole.REVIEWER, f"/visits/C000/{OPEN_EVERY * 8:032x}"),
    "visits put aside": (ConsoleRole.REVIEWER, "/review?list=aside"),
    "prescriptions": (ConsoleRole.REVIEWER, "/prescriptions?month=2026-01"),
    "identity signals, 250 visits without one": (
        ConsoleRole.REVIEWER,
        "/identity-signals?kind=signal_after_death",
    ),
    "settlement queue": (ConsoleRole.REVIEWER, "/settlement"),
    "settled visits": (ConsoleRole.REVIEWER, "/settlement?step=settled"),
    "visits in question": (ConsoleRole.REVIEWER, "/settlement/questions"),
    "ways to settle": (ConsoleRole.ADMINISTRATOR, "/settlement-modes"),
    "the province": (ConsoleRole.CLERK, "/province"),
    "reconciliation": (ConsoleRole.REVIEWER, "/reconciliation"),
    "trace codes": (ConsoleRole.REVIEWER, "/trace-codes?month=2026-01"),
    "trace codes of a clinic long ago": (ConsoleRole.REVIEWER, "/trace-codes?month=2025-04&clinic=C001"),
    "statements": (ConsoleRole.REVIEWER, "/statements?month=2026-01"),
    "statement of a clinic long ago": (ConsoleRole.REVIEWER, "/statements?month=2025-04&clinic=C001"),
    "indicators": (ConsoleRole.COUNTY, "/supervision?month=2026-01"),
    "imports": (ConsoleRole.ADMINISTRATOR, "/imports"),
    "own codes": (ConsoleRole.CLERK, "/codes"),
    "downloads": (ConsoleRole.CLERK, "/downloads"),
    "PCs": (ConsoleRole.ADMINISTRATOR, "/devices"),
    "packs": (ConsoleRole.COUNTY, "/packs"),
    "people": (ConsoleRole.ADMINISTRATOR, "/people"),
    "trail": (ConsoleRole.ADMINISTRATOR, "/trail"),
}
_READ_WHOLE = 8
"""Clinics whose visits can all be read: the first of the pages that go through a clinic's month."""


def measure(folder: Path, visits: int = VISITS) -> list[Figure]:
    """Fill a store with visits, open every page several times, and give the middle of what it took."""
    with closing(open_embedded(folder / "console", create=True)) as database:
        world = ConsoleWorld(database, folder / "uploads")
        _fill(database, visits)
        browsers = {role: world.signed_in(role) for role, _ in _PAGES.values()}
        return [_of(name, browsers[role], path, visits) for name, (role, path) in _PAGES.items()]


def _of(name: str, browser: Browser, path: str, visits: int) -> Figure:
    if browser.get(path).status_code != 200:
        raise RuntimeError(f"the page of {name} did not come")
    wall, busy = [], []
    for _ in range(_TIMES):
        started, worked = perf_counter(), process_time()
        browser.get(path)
        wall.append((perf_counter() - started) * 1000)
        busy.append((process_time() - worked) * 1000)
    remark = f"{visits:,} visits of {CLINICS} clinics; {percentile(busy, 0.5):.0f} ms of it processor time"
    return Figure(f"console: {name}", percentile(wall, 0.5), "ms", BUDGET_MILLISECONDS, remark=remark)


def _fill(database: TownshipDatabase, visits: int) -> None:
    """Write visits as the store holds them, by statements of its engine: by devices it would take an hour."""
    row = outbox_content(OutboxRow(ClinicCode("CLINIC"), EventId("VISIT"), NOW, Step.WAITING))
    said = {
        "n": visits,
        "clinics": CLINICS,
        "open": OPEN_EVERY,
        "back": BACK_EVERY,
        "township": HERE,
        "body": CODEC.encode(a_visit().to_plain()),
        "content": row["content"],
        "due": row["due"],
        "again": ResultKind.ACCEPTED.value,
    }
    with database.writing() as connection:
        for statement in (*_CLINICS, _EACH, *_VISITS):
            connection.execute(text(statement), said)
        _by_person(Shelf(database, HERE, CODEC), connection, visits)
    _count_indicators(database)


def _count_indicators(database: TownshipDatabase) -> None:
    """Keep figures of every clinic for the month that is looked at."""
    figures = Indicators(**dict.fromkeys((one.name for one in fields(Indicators)), 7))
    heads = LogHeads(1, "", 1, "")
    counted = [KeptIndicators(ClinicCode(f"C{n:03d}"), figures, heads, NOW) for n in range(CLINICS)]
    SqlConsole(database, HERE, CODEC).keep_indicators("2026-01", counted)


def _by_person(shelf: Shelf, connection: Connection, visits: int) -> None:
    """Spread the visits over the people and a year, and note whom each was of."""
    for start in range(0, visits, _SLICE):
        numbers = range(start, min(start + _SLICE, visits))
        marks = [
            {
                **{"township": HERE, "key": marks_of(shelf, _visit(number))[0], "at": to_ms(_at(number))},
                **{"clinic": f"C{number % CLINICS:03d}", "event_id": f"{number:032x}"},
                "supplies": '[["D1",3],["D2",28]]',
            }
            for number in numbers
        ]
        connection.execute(insert(visit_marks), marks)
        connection.execute(insert(visit_proofs), [_proof(number) for number in numbers])
        for number in numbers:
            whole = number % CLINICS < _READ_WHOLE
            newest = _minutes_ago(number) * visits < _LOOKED_AT * _YEAR
            if whole or newest or number % OPEN_EVERY == 0 or number % BACK_EVERY == 1:
                place = (log.c.clinic == f"C{number % CLINICS:03d}", log.c.event_id == f"{number:032x}")
                body = CODEC.encode(_visit(number).to_plain())
                connection.execute(update(log).where(shelf.own(log), *place).values(body=body))


def _proof(number: int) -> dict[str, object]:
    at, method = to_ms(_at(number)), CheckMethod.NUMBER_TYPED.value
    place = {"at": at, "clinic": f"C{number % CLINICS:03d}", "event_id": f"{number:032x}"}
    return {"township": HERE, **place, "method": method, "checked_at": at}


def _minutes_ago(number: int) -> int:
    return number * 7919 % _YEAR


def _at(number: int) -> datetime:
    return NOW - timedelta(minutes=_minutes_ago(number))


def _visit(number: int) -> Visit:
    patient = replace(_PATIENT, person_id=PersonId(f"P{number % PEOPLE:06d}"))
    check = IdentityCheck(CheckMethod.NUMBER_TYPED, _at(number))
    return replace(_VISIT, patient=patient, visited_at=_at(number), identity_check=check)


_SLICE = 10_000
_YEAR = 365 * 24 * 60
_LOOKED_AT = 2_500
"""Of the newest visits so many have a body that can be read: those a page looks at."""
_VISIT = a_visit()
_PATIENT = _VISIT.patient
_CLINICS = (
    "delete from heads",
    "delete from clinics",
    """insert into clinics (township, code, name, villages, last_contact)
        with recursive one(i) as (select 0 union all select i + 1 from one where i + 1 < :clinics)
        select :township, printf('C%03d', i), printf('第%d村卫生室', i), '[]', :due from one""",
    """insert into heads (township, clinic, log_position, log_hash, result_position, result_hash)
        select township, code, :n / :clinics, zeroblob(32), :n / :clinics, zeroblob(32) from clinics""",
    """insert into marked_logs (township, clinic, position)
        select township, clinic, log_position from heads""",
    """insert into devices (township, device, clinic, signing_key, sealing_key, enrolled_at, revoked)
        select township, code || 'a', code, zeroblob(32), zeroblob(32), :due, 0 from clinics""",
)
_EACH = """create temporary table each_visit as
    with recursive one(i) as (select 0 union all select i + 1 from one where i + 1 < :n)
    select i, printf('%032x', i) as event, printf('C%03d', i % :clinics) as clinic from one"""
_VISITS = (
    """insert into log (township, event_id, clinic, position, device, incarnation,
        sequence, type, body_hash, body, log_hash, judged)
        select :township, event, clinic, i / :clinics + 1, 'd', 'i', i, 'visit_recorded', zeroblob(32), case
        when i % :open = 0 or i % :back = 1 then :body else x'f6' end, zeroblob(32), 1 from each_visit""",
    """insert into results (township, event_id, clinic, position, kind, at, facts,
        previous_hash, record, hash)
        select :township, event, clinic, i / :clinics + 1,
        case when i % :back = 1 then 'needs_correction' else :again end,
        :due - i * 7919 % 525600 * 60000, '{}', zeroblob(32), x'', zeroblob(32) from each_visit""",
    """insert into results (township, event_id, clinic, position, kind, at, facts,
        previous_hash, record, hash)
        select :township, event, clinic, :n + i, :again, :due + i, '{}', zeroblob(32), x'', zeroblob(32)
        from each_visit where i % :back = 1 and i % (:back * 50) <> 1""",
    """insert into outbox (township, visit, clinic, due, step, final, revision, content)
        select :township, event, clinic, :due + i, case when i % :open = 0 then 'waiting' else 'settled' end,
        i % :open <> 0, 1, replace(replace(:content, 'VISIT', event), 'CLINIC', clinic)
        from each_visit where i % :back <> 1""",
)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cunzhen-console-") as place:
        for figure in measure(Path(place), int(sys.argv[1]) if sys.argv[1:] else VISITS):
            sys.stdout.write("  ".join(figure.cells()) + "\n")
