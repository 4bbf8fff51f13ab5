"""The pages of clinics, queue, PCs, people and trail."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from core.console import ConsoleDeed, ConsoleRole
from core.ids import ClinicCode, DeviceId, UserId
from core.policy.loader import packaged_sources, with_parents
from core.services.adopt_pack import adopt_pack
from core.settlement_ports import Step
from core.township_rows import ClinicRow
from storage.township.settlement_book import SqlSettlementBook
from sync.county.signature import pack_check
from sync.one_time_code import parse, secret_hash
from sync.township.county import trust
from tests.helpers.console_world import ELSEWHERE, PASSWORD, ConsoleWorld
from tests.helpers.county import COUNTY_PACK, a_case, a_county, a_pack, signed
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, a_device

ADMINISTRATOR = ConsoleRole.ADMINISTRATOR


def test_the_clinics_silent_longest_come_first_and_are_said_to_be(world: ConsoleWorld) -> None:
    store = world.store()
    store.note_contact(a_device(store), NOW - timedelta(days=5))
    world.visit()
    page = world.signed_in(ConsoleRole.COUNTY).get("/").text
    assert page.index("下村卫生室") < page.index("上村卫生室")
    assert "从未联系" in page
    assert "已 5 天未联系" in page
    assert "2 个超过 3 天没有联系；待结算 1 笔" in page
    assert "还没有导入参保名册" in page


def test_a_clinic_that_called_today_is_not_called_silent(world: ConsoleWorld) -> None:
    for clinic in (CLINIC, OTHER_CLINIC):
        world.store().note_contact(a_device(world.store(), clinic), NOW)
    page = world.signed_in(ConsoleRole.COUNTY).get("/").text
    assert "都在 3 天内联系过" in page
    assert "天未联系" not in page


def test_a_restored_township_says_that_settlements_stand_still(world: ConsoleWorld) -> None:
    store = world.store()
    epoch = store.township().epoch
    store.begin_epoch(replace(epoch, number=2, epoch_id="2" * 32, predecessor=epoch.epoch_id), (), NOW)
    browser = world.signed_in(ConsoleRole.CLERK)
    for path in ("/", "/settlement"):
        assert "医保结算暂停" in browser.get(path).text
    assert "第 2 期" in browser.get("/").text


def test_the_queue_counts_its_steps_and_says_what_keeps_a_visit(world: ConsoleWorld) -> None:
    world.visit()
    visit = world.visit(complaint="发热")
    book = SqlSettlementBook(world.database, world.store().code, CODEC)
    rows = book.due(NOW + timedelta(days=1), 9)
    row = next(one for one in rows if one.visit == visit)
    book.save(replace(row, step=Step.UNKNOWN, trouble="platform_not_reachable", told="查无此人：某某"))

    page = world.signed_in(ConsoleRole.CLERK).get("/settlement?step=unknown").text

    assert "待上传 1" in page
    assert "结果待查 1" in page
    assert f"/visits/{CLINIC}/{visit}" in page
    assert "平台答复：查无此人" in page
    row = book.save(replace(book.due(NOW + timedelta(days=1), 9)[0], trouble="line_code_not_told", told="药"))
    held = world.signed_in(ConsoleRole.CLERK).get(f"/settlement?step={row.step}").text
    assert "药品或项目：药" in held, "these are no words of the platform's"
    for role in (ADMINISTRATOR, ConsoleRole.COUNTY):
        other = world.signed_in(role).get("/settlement?step=unknown").text
        assert visit in other
        assert "/visits/" not in other
        assert "查无此人" not in other


def test_a_code_is_shown_once_and_enrols_a_pc(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    browser.get("/devices")
    page = browser.post("/devices/code", {"clinic": OTHER_CLINIC}).text
    code = page.partition('class="code big">')[2].partition("<")[0]
    device = a_device(world.store())
    taken = replace(device, device=DeviceId("ab" * 16), signing_key=bytes(32))
    redeemed = world.store().redeem_code(secret_hash(parse(code)[1]), taken, NOW)
    assert redeemed.code == OTHER_CLINIC
    assert "下村卫生室" in page
    (note, *_) = world.console().trail(None, 1)
    assert (note.deed, note.facts) == ("code_made", {"clinic": OTHER_CLINIC})
    assert code not in browser.get("/devices").text
    assert browser.post("/devices/code", {"clinic": "C99"}).status_code == 404


def test_a_pc_is_revoked_from_a_record_on_once_somebody_is_sure(world: ConsoleWorld) -> None:
    world.hand_in([CODEC.encode({"number": number}) for number in range(3)])
    (held,) = world.console().device_standings(None, 9)
    browser = world.signed_in(ADMINISTRATOR)
    assert "从未" in browser.get("/devices").text
    world.store().note_contact(world.store().devices(CLINIC)[0], NOW - timedelta(minutes=1))
    listed = browser.get("/devices").text
    assert held.device in listed
    assert "2026-05-06 17:29" in listed
    page = f"/devices/{held.device}"
    browser.get(page)
    assert browser.post(f"{page}/revoke", {"keep": "1"}).status_code == 400
    assert browser.get(page).text.count("使用中") == 1
    assert browser.post(f"{page}/revoke", {"keep": "-1", "sure": "yes"}).status_code == 400

    assert browser.get(page).status_code == 200
    assert (
        browser.post(f"{page}/revoke", {"keep": "1", "sure": "yes"}).headers["location"] == f"{page}?done=1"
    )

    (standing,) = world.console().device_standings(None, 9)
    assert (standing.revoked, standing.events, standing.lives) == (True, 3, 1)
    assert world.store().counts().revoked == 2
    assert "已停用" in browser.get(f"{page}?done=1").text
    assert world.deeds()[-1] == "device_revoked"


def test_pcs_that_were_taken_back_are_confirmed_together_by_whoever_looks_after_machines(
    world: ConsoleWorld,
) -> None:
    known = a_device(world.store())
    back = [replace(known, device=DeviceId(two * 16)) for two in ("aa", "bb", "cc")]
    for one in back:
        world.store().take_back_device(one)
    looker = world.signed_in(ConsoleRole.CLERK)
    listed = looker.get("/devices").text
    assert listed.count("待确认") == 4
    assert 'name="pc-' not in listed
    wanted = {f"pc-{one.device}": "yes" for one in back[:2]}
    assert looker.post("/devices/confirm", {**wanted, "sure": "yes"}).status_code == 403

    browser = world.signed_in(ADMINISTRATOR)
    assert browser.get("/devices").text.count('type="checkbox" name="pc-') == 3
    for half in (wanted, {"sure": "yes"}):
        assert browser.post("/devices/confirm", half).status_code == 400
    browser.get("/devices")
    unknown = browser.post("/devices/confirm", {**wanted, "pc-nobody": "yes", "sure": "yes"})
    assert unknown.status_code == 404
    assert len(world.console().devices_to_confirm(9)) == 3
    browser.get("/devices")
    done = browser.post("/devices/confirm", {**wanted, "sure": "yes"})

    assert done.headers["location"] == "/devices?done=1"
    assert [one.device for one in world.console().devices_to_confirm(9)] == [back[2].device]
    (note, *_) = world.console().trail(None, 1)
    assert (note.deed, note.facts) == ("devices_confirmed", {"devices": " ".join(o.device for o in back[:2])})
    assert "已办好" in browser.get("/devices?done=1").text
    assert "待确认" in browser.get(f"/devices/{back[2].device}").text
    assert "使用中" in browser.get(f"/devices/{back[0].device}").text


def test_a_pc_of_another_township_is_not_there(world: ConsoleWorld) -> None:
    device = a_device(world.store(ELSEWHERE)).device
    browser = world.signed_in(ADMINISTRATOR)
    assert device not in browser.get("/devices").text
    assert browser.get(f"/devices/{device}").status_code == 404
    browser.get("/devices")
    browser.get("/")
    answer = browser.post(f"/devices/{device}/revoke", {"sure": "yes"})
    assert answer.status_code == 404
    found = world.store(ELSEWHERE).device(device)
    assert found is not None
    assert not found.revoked


def test_many_pcs_are_cut_into_pages(world: ConsoleWorld) -> None:
    for _ in range(60):
        a_device(world.store())
    first = world.console().device_standings(None, 51)
    rest = world.console().device_standings((first[49].clinic, first[49].device), 51)
    assert len(rest) == 10
    assert len({one.device for one in (*first[:50], *rest)}) == 60


def test_an_administrator_makes_changes_and_removes_people(world: ConsoleWorld) -> None:
    browser = world.signed_in(ADMINISTRATOR)
    new = {"user": "zhou", "name": "周审核", "role": "reviewer", "password": "stone-river-lamp"}
    browser.get("/people")
    assert browser.post("/people/keep", new).headers["location"] == "/people?done=1"
    assert "周审核" in browser.get("/people?done=1").text
    assert world.browser().sign_in("zhou", "stone-river-lamp").status_code == 303

    assert browser.post("/people/keep", {**new, "role": "clerk", "password": ""}).status_code == 303
    user = world.console().user(UserId("zhou"))
    assert user is not None
    assert user.role is ConsoleRole.CLERK

    assert browser.post("/people/zhou/remove", {}).status_code == 303
    assert world.browser().sign_in("zhou", "stone-river-lamp").status_code == 400
    assert world.deeds()[-1] == "user_removed"
    trail = browser.get("/trail").text
    assert "登记或修改人员" in trail
    assert "登录名 zhou，审核" in trail
    assert "stone-river-lamp" not in trail
    assert "周审核" not in trail


@pytest.mark.parametrize(
    "change",
    [
        {"user": "zhou liu"},
        {"user": ""},
        {"name": " "},
        {"name": "字" * 41},
        {"role": "owner"},
        {"password": "1234567890"},
        {"password": ""},
    ],
)
def test_somebody_half_described_is_not_written_down(world: ConsoleWorld, change: dict[str, str]) -> None:
    browser = world.signed_in(ADMINISTRATOR)
    browser.get("/people")
    new = {"user": "zhou", "name": "周审核", "role": "reviewer", "password": "stone-river-lamp"}
    assert browser.post("/people/keep", {**new, **change}).status_code == 400
    assert len(world.console().users()) == len(ConsoleRole)


def test_nobody_takes_the_own_account_away(world: ConsoleWorld) -> None:
    browser = world.signed_in(ADMINISTRATOR)
    browser.get("/people")
    assert browser.post("/people/administrator/remove", {}).status_code == 400
    own = {"user": "administrator", "name": "甲", "role": "clerk", "password": ""}
    assert browser.post("/people/keep", own).status_code == 400
    assert world.browser().sign_in("administrator", PASSWORD).status_code == 303
    assert browser.post("/people/nobody/remove", {}).status_code == 400


def test_the_trail_goes_back_page_by_page(world: ConsoleWorld) -> None:
    for number in range(60):
        facts = {"clinic": CLINIC, "visit": f"{number:032d}"}
        world.console().note(UserId("clerk"), ConsoleDeed.VISIT_SEEN, facts, NOW)
    browser = world.signed_in(ConsoleRole.COUNTY)
    page = browser.get("/trail").text
    assert page.count("查看就诊") == 49
    after = page.partition("after=")[2].partition('"')[0]
    older = browser.get(f"/trail?after={after}").text
    assert older.count("查看就诊") == 11
    assert "after=" not in older


def test_the_packs_in_force_are_told_with_whose_they_are(world: ConsoleWorld) -> None:
    store = world.store()
    trust(store, a_county()[0])
    store.replace_packs(with_parents(packaged_sources(), "CN"))
    browser = world.signed_in(ConsoleRole.COUNTY)
    assert browser.get("/packs").text.count("随程序提供") == 1
    adopt_pack(store, signed(a_pack(cases=[a_case(3)])), pack_check())
    page = browser.get("/packs").text
    assert "县里签发，" in page
    row = page.partition(f">{COUNTY_PACK}<")[2].partition("</tr>")[0]
    assert "以它为准" in row
    assert page.count("以它为准") == 1
    assert a_county()[0].fingerprint in page


def test_many_clinics_come_page_by_page_and_are_counted_whole(world: ConsoleWorld) -> None:
    store = world.store()
    for number in range(60):
        store.keep_clinic(ClinicRow(ClinicCode(f"K{number:03d}"), f"第{number:03d}村卫生室", ()), [])
    clerk = world.signed_in(ConsoleRole.CLERK)
    first, second = clerk.get("/").text, clerk.get("/?after=50").text
    assert "共 62 个村卫生室" in first
    assert "共 62 个村卫生室" in second
    assert '<a href="/?after=50">' in first
    assert "下一页" not in second
    pages = [re.findall(r"第\d{3}村卫生室", page) for page in (first, second)]
    assert len(pages[0]) == 48
    assert sorted(pages[0] + pages[1]) == [f"第{number:03d}村卫生室" for number in range(60)]
    assert clerk.get("/?after=999").status_code == 200
    assert clerk.get("/?after=-1").status_code == 400
