"""The township's tables, one form for both engines.

A service hosts many townships, so every row names its own.
Moments are whole milliseconds since 1970 UTC, contents are JSON text, ids are hex text, hashes are raw bytes.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData()


def township_column() -> Column[str]:
    """Name the township a row belongs to: the first part of every key."""
    return Column("township", String(40), primary_key=True)


townships = Table(
    "townships",
    metadata,
    township_column(),
    Column("name", Text, nullable=False),
    Column("institution_code", String(40), nullable=False),
    Column("pack", String(40), nullable=False),
    Column("training", Boolean, nullable=False),
    Column("epoch_number", Integer, nullable=False),
    Column("epoch_id", String(64), nullable=False),
    Column("epoch_predecessor", String(64), nullable=False),
    Column("sealed_signing", LargeBinary, nullable=False),
    Column("sealed_sealing", LargeBinary, nullable=False),
    Column("sealed_tls", LargeBinary, nullable=False),
    Column("frozen_since", BigInteger),
    Column("call_settings", Text),
    Column("settles_until", BigInteger),
)

# The lives of the log before the present one, in their order.
former_epochs = Table(
    "former_epochs",
    metadata,
    township_column(),
    Column("number", Integer, primary_key=True),
    Column("epoch_number", Integer, nullable=False),
    Column("epoch_id", String(64), nullable=False),
    Column("predecessor", String(64), nullable=False),
    Column("until", BigInteger, nullable=False),
)

# The county whose packs and updates count here; no row before the township was told of one.
counties = Table(
    "counties",
    metadata,
    township_column(),
    Column("name", Text, nullable=False),
    Column("signing", LargeBinary, nullable=False),
    Column("recovery", LargeBinary, nullable=False),
)

county_packs = Table(
    "county_packs",
    metadata,
    township_column(),
    Column("pack", String(40), primary_key=True),
    Column("package", LargeBinary, nullable=False),
    Column("answers", Boolean, nullable=False),
)

# The county's words for epochs of this township.
county_epochs = Table(
    "county_epochs",
    metadata,
    township_column(),
    Column("number", Integer, primary_key=True),
    Column("word", LargeBinary, nullable=False),
)

# This township's words for keys that came after others, and the private sealing key there was until then.
key_rolls = Table(
    "key_rolls",
    metadata,
    township_column(),
    Column("number", Integer, primary_key=True),
    Column("word", LargeBinary, nullable=False),
    Column("sealed_sealing", LargeBinary, nullable=False),
)

# The TLS keys the service announced; it is one service's, so no township is named. The key itself lies here
# until the service speaks with it or a later word takes its place.
tls_rolls = Table(
    "tls_rolls",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("former_pin", LargeBinary, nullable=False),
    Column("pin", LargeBinary, nullable=False),
    Column("announced", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("sealed_tls", LargeBinary),
)

# The county's signed word that it holds the recovery pair of a device.
recovery_held = Table(
    "recovery_held",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("word", LargeBinary, nullable=False),
)

clinics = Table(
    "clinics",
    metadata,
    township_column(),
    Column("code", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("villages", Text, nullable=False),
    Column("last_contact", BigInteger),
)

heads = Table(
    "heads",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("log_position", BigInteger, nullable=False),
    Column("log_hash", LargeBinary, nullable=False),
    Column("result_position", BigInteger, nullable=False),
    Column("result_hash", LargeBinary, nullable=False),
    Column("batches", BigInteger, nullable=False, server_default="0"),
)

# The ranges of events a clinic's devices offered and signed, as they were accepted.
batches = Table(
    "batches",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("device", String(32), nullable=False),
    Column("incarnation", String(32), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("epoch_number", Integer, nullable=False),
    Column("epoch_id", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("signing_key", LargeBinary),
)
Index("batches_of_life", batches.c.township, batches.c.clinic, batches.c.incarnation, batches.c.number)

staff = Table(
    "staff",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("user", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
)

devices = Table(
    "devices",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("clinic", String(40), nullable=False),
    Column("signing_key", LargeBinary, nullable=False),
    Column("sealing_key", LargeBinary, nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("returned", Boolean, nullable=False, server_default=false()),
    Column("last_contact", BigInteger),
)
Index("devices_of_clinic", devices.c.township, devices.c.clinic, devices.c.device)

# The last event that counts of each life of a revoked device; a life that is not named counts from nothing.
revocations = Table(
    "revocations",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("incarnation", String(32), primary_key=True),
    Column("last_good", BigInteger, nullable=False),
)

# Where a device stood when it last wrote a stick.
stick_words = Table(
    "stick_words",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("hello", LargeBinary, nullable=False),
    Column("log_position", BigInteger, nullable=False),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    township_column(),
    Column("secret_hash", LargeBinary, primary_key=True),
    Column("clinic", String(40), nullable=False),
    Column("valid_until", BigInteger, nullable=False),
    Column("used_by", String(32)),
)
Index("one_time_codes_of_clinic", one_time_codes.c.township, one_time_codes.c.clinic)

incarnations = Table(
    "incarnations",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("incarnation", String(32), primary_key=True),
    Column("clinic", String(40), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
Index("incarnations_of_clinic", incarnations.c.township, incarnations.c.clinic)

receipts = Table(
    "receipts",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("incarnation", String(32), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("epoch_number", Integer, nullable=False),
    Column("epoch_id", String(64), nullable=False),
    Column("epoch_predecessor", String(64), nullable=False),
    Column("log_position", BigInteger, nullable=False),
    Column("log_hash", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("signed", LargeBinary, nullable=False),
)

# A place in a device's chain. The same event offered again in a later incarnation takes a second place.
places = Table(
    "places",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("incarnation", String(32), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("event_id", String(32), nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# The clinic's log: every event once, tied to the place it first came from.
log = Table(
    "log",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("event_id", String(32), nullable=False),
    Column("device", String(32), nullable=False),
    Column("incarnation", String(32), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("log_hash", LargeBinary, nullable=False),
    Column("judged", Boolean, nullable=False),
    UniqueConstraint("township", "clinic", "event_id", name="log_event_once"),
)
_ANNOUNCES_PAIR = text("type = 'recovery_pair_made'")
Index(
    "log_recovery_pairs",
    *(log.c.township, log.c.clinic, log.c.position),
    postgresql_where=_ANNOUNCES_PAIR,
    sqlite_where=_ANNOUNCES_PAIR,
)
Index("log_waiting_for_judgement", log.c.township, log.c.judged, log.c.clinic, log.c.position)

# Kept aside: an id that came again with another body, and the second branch of a fork.
quarantine = Table(
    "quarantine",
    metadata,
    township_column(),
    Column("device", String(32), primary_key=True),
    Column("incarnation", String(32), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Column("clinic", String(40), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("event_id", String(32), nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

Index("quarantine_by_reason", quarantine.c.township, quarantine.c.clinic, quarantine.c.reason)
Index("quarantine_of_event", quarantine.c.township, quarantine.c.clinic, quarantine.c.event_id)

# A correction or cancellation and one event it takes the place of.
supersessions = Table(
    "supersessions",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("event_id", String(32), primary_key=True),
    Column("target", String(32), primary_key=True),
    Column("cancels", Boolean, nullable=False),
)

Index("supersessions_of_target", supersessions.c.township, supersessions.c.clinic, supersessions.c.target)

results = Table(
    "results",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("event_id", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("facts", Text, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
# Results of a life that was lost, given back by a clinic and contradicting the stream as it went on.
results_aside = Table(
    "results_aside",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("event_id", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("facts", Text, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
Index("results_by_time", results.c.township, results.c.at)
Index("results_of_event", results.c.township, results.c.clinic, results.c.event_id)
_IS_BACK = text("kind = 'needs_correction'")
Index(
    "results_gone_back",
    *(results.c.township, results.c.at, results.c.clinic, results.c.position),
    postgresql_where=_IS_BACK,
    sqlite_where=_IS_BACK,
)

outbox = Table(
    "outbox",
    metadata,
    township_column(),
    Column("clinic", String(40), primary_key=True),
    Column("visit", String(32), primary_key=True),
    Column("due", BigInteger, nullable=False),
    Column("step", String(20), nullable=False),
    Column("final", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("awaited_since", BigInteger),
    Column("asks", Boolean, nullable=False, server_default=false()),
)
_ASKS = text("asks")
Index(
    "outbox_asking",
    *(outbox.c.township, outbox.c.clinic, outbox.c.visit),
    postgresql_where=_ASKS,
    sqlite_where=_ASKS,
)
Index("outbox_due", outbox.c.township, outbox.c.final, outbox.c.due)
Index("outbox_awaited", outbox.c.township, outbox.c.final, outbox.c.awaited_since)
Index("outbox_by_step", outbox.c.township, outbox.c.step, outbox.c.due, outbox.c.clinic, outbox.c.visit)
