"""医保码: a desk asks whose it is and hears it or why not; the code itself is kept by nobody on the way."""

import json
import logging
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from core.dates import CHINA
from core.errors import Hindrance, Refusal, Stop
from core.ids import ClinicCode, TownshipCode, UserId
from core.insurance_code import CodeHolder
from core.settlement_modes import SettlementMode, SettlementWay
from storage.township.console import SqlConsole
from storage.township.tables import devices
from sync.asks import Ask
from sync.code_question import PATIENCE, STALE_AFTER, WhoseCode
from sync.township.app import Hosting
from sync.township.insurance_codes import AT_ONCE, Lines, PlatformCodes, open_lines
from sync.township.service_log import begin_log
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Signing, shipped_province
from sync.transport import Address, HttpsTransport
from tests.helpers.code_line import CodeLine, all_files, all_rows, rows_of
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.sync_world import CLINIC, CODEC, START, FakeClock, World
from tests.helpers.tls import TLS_KEY, TLS_PIN
from tests.sync.township.test_service import running

OWN = SettlementWay(SettlementMode.OWN, "H43098100009", "东村卫生室", "op9", "王医生")
TABLE = [
    {"code": INSTITUTION.code, "name": INSTITUTION.name},
    {"code": OWN.institution, "name": OWN.institution_name, "operators": ["op9"]},
]
_people, _seconds = count(1), count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    folder = Path(tmp_path_factory.mktemp("platform"))
    with running_platform(folder, {"institutions": TABLE}) as process:
        yield process


@pytest.fixture
def codes(world: World, platform: PlatformProcess) -> Iterator[PlatformCodes]:
    with ExitStack() as closing:
        yield codes_at(platform.address, world, closing)
    platform.be_well()


def codes_at(address: str, world: World, closing: ExitStack) -> PlatformCodes:
    clock = FakeClock(START + timedelta(seconds=next(_seconds)))
    platform = HttpPlatform(address, Signing.NONE, clock, timeout_seconds=1)
    closing.callback(platform.close)
    desk = Desk(INSTITUTION, shipped_province("baseline"))
    return PlatformCodes(Institutions(world.township, platform, desk, clock))


def shown(platform: PlatformProcess, minutes: int = 5) -> tuple[str, dict[str, str]]:
    """Let somebody's telephone show a code; give it and the person."""
    person = insured(next(_people))
    platform.insure(person)
    code = f"6901A-secret-of-{person['psn_no']}"
    platform.open_code(code, person["psn_no"], minutes)
    return code, person


