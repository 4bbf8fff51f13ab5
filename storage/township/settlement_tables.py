"""The tables of how clinics settle; the rules of form are those of the tables beside."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from storage.township.tables import metadata, township_column

# Every setting there was; the last of a clinic is in force, a clinic without one settles as the township.
settlement_ways = Table(
    "settlement_ways",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("mode", String(20), nullable=False),
    Column("institution", String(12), nullable=False),
    Column("institution_name", Text, nullable=False),
    Column("operator", String(20), nullable=False),
    Column("operator_name", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("user", String(40), nullable=False),
)

# Batches of visits that went to the province.
province_batches = Table(
    "province_batches",
    metadata,
    township_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("user", String(40), nullable=False),
)

# Which visits a batch took; one that came back goes with a later batch again.
province_visits = Table(
    "province_visits",
    metadata,
    township_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("clinic", String(40), primary_key=True),
    Column("visit", String(32), primary_key=True),
)
Index(
    "province_visits_of_visit", province_visits.c.township, province_visits.c.clinic, province_visits.c.visit
)

# What the gateway of the province knows the township's software by; the secret is sealed with the master key.
platform_credentials = Table(
    "platform_credentials",
    metadata,
    township_column(),
    Column("caller", String(64), nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("since", BigInteger, nullable=False),
)
