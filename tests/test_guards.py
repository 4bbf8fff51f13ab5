"""The guards of tests/conftest.py really bite."""

import logging
import os
import socket
import sys
import threading

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.helpers.guards import LogGuard, listening_logs, looks_like_personal_data, threads_left

A_NUMBER = "11010519491231002X"


def heard(message: str, level: int = logging.INFO, name: str = "storage.clinic.ledger") -> LogGuard:
    with listening_logs() as guard:
        logging.getLogger(name).log(level, message)
    return guard


def test_qt_never_asks_for_a_display() -> None:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize("text", [A_NUMBER, f"person {A_NUMBER} opened", f"x={A_NUMBER.lower()}"])
def test_a_citizen_number_is_recognised(text: str) -> None:
    assert looks_like_personal_data(text)


@pytest.mark.parametrize("text", ["1764000000000000000", "f3a22400bce1b0c701683820ac4f3b15", "2026-11-25"])
def test_times_hashes_and_days_are_not_personal_data(text: str) -> None:
    assert not looks_like_personal_data(text)


def test_an_id_number_in_a_debug_record_is_a_complaint_that_does_not_repeat_it() -> None:
    guard = LogGuard()
    guard.emit(logging.makeLogRecord({"name": "storage", "msg": "opened %s", "args": (A_NUMBER,)}))
    (complaint,) = guard.complaints([])
    assert "personal data in the log of storage" in complaint
    assert A_NUMBER not in complaint


def test_an_id_number_in_a_traceback_is_a_complaint() -> None:
    guard = LogGuard()
    try:
        raise ValueError(A_NUMBER)
    except ValueError:
        guard.emit(logging.makeLogRecord({"name": "sync", "msg": "failed", "exc_info": sys.exc_info()}))
    assert len(guard.complaints([])) == 1


def test_debug_records_of_our_rooms_are_heard() -> None:
    assert [record.getMessage() for record in heard("slice stored", logging.DEBUG).records] == [
        "slice stored"
    ]


@pytest.mark.expects_log("disk is full")
def test_a_warning_is_a_complaint_unless_the_test_announced_it() -> None:
    guard = heard("disk is full", logging.WARNING)
    assert guard.complaints([]) == ["unexpected log record: storage.clinic.ledger WARNING: disk is full"]
    assert guard.complaints(["disk is full"]) == []


def test_a_thread_that_ends_in_time_is_forgiven() -> None:
    before = set(threading.enumerate())
    threading.Thread(target=lambda: None).start()
    assert threads_left(before) == []


def test_a_thread_that_stays_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.helpers.guards.THREAD_GRACE_SECONDS", 0.01)
    before = set(threading.enumerate())
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="the one that stays")
    thread.start()
    assert threads_left(before) == ["the one that stays"]
    release.set()
    thread.join()


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80)])
def test_a_socket_cannot_leave_this_machine(address: tuple[str, int]) -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match="loopback only"):
        one.connect(address)


def test_each_test_gets_an_empty_database(postgres_url: str) -> None:
    address = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert tables == (0,)
