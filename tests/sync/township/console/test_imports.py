"""Bringing files in at the console: what is shown before, what is put in force, and what is put back."""

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from core.console import ConsoleRole
from core.data_sets import DataSetName
from core.ids import PersonId
from core.import_rows import ConflictKind, ImportKind, RosterConflict
from core.training.catalogue import training_catalogue
from sync.township.county import trust
from sync.township.imports.at_work import UploadWork
from sync.township.imports.catalogue_workbook import write_catalogue
from sync.township.imports.profiles import columns_of
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.imports.uploads import TownshipUploads, Upload
from sync.township.publishing import TOWNSHIP_SCOPE
from tests.helpers.console_world import ELSEWHERE, HERE, Browser, ConsoleWorld
from tests.helpers.county import COUNTY_PACK, a_county, signed
from tests.helpers.roster_files import GOOD, PAID, laid_out, number_for, write_book
from tests.helpers.township_store import a_person

CLERK, ADMINISTRATOR = ConsoleRole.CLERK, ConsoleRole.ADMINISTRATOR
VILLAGE = ("演示一村",)
BAD = {
    **GOOD,
    "人员编号": "P2",
    "证件号码": number_for("19810308"),
    "姓名": "",
    "家庭住址": '=HYPERLINK("x")',
}


def workbook(folder: Path, *people: dict[str, str]) -> bytes:
    sheets = {
        PERSONS.sheet: laid_out(PERSONS.titles, people),
        PAYMENTS.sheet: laid_out(PAYMENTS.titles, [PAID]),
    }
    return write_book(folder / "名册.xlsx", sheets).read_bytes()


def many(count: int) -> list[dict[str, str]]:
    return [{**GOOD, "人员编号": f"P{n}", "证件号码": number_for("19800308", n)} for n in range(1, count + 1)]


