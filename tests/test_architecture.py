"""Who may import whom, and the few things that may happen in one place only.

Each rule is short enough to read aloud; each exception is named with its reason.
"""

import ast
import re
import sys

import pytest

from tests.helpers.source import ROOT, Source, calls, dotted, imports, in_package, module_names, product

STANDARD = frozenset(sys.stdlib_module_names)

# Room: the rooms and libraries it may import besides itself and the standard library. main.py may all.
MAY_IMPORT = {
    "core": set[str](),
    "storage": {
        "core",
        "sqlite_utils",
        "sqlalchemy",
        "alembic",
        "sqlcipher3",
        "cryptography",
        "pypinyin",
        "psycopg",
    },
    "sync": {
        *("core", "cryptography", "cbor2", "zstandard", "httpx", "httpcore"),
        *("starlette", "uvicorn", "jinja2", "openpyxl", "reportlab"),
    },
    "ui": {"core", "PySide6", "shiboken6", "serial", "smartcard", "openpyxl", "segno"},
    "ui.commandline": {"core", "typer"},
    "installer": {"packageurl", "elftools"},  # for what packages carry; setting up goes without any library
}

# Inside core, from the bottom: a layer imports its own and those before it.
CORE_LAYERS = (
    {"errors", "ids", "dates", "money", "reference", "recovery", "letters", "read_body"},
    {"policy"},
    {
        *("identity", "coverage", "visits", "catalogue"),
        *("audit", "roles", "events", "data_sets", "ports", "clinic", "clock_trust"),
        *(
            "township_ports",
            "township_rows",
            "sync_ports",
            "settlement_ports",
            "settlement_modes",
            "settlement_questions",
            "province_ports",
            "insurance_code",
            "platform_credentials",
            "county",
            "county_pack",
            "county_recovery",
        ),
        "safekeeping",
        *("epoch_ports", "clinic_log", "own_events", "device_words", "township_keys", "calling"),
        *("console", "console_ports", "console_rows", "import_rows", "reconciliation", "statement"),
        *("prescription_review", "supervision_ports", "supervision", "followup", "stock", "outreach"),
    },
    {"services"},
    {"training"},
)

# Against the layers, one by one: (who, whom) and why.
UPWARDS = {
    (
        "core.policy",
        "core.coverage.history",
    ): "the law judges a history, whose values know nothing of the law",
}

# The sync core decides without touching a wire.
WITHOUT_WIRE = (
    *("sync.codec", "sync.fields", "sync.envelope", "sync.asks", "sync.one_time_code"),
    *("sync.introduction", "sync.ledger_messages", "sync.protocol", "sync.data_sets"),
    *("sync.client", "sync.download", "sync.enrolment", "sync.county", "sync.patience"),
    *("sync.awaited_visit", "sync.others_log"),
    *("sync.schedule", "sync.purse", "sync.forecast", "sync.founding", "sync.founding_code"),
    *("sync.meeting", "sync.following", "sync.device_words", "sync.handing_on"),
    *("sync.key_roll", "sync.tls_roll"),
)
WIRE = ("httpx", "httpcore", "starlette", "uvicorn", "socket", "ssl", "asyncio", "threading")

# The one clock of each program: the simulated platform stands for a machine of somebody else's.
CLOCKS = ("main.py", "sync/platform_simulator/system_clock.py")
CLOCK_CALLS = (
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"),
    *("time.localtime", "time.gmtime", "currentDate", "currentDateTime", "currentDateTimeUtc", "currentTime"),
)
# Computed imports, by file and why.
COMPUTED = {
    "ui/wording/reasons.py": "gathers the sentences, one file a room; the package is told of them all",
    "ui/selftest.py": "looks whether each library came along; it uses none of them",
}
THREAD_WORDS = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent"}
THREAD_MODULES = ("threading", "concurrent", "multiprocessing", "asyncio", "_thread")
STEPS = "storage/township/migrations/versions"
STEP = re.compile(r'^revision = "(\d+)"\ndown_revision = (?:"(\d+)"|None)$', re.MULTILINE)
SQLCIPHER_FILES = ("storage/sqlcipher.py", "storage/clinic/database.py")

