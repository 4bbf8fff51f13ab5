"""Schema of the file `cache`, step by step; whatever is in it can be built again."""

from storage.sqlcipher import Database, Migrations

cache_migrations = Migrations("cache")


@cache_migrations(name="0001_first_cache")
def first_cache(db: Database) -> None:
    """Make the data sets with their search keys, and the projection of the ledger."""
    for statement in (*_DATA_SETS, *_SEARCHABLE, *_PROJECTION):
        db.execute(statement)


_DATA_SETS = (
    # A build is one version of one set while and after it is written; the pointer says which one counts.
    """CREATE TABLE builds (
        build INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE data_sets (
        name TEXT PRIMARY KEY,
        build INTEGER NOT NULL REFERENCES builds(build),
        epoch INTEGER NOT NULL,
        scope TEXT NOT NULL,
        version INTEGER NOT NULL,
        as_of TEXT NOT NULL,
        valid_until TEXT NOT NULL,
        row_count INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE chunks (
        digest BLOB PRIMARY KEY,
        data BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE set_rows (
        build INTEGER NOT NULL,
        key TEXT NOT NULL,
        record BLOB NOT NULL,
        PRIMARY KEY (build, key)
    ) STRICT""",
)
_SEARCHABLE = (
    """CREATE TABLE roster (
        row INTEGER PRIMARY KEY,
        build INTEGER NOT NULL,
        person_id TEXT NOT NULL,
        id_number TEXT NOT NULL,
        record BLOB NOT NULL,
        UNIQUE (build, person_id)
    ) STRICT""",
    "CREATE INDEX roster_by_number ON roster (build, id_number)",
    """CREATE TABLE search_keys (
        build INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        key TEXT NOT NULL,
        row INTEGER NOT NULL,
        PRIMARY KEY (build, kind, key, row)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE catalogue (
        row INTEGER PRIMARY KEY,
        build INTEGER NOT NULL,
        kind TEXT NOT NULL,
        code TEXT NOT NULL,
        record BLOB NOT NULL,
        UNIQUE (build, kind, code)
    ) STRICT""",
    """CREATE TABLE item_keys (
        build INTEGER NOT NULL,
        item_kind TEXT NOT NULL,
        kind INTEGER NOT NULL,
        key TEXT NOT NULL,
        row INTEGER NOT NULL,
        PRIMARY KEY (build, item_kind, kind, key, row)
    ) STRICT, WITHOUT ROWID""",
)
_PROJECTION = (
    """CREATE TABLE reflected (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        device TEXT NOT NULL,
        event_position INTEGER NOT NULL,
        receipt_id INTEGER NOT NULL,
        result_position INTEGER NOT NULL,
        epoch INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE delivered (
        incarnation TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visits (
        event_id TEXT PRIMARY KEY,
        incarnation TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        position INTEGER NOT NULL,
        body_hash BLOB NOT NULL,
        body BLOB NOT NULL,
        person_id TEXT NOT NULL,
        day TEXT NOT NULL,
        visited_at TEXT NOT NULL,
        fund INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        settled BLOB,
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX visits_by_day ON visits (day, visited_at, event_id)",
    "CREATE INDEX visits_by_person ON visits (person_id, visited_at, event_id)",
    "CREATE INDEX visits_waiting ON visits (person_id, day, outcome, fund)",
)


@cache_migrations(name="0002_corrections")
def corrections(db: Database) -> None:
    """Let a visit have several versions; the projection begins anew, for older ones knew no corrections."""
    for statement in _CORRECTIONS:
        db.execute(statement)


_CORRECTIONS = (
    """CREATE TABLE supersessions (
        event_id TEXT NOT NULL,
        target TEXT NOT NULL,
        cancels INTEGER NOT NULL,
        PRIMARY KEY (event_id, target)
    ) STRICT, WITHOUT ROWID""",
    "ALTER TABLE visits ADD COLUMN standing TEXT NOT NULL DEFAULT 'counts'",
    "DELETE FROM visits",
    "DELETE FROM reflected",
)


@cache_migrations(name="0003_thin_roster")
def thin_roster(db: Database) -> None:
    """Make room for the rest of the township."""
    db.execute(
        """CREATE TABLE thin_roster (
            build INTEGER NOT NULL,
            tag BLOB NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (build, tag)
        ) STRICT, WITHOUT ROWID"""
    )


@cache_migrations(name="0004_search_keys")
def search_keys(db: Database) -> None:
    """Let households and telephones be found, and numbers by the same keys as all else.

    A roster without these keys is fetched again.
    """
    db.execute("DROP INDEX roster_by_number")
    db.execute("ALTER TABLE roster ADD COLUMN household TEXT NOT NULL DEFAULT ''")
    db.execute("DELETE FROM data_sets WHERE name = 'roster'")


@cache_migrations(name="0005_results_disowned")
def results_disowned(db: Database) -> None:
    """Let the projection notice that results left the stream."""
    db.execute("ALTER TABLE reflected ADD COLUMN disowned INTEGER NOT NULL DEFAULT 0")


@cache_migrations(name="0006_other_ledgers")
def other_ledgers(db: Database) -> None:
    """Let the projection tell how far it knows this clinic's other PCs."""
    db.execute("ALTER TABLE reflected ADD COLUMN other_position INTEGER NOT NULL DEFAULT 0")


@cache_migrations(name="0007_day_in_doubt")
def day_in_doubt(db: Database) -> None:
    """Let the list mark visits whose date is to be confirmed; the projection begins anew to know of them."""
    db.execute("ALTER TABLE visits ADD COLUMN day_in_doubt INTEGER NOT NULL DEFAULT 0")
    db.execute("DELETE FROM visits")
    db.execute("DELETE FROM reflected")


@cache_migrations(name="0008_due_sets")
def due_sets(db: Database) -> None:
    """Remember which sets the township had ready when they spoke last, and how much of each is to come."""
    db.execute(
        """CREATE TABLE due_sets (
            name TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            size INTEGER NOT NULL,
            put_off INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


@cache_migrations(name="0009_joins")
def joins(db: Database) -> None:
    """Find visits by number and name too, and know who was joined; the projection begins anew."""
    for statement in _JOINS:
        db.execute(statement)


_JOINS = (
    """CREATE TABLE seen_again (
        key TEXT NOT NULL,
        day TEXT NOT NULL,
        visited_at TEXT NOT NULL,
        event_id TEXT NOT NULL,
        PRIMARY KEY (key, day, visited_at, event_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE joins (
        event_id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        user TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE join_keys (
        key TEXT NOT NULL,
        event_id TEXT NOT NULL,
        PRIMARY KEY (key, event_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE partings (
        target TEXT NOT NULL,
        event_id TEXT NOT NULL,
        PRIMARY KEY (target, event_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE told_apart (
        key TEXT NOT NULL,
        other TEXT NOT NULL,
        PRIMARY KEY (key, other)
    ) STRICT, WITHOUT ROWID""",
    "DROP INDEX visits_by_person",
    "DROP INDEX visits_waiting",
    "DELETE FROM visits",
    "DELETE FROM supersessions",
    "DELETE FROM reflected",
)


@cache_migrations(name="0010_follow_ups")
def follow_ups(db: Database) -> None:
    """Make room for who is followed up, and for what was written down about it."""
    for statement in _FOLLOW_UPS:
        db.execute(statement)


_FOLLOW_UPS = (
    """CREATE TABLE follow_ups (
        event_id TEXT PRIMARY KEY,
        person_key TEXT NOT NULL,
        disease TEXT NOT NULL,
        day TEXT NOT NULL,
        moment TEXT NOT NULL,
        face_to_face INTEGER NOT NULL,
        standing TEXT NOT NULL DEFAULT 'counts',
        day_in_doubt INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX follow_ups_of ON follow_ups (person_key, disease, day, moment, event_id)",
    """CREATE TABLE follow_up_supersessions (
        event_id TEXT NOT NULL,
        target TEXT NOT NULL,
        cancels INTEGER NOT NULL,
        PRIMARY KEY (event_id, target)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE care_notes (
        event_id TEXT PRIMARY KEY,
        person_key TEXT NOT NULL,
        disease TEXT NOT NULL,
        moment TEXT NOT NULL,
        begins INTEGER NOT NULL,
        source TEXT NOT NULL,
        patient BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX care_notes_of ON care_notes (person_key, disease, moment, event_id)",
    # What the roster in use says: registered for a disease, or, without one, no longer here.
    """CREATE TABLE roster_care (
        person_key TEXT NOT NULL,
        disease TEXT NOT NULL,
        since TEXT NOT NULL,
        PRIMARY KEY (person_key, disease)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE care (
        person_key TEXT NOT NULL,
        disease TEXT NOT NULL,
        in_care INTEGER NOT NULL,
        since TEXT NOT NULL,
        source TEXT NOT NULL,
        due TEXT NOT NULL,
        last_day TEXT,
        last_classification INTEGER,
        last_step INTEGER,
        patient BLOB,
        PRIMARY KEY (person_key, disease)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX care_due ON care (in_care, due, person_key, disease)",
    """CREATE TABLE follow_ups_reflected (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        device TEXT NOT NULL,
        event_position INTEGER NOT NULL,
        other_position INTEGER NOT NULL,
        mended INTEGER NOT NULL,
        roster_build INTEGER NOT NULL
    ) STRICT""",
)


@cache_migrations(name="0011_kinds")
def kinds(db: Database) -> None:
    """Find people by a number and its kind, where numbers of several are spelt alike; both begin anew."""
    db.execute("DELETE FROM reflected")
    db.execute("DELETE FROM follow_ups_reflected")


@cache_migrations(name="0012_stock")
def stock(db: Database) -> None:
    """Make room for what lies on the shelf; visits are read again for what they handed out."""
    for statement in _STOCK:
        db.execute(statement)


_STOCK = (
    """CREATE TABLE stock_moves (
        event_id TEXT PRIMARY KEY,
        moment TEXT NOT NULL,
        document TEXT NOT NULL,
        partner TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX stock_moves_by_moment ON stock_moves (moment, event_id)",
    "CREATE INDEX stock_moves_by_document ON stock_moves (document, partner)",
    "CREATE TABLE stock_cancelled (event_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TABLE stock_lines (
        code TEXT NOT NULL,
        moment TEXT NOT NULL,
        event_id TEXT NOT NULL,
        PRIMARY KEY (code, moment, event_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX stock_lines_of ON stock_lines (event_id)",
    """CREATE TABLE stock_boxes (
        box TEXT NOT NULL,
        event_id TEXT NOT NULL,
        PRIMARY KEY (box, event_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stock_taken (
        code TEXT NOT NULL,
        visited_at TEXT NOT NULL,
        event_id TEXT NOT NULL,
        day TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        boxes TEXT NOT NULL,
        PRIMARY KEY (code, visited_at, event_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX stock_taken_of ON stock_taken (event_id)",
    "CREATE TABLE stock_touched (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TABLE stock_held (
        code TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        expires TEXT,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX stock_held_by_name ON stock_held (name, code)",
    "CREATE INDEX stock_held_by_expiry ON stock_held (expires, code)",
    """CREATE TABLE stock_reflected (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        device TEXT NOT NULL,
        event_position INTEGER NOT NULL,
        other_position INTEGER NOT NULL,
        mended INTEGER NOT NULL
    ) STRICT""",
    "DELETE FROM visits",
    "DELETE FROM supersessions",
    "DELETE FROM reflected",
)
