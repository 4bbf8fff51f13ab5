"""What a stranger sends where files are taken in, and what comes of it: a sentence, and nothing kept."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from core.console import ConsoleRole
from core.errors import Refusal
from sync.township.console import receiving
from sync.township.console.asking import FORM
from sync.township.console.multipart import FieldRead, FileBegun, FilePiece, Multipart
from sync.township.imports import table_file
from sync.township.imports.sealed_file import SealedReader, SealedWriter
from sync.township.imports.uploads import MOST_WAITING
from tests.helpers.console_world import ELSEWHERE, ORIGIN, Browser, ConsoleWorld

CLERK = ConsoleRole.CLERK
TABLE = "人员编号,证件号码,姓名,村(居)名称\nP1,,王秀兰,上村\n".encode()


def kept(world: ConsoleWorld) -> list[str]:
    return [path.name for path in world.folder.rglob("*") if path.is_file()]


def a_clerk(world: ConsoleWorld) -> Browser:
    browser = world.signed_in(CLERK)
    browser.get("/imports")
    return browser


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_file_from_another_site_is_not_taken(world: ConsoleWorld, origin: str) -> None:
    assert a_clerk(world).upload({"a.csv": TABLE}, origin=origin).status_code == 403
    assert kept(world) == []


def test_a_file_without_the_forms_mark_is_not_taken(world: ConsoleWorld) -> None:
    browser = a_clerk(world)
    for token in ("", "0" * 64, world.signed_in(CLERK).token):
        assert browser.upload({"a.csv": TABLE}, {"form_token": token}).status_code == 403
    assert kept(world) == []


def test_a_file_of_somebody_without_the_right_or_not_signed_in_is_not_taken(world: ConsoleWorld) -> None:
    for role in (ConsoleRole.REVIEWER, ConsoleRole.COUNTY):
        browser = world.signed_in(role)
        browser.get("/imports")
        assert browser.upload({"a.csv": TABLE}).status_code == 403
    assert world.browser().upload({"a.csv": TABLE}).headers["location"] == "/sign-in"
    assert kept(world) == []


def test_a_file_too_large_is_given_up_at_the_bound(
    world: ConsoleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_BYTES", 200_000)
    answer = a_clerk(world).upload({"a.csv": b"x" * 400_000})
    assert answer.status_code == 413
    assert kept(world) == []


def test_an_upload_cut_short_leaves_nothing(world: ConsoleWorld) -> None:
    browser = a_clerk(world)
    body = (
        f'--m\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{browser.token}\r\n'
        '--m\r\nContent-Disposition: form-data; name="kind"\r\n\r\nroster\r\n'
        '--m\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + "x" * 99_999
    )
    headers = {"origin": ORIGIN, "content-type": "multipart/form-data; boundary=m"}
    answer = browser.send("POST", "/imports/upload", body.encode(), headers)
    assert (answer.status_code, kept(world)) == (400, [])
    assert "没有收到完整的文件" in answer.text


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\windows\\x.csv", "/etc/passwd", "a\0b", "<script>alert(1)</script>"],
)
def test_a_files_name_leads_nowhere_and_is_shown_as_text(
    world: ConsoleWorld, name: str, tmp_path: Path
) -> None:
    browser = a_clerk(world)
    page = browser.upload({name: TABLE}).headers["location"]
    shown = browser.get(page).text
    assert "<script" not in shown
    assert not any(part in shown for part in ("..", "etc", "\0"))
    assert {path.parents[2] for path in tmp_path.rglob("facts")} == {world.folder}


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return file.getvalue()


def test_a_workbook_that_would_unfold_to_a_thousand_times_is_refused_unopened(
    world: ConsoleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfold(*_: object) -> None:
        raise AssertionError("it was unfolded")

    monkeypatch.setattr(table_file, "_look_into_part", unfold)
    browser = a_clerk(world)
    page = browser.upload({"a.xlsx": bomb()}).headers["location"]
    assert "文件过大" in browser.get(page).text
    assert kept(world) == ["facts"]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj\0\xff",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"",
        b"<html><script>alert(1)</script></html>",
    ],
    ids=["pdf", "old xls", "broken zip", "picture", "empty", "page"],
)
def test_a_file_of_another_kind_is_told_and_goes(world: ConsoleWorld, data: bytes) -> None:
    browser = a_clerk(world)
    page = browser.upload({"名册.xlsx": data}).headers["location"]
    assert "不能导入" in browser.get(page).text
    assert kept(world) == ["facts"]
    administrator = world.signed_in(ConsoleRole.ADMINISTRATOR)
    administrator.get(page)
    assert administrator.post(f"{page}/publish", {"sure": "yes", "agreed": "yes"}).status_code == 400
    assert world.store().roster_dates() is None


def test_the_upload_of_another_township_is_not_there(world: ConsoleWorld) -> None:
    page = a_clerk(world).upload({"a.csv": TABLE}).headers["location"]
    there = world.signed_in(CLERK, ELSEWHERE)
    assert there.get(page).status_code == 404
    assert there.get(f"{page}/problem-rows").status_code == 404
    there.get("/imports")
    assert there.post(f"{page}/drop", {}).status_code == 404
    # Even moved into the other township's folder it opens nothing there.
    (home,) = world.folder.iterdir()
    there.upload({"a.csv": TABLE})
    (other,) = set(world.folder.iterdir()) - {home}
    (home / page[-46:]).rename(other / page[-46:])
    assert there.get(page).status_code == 404


@pytest.mark.parametrize("upload", ["%2e%2e%2f%2e%2e", "0" * 46, "x", "0000000000000-" + "g" * 32])
def test_an_id_nobody_gave_leads_nowhere(world: ConsoleWorld, upload: str) -> None:
    assert a_clerk(world).get(f"/imports/uploads/{upload}").status_code in (400, 404)


@pytest.mark.parametrize("size", [10, 2**16, 200_000])
def test_a_sealed_file_that_was_changed_or_shortened_is_refused(tmp_path: Path, size: int) -> None:
    path, key, text = tmp_path / "0", bytes(32), bytes(range(256)) * (size // 256 + 1)
    writer = SealedWriter(path, key)
    writer.write(text[:size])
    writer.close()
    sealed = path.read_bytes()
    with SealedReader(path, key) as file:
        assert (file.read(), file.seek(size - 5), file.read()) == (
            text[:size],
            size - 5,
            text[size - 5 : size],
        )
    for spoilt in (sealed[:-1] + b"x", sealed[: -(2**16 + 16)] or sealed[:-1], sealed + bytes(20)):
        path.write_bytes(spoilt)
        with SealedReader(path, key) as file, pytest.raises(Refusal, match="upload_damaged"):
            file.readall()


def test_a_disk_is_not_filled_by_uploads_nobody_publishes(world: ConsoleWorld) -> None:
    browser = a_clerk(world)
    codes = [browser.upload({"a.csv": TABLE}).status_code for _ in range(MOST_WAITING + 1)]
    assert codes == [303] * MOST_WAITING + [400]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--m--",
        b"nothing",
        b"--m\r\n\r\nx\r\n--m--",
        b"--m\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--m--",
        b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 5_000 + b"\r\n--m--",
        b"--m\r\nX: " + b"y" * 5_000,
        b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 20 + b"--m--",
        b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 2 + b"--m--",
        b'--m\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--m--',
    ],
)
def test_a_form_that_is_none_is_a_sentence(world: ConsoleWorld, body: bytes) -> None:
    headers = {"origin": ORIGIN, "content-type": "multipart/form-data; boundary=m"}
    answer = a_clerk(world).send("POST", "/imports/upload", body, headers)
    assert answer.status_code in (400, 403)
    assert "什么都没有改" in answer.text
    assert kept(world) == []


def test_a_plain_form_is_no_upload(world: ConsoleWorld) -> None:
    headers = {"origin": ORIGIN, "content-type": FORM}
    assert a_clerk(world).send("POST", "/imports/upload", b"a=1", headers).status_code == 400


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "people"}, 400),
        ({"as_of": "2999-01-01"}, 400),
        ({"as_of": "yesterday"}, 400),
        ({"kind": ""}, 400),
    ],
)
def test_a_field_nobody_offers_is_refused_before_the_file(
    world: ConsoleWorld, fields: dict[str, str], status: int
) -> None:
    assert a_clerk(world).upload({"a.csv": TABLE}, fields).status_code == status
    assert kept(world) == []


def test_a_form_comes_out_the_same_in_whatever_pieces_it_came_in() -> None:
    body = (
        b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--m\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\none\r\n--two\r\n-\r\n--m--'
    )
    for size in (1, 2, 7, len(body)):
        form, data, others = Multipart("multipart/form-data; boundary=m"), b"", []
        for start in range(0, len(body), size):
            for found in form.feed(body[start : start + size]):
                if isinstance(found, FilePiece):
                    data += found.data
                else:
                    others.append(found)
        assert (form.whole, data) == (True, b"one\r\n--two\r\n-")
        assert others == [FieldRead("a", "1"), FileBegun("file", "x")]
