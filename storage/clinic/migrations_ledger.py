"""Schema of the file `ledger`, step by step; a released step is never edited."""

from storage.sqlcipher import Database, Migrations

ledger_migrations = Migrations("ledger")

_FROM_THE_FIRST = ("incarnations", "epochs", "events", "receipts", "results", "result_signatures")
APPEND_ONLY = (*_FROM_THE_FIRST, "audit")
"""Tables whose rows are never changed nor deleted; triggers see to it."""


@ledger_migrations(name="0001_first_ledger")
def first_ledger(db: Database) -> None:
    """Make the chain, what the township said about it, and what is only kept here."""
    for statement in (*_CHAIN, *_TOWNSHIP, *_OWN):
        db.execute(statement)
    for table in _FROM_THE_FIRST:
        _only_append(db, table)


@ledger_migrations(name="0002_county")
def county(db: Database) -> None:
    """Keep the county's public keys since the enrolment; no row where it brought none."""
    db.execute(_COUNTY)
    for deed in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER county_never_{deed.lower()} BEFORE {deed} ON county"
            " BEGIN SELECT RAISE(ABORT, 'the county is pinned'); END"
        )


@ledger_migrations(name="0003_audit_trail")
def audit_trail(db: Database) -> None:
    """Make the trail of who looked at whom; `record` holds all of a line, `person` is there to find it by."""
    db.execute(_AUDIT)
    db.execute("CREATE INDEX audit_by_person ON audit (person, position) WHERE person <> ''")
    _only_append(db, "audit")


@ledger_migrations(name="0004_known_staff")
def known_staff(db: Database) -> None:
    """Remember which roles the township granted last, for the day the cache is lost."""
    db.execute(_KNOWN_STAFF)


@ledger_migrations(name="0005_keeping")
def keeping(db: Database) -> None:
    """Keep where backups go, when the last one was made, and when everything was read again."""
    db.execute("CREATE TABLE keeping (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")


def _only_append(db: Database, table: str) -> None:
    for deed in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER {table}_never_{deed.lower()} BEFORE {deed} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


