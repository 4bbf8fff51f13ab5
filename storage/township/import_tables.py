"""The township's tables of what was brought in: the history of imports, and what each of them replaced.

The rules of form are those of the tables beside.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, LargeBinary, String, Table, Text

from storage.township.tables import metadata, township_column

# `before_...` are the days of the roster an import replaced; `kept`: its former rows are still held;
# `subject` is the pack, of a pack.
imports = Table(
    "imports",
    metadata,
    township_column(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("user", String(40), nullable=False),
    Column("as_of", Date),
    Column("before_as_of", Date),
    Column("before_valid_until", Date),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("undoes", Integer),
    Column("kept", Boolean, nullable=False),
    Column("subject", String(40), nullable=False, server_default=""),
)

# What stood where an import wrote. `part`: a person's village, an item's kind; no content: there was nothing.
# Of a pack: which other one of the county answered before.
import_former = Table(
    "import_former",
    metadata,
    township_column(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("content", Text),
    Column("digest", LargeBinary),
)

import_profiles = Table(
    "import_profiles",
    metadata,
    township_column(),
    Column("name", String(40), primary_key=True),
    Column("titles", Text, nullable=False),
)

roster_conflicts = Table(
    "roster_conflicts",
    metadata,
    township_column(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("year", Integer),
)