class Stopwatch:
    """Seconds that pass when told."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def desk_of(world: World, line: CodeLine, watch: Stopwatch | None = None) -> WhoseCode:
    return WhoseCode(world.store, random.Random(1).randbytes, watch or Stopwatch(), lambda _: line)


def heard(desk: WhoseCode, code: str) -> CodeHolder:
    return desk.hear(desk.carry(desk.ask(code)))


def stopped(desk: WhoseCode, code: str) -> str:
    with pytest.raises(Stop) as caught:
        heard(desk, code)
    return caught.value.code


def test_a_desk_hears_number_and_name_and_the_question_is_small(
    world: World, platform: PlatformProcess, codes: PlatformCodes
) -> None:
    code, person = shown(platform)
    line = CodeLine(world, codes)
    holder = heard(desk_of(world, line), code)
    assert (holder.number, holder.name) == (person["certno"], person["name"])
    assert line.asked == [Ask.WHOSE_CODE]
    assert line.bytes_up < 200
    assert line.bytes_down < 200
    assert repr(holder) == "CodeHolder()"


def test_a_code_is_refused_when_it_is_over_used_or_of_nobody(
    world: World, platform: PlatformProcess, codes: PlatformCodes
) -> None:
    desk = desk_of(world, CodeLine(world, codes))
    used, _ = shown(platform)
    over, _ = shown(platform, minutes=-1)
    heard(desk, used)
    for code in (used, over, "6901A-made-up-by-somebody"):
        assert stopped(desk, code) == "insurance_code_refused"


def test_a_clinic_asks_as_the_institution_it_settles_under(
    world: World, platform: PlatformProcess, codes: PlatformCodes
) -> None:
    desk = desk_of(world, CodeLine(world, codes))
    for way in (SettlementWay(), OWN):
        world.township.keep_settlement_way(CLINIC, way, UserId(""), START)
        code, _ = shown(platform)
        heard(desk, code)
        last = platform.messages()[-1]
        assert (last["infno"], last["fixmedins_code"]) == ("1101", way.institution or INSTITUTION.code)
    by_province = SettlementWay(SettlementMode.PROVINCE)
    world.township.keep_settlement_way(CLINIC, by_province, UserId(""), START)
    assert stopped(desk, "6901A-of-somebody-else") == "insurance_code_not_offered"


@pytest.mark.parametrize("kind", ["timeout", "error", "empty", "drop"])
def test_a_platform_that_does_not_answer_is_said_to_be_away(
    world: World, platform: PlatformProcess, codes: PlatformCodes, kind: str
) -> None:
    code, _ = shown(platform)
    platform.go_wrong("1101", kind, hold_ms=1500)
    assert stopped(desk_of(world, CodeLine(world, codes)), code) == "insurance_code_platform_away"


def test_nobody_there_and_nobody_asked_are_told_apart(world: World) -> None:
    with ExitStack() as closing:
        away = CodeLine(world, codes_at("http://127.0.0.1:1", world, closing))
        assert stopped(desk_of(world, away), "6901A-of-somebody-else") == "insurance_code_platform_away"
    assert stopped(desk_of(world, CodeLine(world)), "6901A-of-somebody-else") == "insurance_code_not_offered"


def test_a_service_asks_a_few_at_a_time_and_never_waits_for_its_turn(
    world: World, codes: PlatformCodes
) -> None:
    for _ in range(AT_ONCE):
        codes._free.acquire()
    assert stopped(desk_of(world, CodeLine(world, codes)), "6901A-one-too-many-now") == "insurance_code_busy"


@pytest.mark.parametrize(
    ("breaks", "code"),
    [
        (Hindrance("township_unreachable"), "insurance_code_no_line"),
        (Hindrance("township_not_ours"), "insurance_code_no_line"),
        (Hindrance("township_refused", reason="question_unknown"), "insurance_code_no_line"),
        (Refusal("device_revoked"), "insurance_code_no_line"),
        (Hindrance("township_silent"), "insurance_code_too_slow"),
        (Hindrance("township_busy", seconds=9), "insurance_code_too_slow"),
    ],
)
def test_whatever_the_line_does_the_desk_goes_on(world: World, breaks: Stop, code: str) -> None:
    line = CodeLine(world, breaks=breaks)
    assert stopped(desk_of(world, line), "6901A-of-somebody-else") == code


def test_a_question_that_waited_too_long_for_the_line_is_not_carried(world: World) -> None:
    line, watch = CodeLine(world), Stopwatch()
    desk = desk_of(world, line, watch)
    question = desk.ask("6901A-of-somebody-else")
    watch.at += STALE_AFTER + 1
    with pytest.raises(Hindrance, match="insurance_code_too_slow"):
        desk.carry(question)
    assert line.asked == []


def test_an_answer_to_another_question_or_by_another_hand_is_none(
    world: World, platform: PlatformProcess, codes: PlatformCodes
) -> None:
    desk = desk_of(world, CodeLine(world, codes))
    code, _ = shown(platform)
    answered = desk.carry(desk.ask(code))
    other = desk.ask("6901A-of-somebody-else")
    touched = answered.answer[:-1] + bytes([answered.answer[-1] ^ 1])
    for wrong in (replace(answered, question=other), replace(answered, answer=touched)):
        with pytest.raises(Hindrance, match="insurance_code_no_line"):
            desk.hear(wrong)


def test_a_revoked_pc_and_one_taken_back_learn_nothing(
    world: World, platform: PlatformProcess, codes: PlatformCodes
) -> None:
    code, _ = shown(platform)
    line = CodeLine(world, codes)
    question, before = desk_of(world, line).ask(code), len(platform.messages())
    device = world.township.device(world.store.standing().enrolment.device)
    assert device is not None
    with world.database.writing() as connection:
        connection.execute(devices.update().values(returned=True))
    with pytest.raises(Refusal, match="device_not_confirmed"):
        line.exchange(Ask.WHOSE_CODE, question.body)
    world.township.revoke_device(device.device, {}, START)
    with pytest.raises(Refusal, match="device_revoked"):
        line.exchange(Ask.WHOSE_CODE, question.body)
    assert len(platform.messages()) == before


def test_the_code_is_kept_nowhere_on_its_way(
    world: World,
    platform: PlatformProcess,
    codes: PlatformCodes,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All of it over real TLS: both stores row by row, every file, trail, diary, and every line of a log."""
    caplog.set_level(logging.DEBUG)
    begin_log(tmp_path / "service.log")
    codes_here = [TownshipCode(world.township.code)]
    hosting = Hosting(
        codes=lambda: codes_here,
        store_of=lambda _: world.township,
        tls_pin=lambda: TLS_PIN,
        clock=world.clock,
        lines=Lines({codes_here[0]: codes}),
    )
    told, refused = shown(platform)[0], "6901A-secret-of-somebody-else"
    bodies: list[tuple[int, int]] = []
    with running(hosting, TLS_KEY) as service:
        ways: list[HttpsTransport] = []

        def way(_: object) -> HttpsTransport:
            address = Address("127.0.0.1", service.port, codes_here[0])
            ways.append(HttpsTransport(address, TLS_PIN, PATIENCE))
            return ways[-1]

        desk = WhoseCode(world.store, random.Random(2).randbytes, Stopwatch(), way)
        assert heard(desk, told).number
        assert stopped(desk, refused) == "insurance_code_refused"
        bodies = [(one.bytes_up, one.bytes_down) for one in ways]
    assert all(up < 200 and down < 200 for up, down in bodies), bodies
    trail = SqlConsole(world.database, world.township.code, CODEC).trail(None, 99)
    kept = [
        *all_rows(world.database),
        *rows_of(world.clinic),
        *all_files(world.folder),
        *all_files(tmp_path),
        json.dumps([str(one) for one in trail]).encode(),
        json.dumps([str(one) for one in world.store.attempts(99)]).encode(),
        caplog.text.encode(),
    ]
    assert len(kept) > 100
    assert "whose_code" in (tmp_path / "service.log").read_text()
    for code in (told, refused):
        assert [one for one in kept if code.encode() in one] == []
    assert world.store.attempts(99) == []