def bring(browser: Browser, files: dict[str, bytes], **fields: str) -> str:
    """Upload files and give the page they lead to."""
    browser.get("/imports")
    answer = browser.upload(files, fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def publish(world: ConsoleWorld, page: str, **form: str) -> str:
    """Let an administrator publish; give the page shown then."""
    browser = world.signed_in(ADMINISTRATOR)
    browser.get(page)
    assert browser.post(f"{page}/publish", {"sure": "yes", **form}).status_code == 303
    return browser.get(page).text


def people_here(world: ConsoleWorld) -> list[str]:
    return [one.person.person_id for one in world.store().roster_of(VILLAGE)]


def test_a_clerk_looks_an_administrator_publishes_and_undoes(world: ConsoleWorld, tmp_path: Path) -> None:
    clerk = world.signed_in(CLERK)
    page = bring(clerk, {"名册.xlsx": workbook(tmp_path, GOOD, BAD)})
    shown = clerk.get(page).text
    assert "已预览，等待发布" in shown
    assert "请管理员核对后发布" in shown
    assert "这一格不能为空" in shown
    assert people_here(world) == []

    assert "已发布" in publish(world, page)
    assert people_here(world) == ["P1"]
    publish(world, bring(clerk, {"名册.xlsx": workbook(tmp_path, *many(3))}))
    assert people_here(world) == ["P1", "P2", "P3"]

    administrator = world.signed_in(ADMINISTRATOR)
    history = administrator.get("/imports").text
    assert "/imports/2/undo" in history
    assert "/imports/1/undo" not in history
    assert (
        administrator.post("/imports/2/undo", {"sure": "yes"}).headers["location"] == "/imports?done=undone"
    )
    assert people_here(world) == ["P1"]
    assert "撤销第 2 次" in administrator.get("/imports").text
    assert world.deeds()[-5:] == [
        "import_prepared",
        "signed_in",
        "roster_imported",
        "signed_in",
        "import_undone",
    ]


def test_a_roster_that_loses_many_wants_a_tick_of_its_own(world: ConsoleWorld, tmp_path: Path) -> None:
    clerk = world.signed_in(CLERK)
    publish(world, bring(clerk, {"名册.xlsx": workbook(tmp_path, *many(60))}))
    page = bring(clerk, {"名册.xlsx": workbook(tmp_path, *many(30))})
    assert "30" in clerk.get(page).text
    administrator = world.signed_in(ADMINISTRATOR)
    administrator.get(page)
    refused = administrator.post(f"{page}/publish", {"sure": "yes"})
    assert (refused.status_code, len(people_here(world))) == (400, 60)
    assert "没有勾选核对" in refused.text
    assert "已发布" in publish(world, page, agreed="yes")
    assert len(people_here(world)) == 30


def test_what_came_into_force_since_the_look_is_looked_at_again(world: ConsoleWorld, tmp_path: Path) -> None:
    clerk = world.signed_in(CLERK)
    small = bring(clerk, {"名册.xlsx": workbook(tmp_path, *many(30))})
    publish(world, bring(clerk, {"名册.xlsx": workbook(tmp_path, *many(60))}))
    assert "现有 60 人" in publish(world, small)
    assert len(people_here(world)) == 60
    assert world.deeds()[-1] == "refused"


def test_a_catalogue_is_brought_in_and_put_back(world: ConsoleWorld, tmp_path: Path) -> None:
    items = training_catalogue()
    for some in (items, items[:-2]):
        write_catalogue(tmp_path / "目录.xlsx", some)
        data = (tmp_path / "目录.xlsx").read_bytes()
        publish(world, bring(world.signed_in(CLERK), {"目录.xlsx": data}, kind="catalogue"))
    administrator = world.signed_in(ADMINISTRATOR)
    administrator.get("/imports")
    administrator.post("/imports/2/undo", {"sure": "yes"})
    assert len(list(world.store().catalogue())) == len(items)
    published = world.store().published(DataSetName.CATALOGUE, TOWNSHIP_SCOPE)
    assert published is not None
    assert (published.version.version, published.version.row_count) == (3, len(items))


def test_codes_are_brought_in_and_put_back(world: ConsoleWorld) -> None:
    rows = "类别,本地编码,国家编码\n药品,A01,XA00000000000000000001\n药品,A02,?\n".encode()
    clerk = world.signed_in(CLERK)
    page = bring(clerk, {"对照.csv": rows}, kind="codes")
    assert "不是国家医保编码的写法" in clerk.get(page).text
    assert "已发布" in publish(world, page)
    assert [one.own for one in world.store().code_maps()] == ["A01"]
    administrator = world.signed_in(ADMINISTRATOR)
    administrator.get("/imports")
    administrator.post("/imports/1/undo", {"sure": "yes"})
    assert world.store().code_maps() == []


def test_a_pack_of_the_county_is_looked_at_published_and_taken_back(world: ConsoleWorld) -> None:
    store = world.store()
    trust(store, a_county()[0])
    clerk = world.signed_in(CLERK)
    refused = clerk.get(bring(clerk, {"本县.pack": signed(seed=2)}, kind="pack")).text
    assert "不能导入" in refused and store.county_packs() == []
    page = bring(clerk, {"本县.pack": signed()}, kind="pack")
    shown = clerk.get(page).text
    assert f"{COUNTY_PACK}（地区 239901），2026-05-29 由县里签名，签名无误，1 个案例全部通过" in shown
    assert store.county_packs() == []

    assert "已发布" in publish(world, page)
    administrator = world.signed_in(ADMINISTRATOR)
    row = administrator.get("/packs").text.partition(f">{COUNTY_PACK}<")[2].partition("</tr>")[0]
    assert "以它为准" in row and "第 1 次，" in row
    assert f"政策包 {COUNTY_PACK}" in administrator.get("/imports").text
    administrator.post("/imports/1/undo", {"sure": "yes"})
    assert store.county_packs() == []
    assert f">{COUNTY_PACK}<" not in administrator.get("/packs").text


def tables(row: dict[str, str]) -> dict[str, bytes]:
    """Lay one person and a payment out as an office saves two tables: CSV in the old encoding."""
    return {
        name: "\r\n".join(",".join(str(cell or "") for cell in one) for one in laid_out(titles, [of])).encode(
            "gb18030"
        )
        for name, titles, of in (("人员.csv", PERSONS.titles, row), ("缴费.csv", PAYMENTS.titles, PAID))
    }


def test_two_tables_of_an_office_in_an_old_encoding_come_in_together(world: ConsoleWorld) -> None:
    publish(world, bring(world.signed_in(CLERK), tables({**GOOD, "姓名": "王㛃"})))
    assert [one.person.name for one in world.store().roster_of(VILLAGE)] == ["王㛃"]


def test_a_clerk_says_once_which_column_is_what(world: ConsoleWorld) -> None:
    clerk = world.signed_in(CLERK)
    table = f"编号,SFZ,XM,<b>村</b>,2026年缴费\nP1,{number_for('19800308')},王秀兰,演示一村,是\n".encode()
    page = bring(clerk, {"表.csv": table})
    shown = clerk.get(page).text
    assert "缺少" in shown
    assert '<option value="&lt;b&gt;村&lt;/b&gt;">' in shown
    titles = [column.title for column in columns_of(ImportKind.ROSTER)]
    chosen = {"人员编号": "编号", "证件号码": "SFZ", "姓名": "XM", "村(居)名称": "<b>村</b>"}
    fields = {f"column{titles.index(ours)}": theirs for ours, theirs in chosen.items()}
    assert clerk.post(f"{page}/columns", {"name": "某县", **fields}).status_code == 303
    assert "已预览，等待发布" in clerk.get(page).text
    assert [(one.name, one.titles) for one in world.store().import_profiles()] == [("某县", chosen)]
    assert "已发布" in publish(world, page)

    later = bring(clerk, {"表.csv": table}, profile="某县")
    assert "已预览，等待发布" in clerk.get(later).text
    clerk.get("/imports")
    assert clerk.upload({"表.csv": table}, {"profile": "别县"}).status_code == 400


def test_problem_rows_come_as_a_workbook_in_which_nothing_is_a_formula(
    world: ConsoleWorld,
) -> None:
    clerk = world.signed_in(CLERK)
    page = bring(clerk, tables({**BAD, "家庭住址": "=1+1"}))
    answer = clerk.get(f"{page}/problem-rows")
    assert answer.headers["content-disposition"] == 'attachment; filename="roster-problem-rows.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    assert world.deeds()[-1] == "problem_rows_read"
    assert world.signed_in(ADMINISTRATOR).get(f"{page}/problem-rows").status_code == 403


def test_work_that_goes_on_says_how_far_it_is_and_asks_the_browser_back(
    world: ConsoleWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, pages = world.signed_in(CLERK), list[str]()
    monkeypatch.setattr("sync.township.imports.table_file.TOLD_EVERY", 1)
    keep = TownshipUploads.keep

    def look(self: TownshipUploads, upload: Upload) -> None:
        keep(self, upload)
        if upload.rows == 2 and not pages:
            pages.append(world.signed_in(CLERK).get(f"/imports/uploads/{upload.id}").text)

    monkeypatch.setattr(TownshipUploads, "keep", look)
    page = bring(clerk, {"名册.xlsx": workbook(tmp_path, *many(4))})
    assert "已读 2 行" in pages[0]
    assert '<meta http-equiv="refresh" content="3">' in pages[0]
    assert "refresh" not in clerk.get(page).text


def test_a_look_that_was_cut_short_is_begun_again(
    world: ConsoleWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = world.signed_in(CLERK)
    with monkeypatch.context() as patch:
        patch.setattr(UploadWork, "look", lambda *_: None)
        page = bring(clerk, {"名册.xlsx": workbook(tmp_path, GOOD)})
    assert "正在读取" in clerk.get(page).text
    assert clerk.post(f"{page}/look", {}).status_code == 409
    world.clock.moment += timedelta(minutes=11)
    assert "读取中断了" in clerk.get(page).text
    clerk.post(f"{page}/look", {})
    assert "已预览，等待发布" in clerk.get(page).text


def test_an_upload_is_gone_after_a_day_once_published_and_when_nobody_wants_it(
    world: ConsoleWorld, tmp_path: Path
) -> None:
    clerk = world.signed_in(CLERK)
    left, published, dropped = (bring(clerk, {"a.xlsx": workbook(tmp_path, GOOD)}) for _ in range(3))
    publish(world, published)
    clerk.get(dropped)
    clerk.post(f"{dropped}/drop", {})
    homes = {path.name: path for path in world.folder.glob("*/*")}
    assert homes.keys() == {left[-46:], published[-46:]}
    assert [path.name for path in homes[published[-46:]].iterdir()] == ["facts"]
    world.clock.moment += timedelta(hours=24)
    clerk = world.signed_in(CLERK)
    assert clerk.get(left).status_code == 404
    clerk.get("/imports")
    assert list(world.folder.glob("*/*")) == []


def test_nothing_of_an_upload_lies_readable_on_the_disk(world: ConsoleWorld) -> None:
    name, number = "测试王秀兰", number_for("19800308")
    text = ",".join(PERSONS.titles) + f"\nP1,{number},{name}\n"
    bring(world.signed_in(CLERK), {f"{name}.csv": text.encode()})
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert len(files) >= 1
    for path in files:
        held = path.read_bytes()
        assert not any(word.encode() in held for word in (name, number, "人员编号"))
        assert name not in str(path)
        assert path.stat().st_mode & 0o077 == 0 or path.name in ("facts", "problems.salt")
    assert HERE not in str(files)


def test_conflicts_are_listed_page_by_page_for_clerks_only(world: ConsoleWorld) -> None:
    store = world.store()
    store.replace_roster([a_person(1)], date(2026, 5, 1), date(2026, 12, 31))
    found = [RosterConflict(ConflictKind.PAID_TWICE, PersonId(f"P{n:06d}"), year=2026) for n in range(1, 60)]
    store.keep_roster_conflicts(found)
    clerk = world.signed_in(CLERK)
    first = clerk.get("/imports/conflicts").text
    assert "测*甲" in first
    assert "测试甲" not in first
    assert "（已不在名册）" in first
    assert "P000050" in first
    assert "P000051" not in first
    assert "P000051" in clerk.get("/imports/conflicts?after=50").text
    assert world.deeds()[-1] == "conflicts_seen"
    assert world.signed_in(ADMINISTRATOR).get("/imports/conflicts").status_code == 403
    assert "P000001" not in world.signed_in(CLERK, ELSEWHERE).get("/imports/conflicts").text