pytestmark = pytest.mark.skipif(not product(), reason="there is no product code beside these tests")


def room_of(source: Source) -> str:
    return (
        "ui.commandline" if in_package(source.module, "ui.commandline") else source.module.partition(".")[0]
    )


def internal(module: str) -> bool:
    return module.partition(".")[0] in {name.partition(".")[0] for name in module_names()}


def test_each_room_imports_only_what_the_table_grants() -> None:
    found = []
    for source in product():
        room = room_of(source)
        if room == "main":
            continue
        granted = STANDARD | MAY_IMPORT[room] | {room.partition(".")[0]}
        found += [
            f"{source.at(one.line)}: {room} imports {one.module}"
            for one in imports(source)
            if one.top not in granted
        ]
    assert found == []


def test_storage_and_sync_never_meet() -> None:
    assert "sync" not in MAY_IMPORT["storage"] | MAY_IMPORT["ui"]
    assert "storage" not in MAY_IMPORT["sync"] | MAY_IMPORT["ui"]


def test_only_main_composes_and_nobody_imports_main() -> None:
    assert [source.path for source in product() for one in imports(source) if one.top == "main"] == []


def test_the_command_line_never_loads_qt() -> None:
    by_module = {source.module: source for source in product()}
    waiting = [module for module in by_module if in_package(module, "ui.commandline")]
    seen = set(waiting)
    found = []
    while waiting:
        source = by_module[waiting.pop()]
        for one in imports(source):
            if one.top == "PySide6":
                found.append(f"{source.at(one.line)} brings Qt to the command line")
            if one.module in by_module and one.module not in seen:
                seen.add(one.module)
                waiting.append(one.module)
    assert found == []


def layer_of(module: str) -> int:
    part = module.split(".")[1] if "." in module else ""
    return next((rank for rank, names in enumerate(CORE_LAYERS) if part in names), -1)


def test_every_part_of_core_has_its_layer() -> None:
    strays = {
        source.path
        for source in product()
        if in_package(source.module, "core") and layer_of(source.module) < 0
    }
    assert strays <= {"core/__init__.py"}