@ledger_migrations(name="0005_results_disowned")
def results_disowned(db: Database) -> None:
    """Let results leave the stream for a place beside it: a restored township goes on differently."""
    db.execute(_DISOWNED)
    for table, kept in _LET_GO.items():
        db.execute(f"DROP TRIGGER {table}_never_delete")
        db.execute(
            f"CREATE TRIGGER {table}_never_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({kept})"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    _only_append(db, "results_disowned")


@ledger_migrations(name="0006_announcements")
def announcements(db: Database) -> None:
    """Keep the township's signed word for each epoch it led this clinic into."""
    db.execute(_ANNOUNCEMENTS)


@ledger_migrations(name="0007_other_ledgers")
def other_ledgers(db: Database) -> None:
    """Keep what this clinic's other PCs and earlier lives of this ledger wrote, with their signatures."""
    for statement in _OTHERS:
        db.execute(statement)
    for table in ("other_events", "other_ranges"):
        _only_append(db, table)


@ledger_migrations(name="0008_township_sealing")
def township_sealing(db: Database) -> None:
    """Keep the key that bundles for the township are sealed to."""
    db.execute(
        "CREATE TABLE township_sealing (only INTEGER PRIMARY KEY CHECK (only = 1), key BLOB NOT NULL) STRICT"
    )
    _only_append(db, "township_sealing")


@ledger_migrations(name="0009_bytes_of_days")
def bytes_of_days(db: Database) -> None:
    """Count what went over the network each day: the diary lets old lines go, a budget is for a month."""
    db.execute(
        "CREATE TABLE bytes_of_days (day TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID"
    )


@ledger_migrations(name="0010_few_of_a_type")
def few_of_a_type(db: Database) -> None:
    """Find the last boot, batch of look-ups or day close at once, among all the visits of ten years."""
    db.execute("CREATE INDEX events_but_visits ON events (type, position) WHERE type <> 'visit_recorded'")


@ledger_migrations(name="0011_missing")
def missing(db: Database) -> None:
    """Remember the places of events a damaged file no longer gives; `asked`: the epoch it was in vain."""
    db.execute(_MISSING)


@ledger_migrations(name="0012_device_words")
def device_words(db: Database) -> None:
    """Keep the township's signed words about devices of this clinic, for the day it forgot one."""
    db.execute(_DEVICE_WORDS)
    _only_append(db, "device_words")


@ledger_migrations(name="0013_founding")
def founding(db: Database) -> None:
    """Keep what a PC founded from a stick has to show, until the township has taken it in."""
    db.execute(
        "CREATE TABLE founding (only INTEGER PRIMARY KEY CHECK (only = 1), secret BLOB NOT NULL,"
        " program TEXT NOT NULL) STRICT"
    )


@ledger_migrations(name="0014_township_faces")
def township_faces(db: Database) -> None:
    """Keep the keys the county said the township has, with its words."""
    db.execute(_FACES)
    _only_append(db, "township_faces")


@ledger_migrations(name="0015_handed_on")
def handed_on(db: Database) -> None:
    """Remember the epochs in which what other PCs wrote was offered to a township that may have lost it."""
    db.execute("CREATE TABLE handed_on (epoch INTEGER PRIMARY KEY REFERENCES epochs(number)) STRICT")


@ledger_migrations(name="0016_rolled_faces")
def rolled_faces(db: Database) -> None:
    """Keep the keys the township itself said it has after others, with its words; `epoch` is when it did."""
    db.execute(_ROLLED)
    _only_append(db, "rolled_faces")


@ledger_migrations(name="0017_service_key")
def service_key(db: Database) -> None:
    """Keep the TLS key the service has after another, and the one it announced; no row before the first."""
    db.execute(_SERVICE_KEY)


@ledger_migrations(name="0018_few_of_a_type_of_others")
def few_of_a_type_of_others(db: Database) -> None:
    """Find what other PCs noted of a type as quickly as what this one did."""
    db.execute(
        "CREATE INDEX other_events_but_visits ON other_events (type, position) WHERE type <> 'visit_recorded'"
    )


_SERVICE_KEY = """CREATE TABLE service_key (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        pin BLOB NOT NULL,
        number INTEGER NOT NULL,
        next BLOB,
        announced TEXT NOT NULL,
        until TEXT NOT NULL
    ) STRICT"""
_ROLLED = """CREATE TABLE rolled_faces (
        epoch INTEGER NOT NULL REFERENCES epochs(number),
        number INTEGER NOT NULL,
        signing BLOB NOT NULL,
        sealing BLOB NOT NULL,
        tls_pin BLOB NOT NULL,
        word BLOB NOT NULL,
        PRIMARY KEY (epoch, number)
    ) STRICT"""
_FACES = """CREATE TABLE township_faces (
        epoch INTEGER PRIMARY KEY REFERENCES epochs(number),
        signing BLOB NOT NULL,
        sealing BLOB NOT NULL,
        tls_pin BLOB NOT NULL,
        word BLOB NOT NULL
    ) STRICT"""
_DEVICE_WORDS = """CREATE TABLE device_words (
        number INTEGER PRIMARY KEY,
        device TEXT NOT NULL,
        word BLOB NOT NULL,
        UNIQUE (device, word)
    ) STRICT"""
_MISSING = """CREATE TABLE missing (
        position INTEGER PRIMARY KEY,
        incarnation TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        asked INTEGER NOT NULL DEFAULT 0,
        UNIQUE (incarnation, sequence)
    ) STRICT"""
_OTHERS = (
    """CREATE TABLE other_events (
        position INTEGER PRIMARY KEY,
        incarnation TEXT NOT NULL,
        sequence INTEGER NOT NULL CHECK (sequence > 0),
        event_id TEXT NOT NULL,
        type TEXT NOT NULL,
        header BLOB NOT NULL,
        body BLOB NOT NULL,
        hash BLOB NOT NULL,
        UNIQUE (incarnation, sequence)
    ) STRICT""",
    """CREATE TABLE other_ranges (
        incarnation TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        device TEXT NOT NULL,
        signing_key BLOB NOT NULL,
        epoch_number INTEGER NOT NULL,
        epoch_id TEXT NOT NULL,
        signature BLOB NOT NULL,
        PRIMARY KEY (incarnation, first, last)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE other_lives (
        incarnation TEXT PRIMARY KEY,
        last INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE log_positions (
        epoch INTEGER PRIMARY KEY REFERENCES epochs(number),
        number INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX results_of_event ON results (event_id, position)",
)
_DISOWNED = """CREATE TABLE results_disowned (
        hash BLOB PRIMARY KEY,
        position INTEGER NOT NULL,
        event_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        at TEXT NOT NULL,
        facts BLOB NOT NULL,
        previous_hash BLOB NOT NULL,
        record BLOB NOT NULL,
        signature BLOB
    ) STRICT"""
_ANNOUNCEMENTS = """CREATE TABLE announcements (
        epoch INTEGER PRIMARY KEY REFERENCES epochs(number),
        announced BLOB NOT NULL
    ) STRICT"""
_LET_GO = {
    "results": "SELECT 1 FROM results_disowned d WHERE d.hash = OLD.hash",
    "result_signatures": "SELECT 1 FROM results_disowned d WHERE d.position = OLD.position"
    " AND d.signature = OLD.signature",
}
"""What must be kept before a row may leave its table."""
_COUNTY = """CREATE TABLE county (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        name TEXT NOT NULL,
        signing BLOB NOT NULL,
        recovery BLOB NOT NULL
    ) STRICT"""
_CHAIN = (
    """CREATE TABLE incarnations (
        number INTEGER PRIMARY KEY,
        incarnation TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        incarnation TEXT NOT NULL REFERENCES incarnations(incarnation),
        sequence INTEGER NOT NULL CHECK (sequence > 0),
        event_id TEXT NOT NULL,
        type TEXT NOT NULL,
        header BLOB NOT NULL,
        body BLOB NOT NULL,
        hash BLOB NOT NULL,
        UNIQUE (incarnation, sequence),
        UNIQUE (event_id, incarnation)
    ) STRICT""",
)
_TOWNSHIP = (
    """CREATE TABLE epochs (
        number INTEGER PRIMARY KEY,
        epoch_id TEXT NOT NULL UNIQUE,
        predecessor TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE receipts (
        id INTEGER PRIMARY KEY,
        device TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        epoch INTEGER NOT NULL REFERENCES epochs(number),
        log_position INTEGER NOT NULL,
        log_hash BLOB NOT NULL,
        at TEXT NOT NULL,
        signed BLOB NOT NULL,
        UNIQUE (incarnation, epoch, sequence)
    ) STRICT""",
    """CREATE TABLE results (
        position INTEGER PRIMARY KEY,
        event_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        at TEXT NOT NULL,
        facts BLOB NOT NULL,
        previous_hash BLOB NOT NULL,
        record BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE result_signatures (
        position INTEGER PRIMARY KEY REFERENCES results(position),
        signature BLOB NOT NULL
    ) STRICT""",
)
_KNOWN_STAFF = """CREATE TABLE known_staff (
        user TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        listed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID"""
_AUDIT = """CREATE TABLE audit (
        position INTEGER PRIMARY KEY,
        person TEXT NOT NULL,
        record BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT"""
_OWN = (
    """CREATE TABLE enrolment (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        township TEXT NOT NULL,
        township_name TEXT NOT NULL,
        clinic TEXT NOT NULL,
        clinic_name TEXT NOT NULL,
        device TEXT NOT NULL,
        address TEXT NOT NULL,
        township_key BLOB NOT NULL,
        tls_pin BLOB NOT NULL,
        signing_key BLOB NOT NULL,
        sealing_key BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE drafts (
        person_key TEXT PRIMARY KEY,
        content TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        route TEXT NOT NULL,
        outcome TEXT NOT NULL,
        bytes_up INTEGER NOT NULL,
        bytes_down INTEGER NOT NULL,
        seconds REAL NOT NULL
    ) STRICT""",
)