BAD_FILES = [
    "not toml = = =",
    "[T330111]\nplatform = 'http://127.0.0.1:1'\n",
    "T330111 = 'http://127.0.0.1:1'\n",
    "[T330111]\nplatform = 'x'\ninstitution_file = 'missing.toml'\nprovince = 'baseline'\n",
]


@pytest.mark.parametrize("text", BAD_FILES)
def test_a_file_of_lines_that_cannot_be_read_is_a_code(world: World, tmp_path: Path, text: str) -> None:
    file = tmp_path / "lines.toml"
    file.write_text(text, "utf-8")
    with ExitStack() as closing, pytest.raises(Refusal, match="insurance_code_file_not_readable"):
        open_lines(file, lambda _: world.township, world.clock, closing)


def test_a_file_of_lines_names_a_line_for_each_township_and_none_for_others(
    world: World, platform: PlatformProcess, tmp_path: Path
) -> None:
    (tmp_path / "institution.toml").write_text(
        f"""
code = "{INSTITUTION.code}"
name = "{INSTITUTION.name}"
area = "{INSTITUTION.area}"
operator = {{code = "op1", name = "经办", mac = "00-00-00-00-00-00", ip = "127.0.0.1"}}
department = {{code = "50", name = "全科医疗科", category = "A03"}}
""",
        "utf-8",
    )
    file = tmp_path / "lines.toml"
    file.write_text(
        f"[T330111]\nplatform = '{platform.address}'\ninstitution_file = 'institution.toml'\n"
        "province = 'baseline'\n",
        "utf-8",
    )
    code, person = shown(platform)
    with ExitStack() as closing:
        clock = FakeClock(START.astimezone(CHINA) + timedelta(hours=next(_seconds)))
        lines = open_lines(file, lambda _: world.township, clock, closing)
        assert lines.of(TownshipCode("T330111")).whose(CLINIC, code).number == person["certno"]
        with pytest.raises(Hindrance, match="insurance_code_not_offered"):
            lines.of(TownshipCode("T9")).whose(ClinicCode("C01"), code)
