"""The platform's own tables and the one connection to them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
create table if not exists persons (
    psn_no text primary key, certno text not null, name text not null, gend text not null,
    brdy text not null, naty text not null, card_no text, psn_cert_type text not null);
create index if not exists persons_certno on persons (certno);
create table if not exists insurances (
    psn_no text not null references persons, insutype text not null, psn_type text not null,
    status text not null, admdvs text not null, insured_on text, paused_on text,
    benefit_begin text, benefit_end text, reason text, balance_fen integer not null,
    primary key (psn_no, insutype));
create table if not exists identities (
    psn_no text not null references persons, psn_idet_type text not null, begntime text not null,
    endtime text);
create table if not exists prior_usage (
    psn_no text not null references persons, year integer not null, fen integer not null,
    primary key (psn_no, year));
create table if not exists messages (
    msgid text primary key, infno text not null, infcode integer not null, fixmedins_code text not null,
    received text not null, answer text not null);
create table if not exists signings (
    sign_no text primary key, fixmedins_code text not null, opter_no text not null, day text not null,
    unique (fixmedins_code, opter_no, day));
create table if not exists registrations (
    mdtrt_id text primary key, psn_no text not null, insutype text not null, ipt_otp_no text not null,
    fixmedins_code text not null, begntime text not null, admdvs text not null,
    med_type text, dise_codg text, cancelled integer not null default 0);
create table if not exists diagnoses (
    mdtrt_id text not null references registrations, diag_srt_no integer not null, diag_code text not null,
    primary key (mdtrt_id, diag_srt_no));
create table if not exists fee_lines (
    mdtrt_id text not null references registrations, feedetl_sn text not null, chrg_bchno text not null,
    dise_codg text, sum_fen integer not null, own_fen integer not null, over_fen integer not null,
    pre_fen integer not null, within_fen integer not null, setl_id text,
    primary key (mdtrt_id, feedetl_sn));
create table if not exists settlements (
    setl_id text primary key, msgid text not null, undoes text, psn_no text not null, mdtrt_id text not null,
    ipt_otp_no text not null, chrg_bchno text not null, fixmedins_code text not null, insutype text not null,
    med_type text not null, clr_optins text not null, setl_time text not null, year integer not null,
    sum_fen integer not null, fund_fen integer not null, acct_fen integer not null, cash_fen integer not null,
    state text not null check (state in ('effective', 'cancelled', 'cancellation', 'reversed')),
    answer text not null);
create table if not exists traces (
    mdtrt_id text not null, feedetl_sn text not null, code text not null,
    primary key (mdtrt_id, feedetl_sn, code));
create table if not exists mappings (
    fixmedins_code text not null, own text not null, list_type text not null, med_list_codg text not null,
    name text not null, begndate text not null, enddate text, updt_time text not null,
    primary key (fixmedins_code, own));
create table if not exists clearings (
    fixmedins_code text not null, month text not null, primary key (fixmedins_code, month));
create table if not exists codes (
    code text primary key, psn_no text not null references persons, until text not null,
    used integer not null default 0);
create table if not exists files (
    file_qury_no text primary key, fixmedins_code text not null, filename text not null,
    content blob not null);
create table if not exists counters (name text primary key, last integer not null);
"""


def open_tables(folder: Path) -> sqlite3.Connection:
    """Open the platform's file in a folder, making both if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / "platform.sqlite3", isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.executescript("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;")
    db.executescript(_SCHEMA)
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Do all or nothing."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")


def next_number(db: sqlite3.Connection, name: str) -> int:
    """Count on inside the running transaction, from 1."""
    row = db.execute(
        "insert into counters values (?, 1) on conflict (name) do update set last = last + 1 returning last",
        (name,),
    ).fetchone()
    return int(row[0])