def test_core_imports_downwards_only() -> None:
    found = [
        f"{source.at(one.line)}: {source.module} imports {one.module} from above"
        for source in product()
        if in_package(source.module, "core")
        for one in imports(source)
        if one.top == "core" and layer_of(one.module) > layer_of(source.module)
        if not any(in_package(source.module, who) and in_package(one.module, whom) for who, whom in UPWARDS)
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    used = {
        (who, whom)
        for who, whom in UPWARDS
        for source in product()
        if in_package(source.module, who) and any(in_package(one.module, whom) for one in imports(source))
    }
    assert used == set(UPWARDS)
    assert {path for path in COMPUTED if (ROOT / path).exists()} == set(COMPUTED)


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph = {
        source.module: {one.module for one in imports(source) if not one.for_types_only} & module_names()
        for source in product()
    }
    done: set[str] = set()
    circles = []

    def follow(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            circles.append(" -> ".join((*path[path.index(module) :], module)))
        elif module not in done:
            for needed in sorted(graph[module]):
                follow(needed, (*path, module))
            done.add(module)

    for module in sorted(graph):
        follow(module, ())
    assert circles == []


def test_the_platform_simulator_knows_nothing_of_the_client() -> None:
    home = "sync.platform_simulator"
    leaving = [
        f"{source.at(one.line)}: imports {one.module}"
        for source in product()
        if in_package(source.module, home)
        for one in imports(source)
        if internal(one.module) and not in_package(one.module, home)
    ]
    entering = [
        f"{source.at(one.line)}: imports {one.module}"
        for source in product()
        if source.module != "main" and not in_package(source.module, home)
        for one in imports(source)
        if in_package(one.module, home)
    ]
    assert leaving + entering == []


def test_the_sync_core_touches_no_wire() -> None:
    found = [
        f"{source.at(one.line)}: {source.module} imports {one.module}"
        for source in product()
        if in_package(source.module, *WITHOUT_WIRE)
        for one in imports(source)
        if one.top in WIRE or in_package(one.module, "sync.township", "sync.transport", "sync.sim")
    ]
    assert found == []


def test_imports_are_absolute() -> None:
    found = [
        source.at(one.line) for source in product() for one in imports(source) if one.module.startswith(".")
    ]
    assert found == []


def test_imports_are_written_not_computed() -> None:
    found = [
        source.at(call.lineno)
        for source in product()
        if source.path not in COMPUTED
        for call in calls(source)
        if dotted(call.func).endswith(("import_module", "__import__"))
    ]
    assert found == []


def test_an_init_file_holds_one_docstring_and_nothing_else() -> None:
    found = [
        source.path
        for source in product()
        if source.path.endswith("__init__.py")
        and not (len(source.tree.body) == 1 and ast.get_docstring(source.tree))
    ]
    assert found == []


def test_every_folder_of_code_has_an_init_file() -> None:
    folders = {(ROOT / source.path).parent for source in product()} - {ROOT}
    assert [str(one.relative_to(ROOT)) for one in sorted(folders) if not (one / "__init__.py").exists()] == []


def test_threads_of_the_desktop_live_in_ui_tasks() -> None:
    found = []
    for source in product():
        # The batch command has worker processes of its own and no window beside them.
        if not in_package(source.module, "ui") or source.module in (
            "ui.tasks",
            "ui.commandline.policy_batch",
        ):
            continue
        found += [source.at(one.line) for one in imports(source) if one.top in THREAD_MODULES]
        names = (node for node in ast.walk(source.tree) if isinstance(node, ast.Name | ast.Attribute))
        found += [source.at(name.lineno) for name in names if dotted(name).rpartition(".")[2] in THREAD_WORDS]
    assert found == []


def test_core_starts_no_threads_and_opens_no_sockets() -> None:
    found = [
        f"{source.at(one.line)}: {one.module}"
        for source in product()
        if in_package(source.module, "core")
        for one in imports(source)
        if one.top in (*THREAD_MODULES, "socket", "ssl", "subprocess", "sqlite3", "urllib", "http")
    ]
    assert found == []


def test_no_slot_pumps_the_event_loop() -> None:
    found = [
        source.at(call.lineno)
        for source in product()
        for call in calls(source)
        if dotted(call.func).endswith("processEvents")
    ]
    assert found == []


def readings(source: Source) -> list[str]:
    return [
        f"{source.at(call.lineno)}: {dotted(call.func)}"
        for call in calls(source)
        if f".{dotted(call.func)}".endswith(tuple(f".{name}" for name in CLOCK_CALLS))
    ]


def test_only_the_clock_of_a_program_reads_the_time() -> None:
    found = [reading for source in product() if source.path not in CLOCKS for reading in readings(source)]
    assert found == []


def test_main_reads_the_time_in_one_place() -> None:
    assert [found for source in product() if source.path == "main.py" for found in readings(source)[1:]] == []


def test_the_module_table_is_touched_in_one_place() -> None:
    found = {
        source.path
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and dotted(node) == "sys.modules"
    }
    assert found <= set(SQLCIPHER_FILES)
    assert len(found) <= 1


def test_the_steps_of_the_townships_tables_follow_each_other_one_by_one() -> None:
    texts = [file.read_text("utf-8") for file in (ROOT / STEPS).glob("[!_]*.py")]
    steps = dict(pair for text in texts for pair in STEP.findall(text))
    assert len(steps) == len(texts)
    assert steps == {f"{one:04}": f"{one - 1:04}" if one > 1 else "" for one in range(1, len(texts) + 1)}
