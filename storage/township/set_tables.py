"""The township's tables of what travels down: roster, catalogue, packs and the sets made of them.

The rules of form are those of the tables beside.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from storage.township.tables import metadata, township_column

roster = Table(
    "roster",
    metadata,
    township_column(),
    Column("person_id", Text, primary_key=True),
    Column("village", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)


Index("roster_by_village", roster.c.township, roster.c.village, roster.c.person_id)


# What the desks of other villages may know of a person, and what it was worked out from.
thin_roster = Table(
    "thin_roster",
    metadata,
    township_column(),
    Column("person_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("basis", LargeBinary, nullable=False),
    Column("first", Date, nullable=False),
    Column("tag", String(32), nullable=False),
    Column("content", Text, nullable=False),
)
Index("thin_roster_by_tag", thin_roster.c.township, thin_roster.c.tag)


roster_dates = Table(
    "roster_dates",
    metadata,
    township_column(),
    Column("as_of", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
)


catalogue = Table(
    "catalogue",
    metadata,
    township_column(),
    Column("kind", String(20), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("content", Text, nullable=False),
)


# Own codes of the catalogue and the national ones they stand for.
code_maps = Table(
    "code_maps",
    metadata,
    township_column(),
    Column("kind", String(20), primary_key=True),
    Column("own", Text, primary_key=True),
    Column("national", String(50), nullable=False),
)


# What an institution told the platform of them.
codes_sent = Table(
    "codes_sent",
    metadata,
    township_column(),
    Column("institution", String(12), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("own", Text, primary_key=True),
    Column("national", String(50), nullable=False),
)


# Somebody's request that the platform be told, and how the last one went.
code_sendings = Table(
    "code_sendings",
    metadata,
    township_column(),
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("done_at", BigInteger),
    Column("sent", Integer, nullable=False),
    Column("trouble", String(60), nullable=False),
    Column("told", Text, nullable=False),
)


# The platform's own catalogue, part by part, and the version each part has reached.
national_catalogue = Table(
    "national_catalogue",
    metadata,
    township_column(),
    Column("code", String(50), primary_key=True),
    Column("part", String(4), nullable=False),
    Column("name", Text, nullable=False),
    Column("specification", Text, nullable=False),
    Column("fee_class", String(30), nullable=False),
    Column("valid", Boolean, nullable=False),
)


national_versions = Table(
    "national_versions",
    metadata,
    township_column(),
    Column("part", String(4), primary_key=True),
    Column("version", String(40), nullable=False),
)


# What the own place says of its codes; the pages of it that are on their way, and how far each subject is.
place_rows = Table(
    "place_rows",
    metadata,
    township_column(),
    Column("subject", String(10), primary_key=True),
    Column("record", String(210), primary_key=True),
    Column("code", String(150), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("first", Date, nullable=False),
    Column("value", String(60), nullable=False),
    Column("last", Date),
    Column("valid", Boolean, nullable=False),
)
Index("place_rows_by_code", place_rows.c.township, place_rows.c.subject, place_rows.c.code)


catalogue_fetches = Table(
    "catalogue_fetches",
    metadata,
    township_column(),
    Column("subject", String(10), primary_key=True),
    Column("whose", String(12), primary_key=True),
    Column("taken_on", Date),
    Column("begun_on", Date),
    Column("records", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("held", Integer, nullable=False),
)


catalogue_pages = Table(
    "catalogue_pages",
    metadata,
    township_column(),
    Column("subject", String(10), primary_key=True),
    Column("whose", String(12), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("content", Text, nullable=False),
)


# Downloads of the platform's catalogue that somebody asked for, and how they went.
catalogue_downloads = Table(
    "catalogue_downloads",
    metadata,
    township_column(),
    Column("number", Integer, primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("done_at", BigInteger),
    Column("part", String(10), nullable=False),
    Column("page", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("trouble", String(60), nullable=False),
    Column("told", Text, nullable=False),
)


packs = Table(
    "packs",
    metadata,
    township_column(),
    Column("path", Text, primary_key=True),
    Column("source", Text, nullable=False),
)


data_sets = Table(
    "data_sets",
    metadata,
    township_column(),
    Column("name", String(20), primary_key=True),
    Column("scope", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("manifest", LargeBinary, nullable=False),
)


data_set_chunks = Table(
    "data_set_chunks",
    metadata,
    township_column(),
    Column("name", String(20), primary_key=True),
    Column("scope", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
)


Index("data_set_chunks_by_digest", data_set_chunks.c.township, data_set_chunks.c.digest)


chunks = Table(
    "chunks",
    metadata,
    township_column(),
    Column("digest", LargeBinary, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
