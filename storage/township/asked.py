"""Statements that are asked at every call of every clinic, written once.

To put one together takes longer than the tables take to answer it. `own` is the township that is meant.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, exists, func, select, update

from storage.township.set_tables import data_set_chunks, data_sets
from storage.township.tables import (
    batches,
    clinics,
    devices,
    heads,
    incarnations,
    log,
    outbox,
    places,
    results,
    townships,
)


def _own(table: Table) -> ColumnElement[bool]:
    return table.c.township == bindparam("own")


def _is(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column == bindparam(column.key)


def _joined() -> Select[Any]:
    same = [log.c[name] == places.c[name] for name in ("township", "device", "incarnation", "sequence")]
    columns = (log.c.clinic, log.c.position, log.c.body, places.c.header, places.c.hash)
    return select(*columns).join(places, same[0] & same[1] & same[2] & same[3]).where(_own(log))


TOWNSHIP = select(townships).where(_own(townships))
FROZEN_SINCE = select(townships.c.frozen_since).where(_own(townships))

DEVICE = select(devices).where(_own(devices), _is(devices.c.device))
CONTACTS = (
    update(clinics)
    .where(_own(clinics), clinics.c.code == bindparam("at_clinic"))
    .values(last_contact=bindparam("at")),
    update(devices)
    .where(_own(devices), devices.c.device == bindparam("by_device"))
    .values(last_contact=bindparam("at")),
)

INCARNATION = select(incarnations).where(
    _own(incarnations), _is(incarnations.c.device), _is(incarnations.c.incarnation)
)
LOG_HEAD_OF_LIFE = (
    select(heads.c.log_position, heads.c.log_hash)
    .join(
        incarnations,
        (incarnations.c.township == heads.c.township) & (incarnations.c.clinic == heads.c.clinic),
    )
    .where(_own(heads), _is(incarnations.c.device), _is(incarnations.c.incarnation))
)
EVENTS = (
    _joined()
    .where(_is(log.c.clinic), log.c.position > bindparam("after"))
    .order_by(log.c.position)
    .limit(bindparam("most"))
)
_device_of_log = (devices.c.township == log.c.township) & (devices.c.device == log.c.device)
UNJUDGED = (
    _joined()
    .where(log.c.judged.is_(False), ~exists().where(_device_of_log, devices.c.returned))
    .order_by(log.c.clinic, log.c.position)
    .limit(bindparam("most"))
)
UNJUDGED_OF_CLINIC = UNJUDGED.where(_is(log.c.clinic))

RESULTS = (
    select(results)
    .where(_own(results), _is(results.c.clinic), results.c.position > bindparam("after"))
    .order_by(results.c.position)
    .limit(bindparam("most"))
)
RESULTS_HEAD = select(heads.c.result_position, heads.c.result_hash).where(_own(heads), _is(heads.c.clinic))

HEAD = select(heads).where(_own(heads), _is(heads.c.clinic)).with_for_update()
MOVE_RESULTS_HEAD = (
    update(heads)
    .where(_own(heads), heads.c.clinic == bindparam("of_clinic"))
    .values(result_position=bindparam("position"), result_hash=bindparam("hash"))
)
VISIT_OF_ROW = (
    select(log.c.body, clinics.c.name)
    .join(clinics, (clinics.c.township == log.c.township) & (clinics.c.code == log.c.clinic))
    .where(_own(log), _is(log.c.clinic), _is(log.c.event_id))
)
MOVE_ROW = update(outbox).where(
    _own(outbox),
    outbox.c.clinic == bindparam("of_clinic"),
    outbox.c.visit == bindparam("of_visit"),
    outbox.c.revision == bindparam("of_revision"),
)
"""What else is given are the columns it sets."""

# Life by life, each from the end of its index: a clinic with one PC has no range of another life,
# and looking for one among its own would go through all it ever sent.
_last_of_life = (
    select(func.max(batches.c.number))
    .where(_own(batches), _is(batches.c.clinic), batches.c.incarnation == incarnations.c.incarnation)
    .scalar_subquery()
)
LAST_BATCH_OF_OTHERS = select(func.max(_last_of_life)).where(
    _own(incarnations),
    _is(incarnations.c.clinic),
    incarnations.c.incarnation != bindparam("except_for"),
)
BATCHES = (
    select(batches, devices.c.signing_key.label("devices_key"))
    .join(devices, (devices.c.township == batches.c.township) & (devices.c.device == batches.c.device))
    .where(_own(batches), _is(batches.c.clinic), batches.c.number > bindparam("after"))
    .order_by(batches.c.number)
    .limit(bindparam("most"))
)

NEWEST_SET = (
    select(data_sets)
    .where(_own(data_sets), _is(data_sets.c.name), _is(data_sets.c.scope))
    .order_by(data_sets.c.version.desc())
    .limit(1)
)
CHUNKS_OF_SET = (
    select(data_set_chunks.c.digest)
    .where(
        _own(data_set_chunks),
        _is(data_set_chunks.c.name),
        _is(data_set_chunks.c.scope),
        _is(data_set_chunks.c.version),
    )
    .order_by(data_set_chunks.c.position)
)
NEWEST_VERSIONS = (
    select(data_sets.c.name, data_sets.c.scope, func.max(data_sets.c.version))
    .where(
        _own(data_sets),
        data_sets.c.name.in_(bindparam("names", expanding=True)),
        data_sets.c.scope.in_(bindparam("scopes", expanding=True)),
    )
    .group_by(data_sets.c.name, data_sets.c.scope)
)
