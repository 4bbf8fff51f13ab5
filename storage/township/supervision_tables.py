"""The township's tables of looking over visits: whom each was of, and how far the logs were looked through.

The rules of form are those of the tables beside.
"""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from storage.township.tables import metadata, township_column

# A visit by what its patient is found again by, which is a digest: a number or a person of the roster.
visit_marks = Table(
    "visit_marks",
    metadata,
    township_column(),
    Column("key", String(32), primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("clinic", String(40), primary_key=True),
    Column("event_id", String(32), primary_key=True),
    Column("supplies", Text, nullable=False),
)

# How it was proved at a visit who was there, and when; no method where that was written down later.
visit_proofs = Table(
    "visit_proofs",
    metadata,
    township_column(),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("clinic", String(40), primary_key=True),
    Column("event_id", String(32), primary_key=True),
    Column("method", String(20), nullable=False),
    Column("checked_at", BigInteger, nullable=False),
)

Index(
    "visit_proofs_of_event",
    *(visit_proofs.c.township, visit_proofs.c.clinic, visit_proofs.c.event_id, visit_proofs.c.at),
)

# Up to which position a clinic's log was looked through for visits.
marked_logs = Table(
    "marked_logs",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("position", BigInteger, nullable=False),
)

# Who was told to be one person, by which event; newest first is how they are read.
person_joins = Table(
    "person_joins",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("event_id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
Index(
    "person_joins_by_moment",
    *(person_joins.c.township, person_joins.c.at, person_joins.c.clinic, person_joins.c.event_id),
)

# What somebody is found by, and what is found besides because an event joined the two; digests as above.
joined_keys = Table(
    "joined_keys",
    metadata,
    township_column(),
    Column("key", String(32), primary_key=True),
    Column("other", String(32), primary_key=True),
    Column("clinic", String(40), primary_key=True),
    Column("event_id", String(32), primary_key=True),
)

# Joins that an event of the same clinic undid, also one that came before its join.
person_partings = Table(
    "person_partings",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("target", String(32), primary_key=True),
    Column("event_id", String(32), primary_key=True),
)

# What was counted of a clinic's month, and where its log and results stood then.
indicator_months = Table(
    "indicator_months",
    metadata,
    township_column(),
    Column("month", String(7), primary_key=True),
    Column("clinic", String(40), primary_key=True),
    Column("figures", Text, nullable=False),
    Column("log_position", BigInteger, nullable=False),
    Column("log_hash", String(64), nullable=False),
    Column("result_position", BigInteger, nullable=False),
    Column("result_hash", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)
