"""Case 35: thirty days without contact; every age is shown, a stick is offered, nothing freezes."""

from datetime import date, timedelta

from core.coverage.verdict import VerdictKind
from core.dates import china_day
from core.services.receive_patient import receive_number
from storage.clinic.report import desk_standing
from sync.run import DONE, Round, run_sync
from sync.township.publishing import publish_sets
from tests.helpers.second_pc import first_pc
from tests.helpers.sync_rounds import log_ids
from tests.helpers.sync_world import World, chance
from tests.helpers.township_talk import a_visit
from tests.sync.test_run import Wire
from tests.sync.test_thin_roster import AT_HOME, PACKS, TODAY, desk
from ui.wording import screens, sync
from ui.wording.visits import state_word

A_DAY = timedelta(days=1)
DAYS, A_DAYS_VISITS = 30, 4


def call(world: World) -> None:
    run_sync(world.store, Wire(world), world.clock, chance())


def test_case_35_thirty_days_without_contact_freeze_nothing_and_hide_no_age(world: World) -> None:
    world.township.replace_packs(PACKS)
    world.township.replace_roster(AT_HOME, TODAY, TODAY + 20 * A_DAY)
    publish_sets(world.township, world.clock)
    call(world)
    pc, number = first_pc(world), AT_HOME[0].person.id_number
    visits, kinds = [], []
    for day in range(DAYS):
        world.clock.at += A_DAY
        kinds.append(receive_number(desk(world), number).verdict.kind)
        today = a_visit(complaint=f"第{day}天", visited_at=world.clock.now())
        visits += [pc.save(today) for _ in range(A_DAYS_VISITS)]
        if day % 7 == 3:
            world.restart()
            pc = first_pc(world)

    now, standing = world.clock.now(), desk_standing(world.clinic)
    assert standing.waiting == DAYS * A_DAYS_VISITS
    told = sync.last_contact(standing, now)
    assert "30 天前" in told
    assert "U 盘" in told
    assert "120 笔，最早的一笔记于：29 天前" in sync.waiting(standing, now)
    assert "已过期" in sync.data_age(next(one for one in standing.data if one.name == "roster"), now.date())
    assert "名册截至 5月6日" in screens.chip(False, TODAY, standing.waiting, standing.oldest_waiting, now)
    assert kinds[0] is not VerdictKind.ROSTER_EXPIRED
    assert kinds[-1] is VerdictKind.ROSTER_EXPIRED, "an old list finds its people and says its age"
    last = receive_number(desk(world), number)
    assert (last.name, last.verdict.roster_as_of) == (AT_HOME[0].person.name, TODAY)

    talk = Round(world.store, Wire(world), world.clock, chance())
    asked = 0
    while request := talk.prepare():
        talk.absorb(talk.exchange(request))
        asked += 1
    assert asked <= 4, "a month goes out in one short round"
    assert log_ids(world) == visits
    first, last_day = china_day(now - DAYS * A_DAY), date(2026, 12, 31)
    shown = pc.store.records.visits(first, last_day, 999)
    assert {state_word(one) for one in shown} == {"已送达"}
    assert len(shown) == len(visits)
    talk.end(DONE)
    assert "U 盘" not in sync.last_contact(desk_standing(world.clinic), now)
