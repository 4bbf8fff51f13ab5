"""The tables of the township's console: who may sign in, who has, and what they did.

The rules of form are those of the tables beside.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from storage.township.tables import metadata, township_column

console_users = Table(
    "console_users",
    metadata,
    township_column(),
    Column("user", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("password", Text, nullable=False),
)

# Attempts to sign in, counted by a hash of the name that was given: names nobody has are counted alike.
console_attempts = Table(
    "console_attempts",
    metadata,
    township_column(),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
)

console_sessions = Table(
    "console_sessions",
    metadata,
    township_column(),
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user", String(40), nullable=False),
    Column("began", BigInteger, nullable=False),
    Column("last_used", BigInteger, nullable=False),
)
Index("console_sessions_of_user", console_sessions.c.township, console_sessions.c.user)

console_trail = Table(
    "console_trail",
    metadata,
    township_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("user", String(40), nullable=False),
    Column("deed", String(40), nullable=False),
    Column("facts", Text, nullable=False),
    Column("hash", LargeBinary),
)
