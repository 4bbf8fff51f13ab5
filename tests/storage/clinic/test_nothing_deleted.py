"""No code deletes or changes an event, a receipt, a result or a line of the trail; the file would refuse."""

import ast
import re
from collections.abc import Iterator

from storage.clinic.desk import ClinicStore
from storage.clinic.migrations_ledger import APPEND_ONLY
from tests.helpers.source import Source, calls, dotted, in_package, product

# Statements that take away or change, wherever they stand in a text.
_TAKING = re.compile(
    r"\b(?:DELETE\s+FROM|UPDATE(?:\s+OR\s+\w+)?|(?:INSERT\s+OR\s+)?REPLACE\s+INTO|DROP\s+TABLE(?:\s+IF\s+EXISTS)?"
    r"|ALTER\s+TABLE|DROP\s+TRIGGER(?:\s+IF\s+EXISTS)?)\s+[\"\[`]?(\w+)",
    re.IGNORECASE,
)
# Ways of sqlite-utils to take away or change without a statement of our own.
_DEEDS = ("delete", "delete_where", "upsert", "upsert_all", "update", "drop", "transform")
# Who may remove a file of the store, and why.
_REMOVERS = ("unlink", "unlink_patiently", "rmtree", "rmdir", "truncate")
_MAY_REMOVE = {
    "storage/clinic/copies.py": "a copy that was not finished, or an upgrade's copy that has served",
    "storage/clinic/database.py": "the cache, which the township gives again",
    "storage/clinic/desk.py": "what a set-up that never became a clinic left behind",
    "storage/clinic/durable_file.py": "a small file's copy that was not finished",
    "storage/clinic/held_files.py": "for the others, while a scanner looks on",
    "storage/clinic/upgrade.py": "companions of the file a copy is put back over",
    "storage/clinic/reserve.py": "the room that was kept",
    "storage/clinic/at_the_door.py": "the room that was kept, so that a clinic opens on a full disk",
    "storage/clinic/tail.py": "second copies of what the township has, or the ledger holds again",
    "storage/clinic/backup.py": "backups beyond those that are kept, and unfinished ones",
    "storage/clinic/restore.py": "the copies a restore brought with it",
    "storage/clinic/mended_ledger.py": "a mended ledger that was not finished, and the mark that one was due",
    "storage/clinic/set_aside.py": "ledgers set aside of which the present one holds every event by its hash",
    "storage/clinic/rekey.py": "what a re-key left of the old files once the new ones are in place",
}


def clinic_sources() -> Iterator[Source]:
    return (source for source in product() if in_package(source.module, "storage.clinic"))


def texts(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


# Statements by file and why; the triggers let go of a row only where it was put aside in the same step.
MOVED_ASIDE = {
    ("storage/clinic/lives.py", "results"): "results a restored township disowned lie in results_aside",
    ("storage/clinic/lives.py", "result_signatures"): "with the signatures over them",
}


def test_no_statement_takes_away_from_what_is_append_only() -> None:
    kept = {table.lower() for table in APPEND_ONLY} | {"audit"}
    found = [
        f"{source.at(line)}: {match.group(0)}"
        for source in clinic_sources()
        for line, text in texts(source)
        for match in _TAKING.finditer(text)
        if match.group(1).lower() in kept or "trigger" in match.group(0).lower()
        if (source.path, match.group(1).lower()) not in MOVED_ASIDE
    ]
    assert found == []


def test_the_scan_sees_what_it_looks_for() -> None:
    seen = {
        match.group(1)
        for text in ("DELETE FROM events", "update events set x")
        for match in _TAKING.finditer(text)
    }
    assert seen == {"events"}
    drafts = [
        text for source in clinic_sources() for _, text in texts(source) if "DELETE FROM drafts" in text
    ]
    assert drafts


def test_rows_are_taken_away_by_statements_only() -> None:
    found = [
        f"{source.at(call.lineno)}: {dotted(call.func)}"
        for source in clinic_sources()
        for call in calls(source)
        if dotted(call.func).rpartition(".")[2] in _DEEDS and "database" in dotted(call.func)
    ]
    assert found == []


def test_files_of_the_store_are_removed_only_where_it_is_said_why() -> None:
    removing = {
        source.path
        for source in clinic_sources()
        for call in calls(source)
        if dotted(call.func).rpartition(".")[2] in _REMOVERS
        or dotted(call.func) in ("os.remove", "os.unlink")
    }
    assert removing <= set(_MAY_REMOVE)


def test_every_append_only_table_refuses_to_change_and_to_delete(store: ClinicStore) -> None:
    rows = store.ledger.file.database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    triggers = {row[0] for row in rows}
    wanted = {f"{table}_never_{deed}" for table in (*APPEND_ONLY, "audit") for deed in ("update", "delete")}
    assert wanted <= triggers
