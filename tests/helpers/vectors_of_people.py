"""Conformance vectors of who is one person, what was moved on the shelf, and who was spoken to."""

from collections.abc import Callable, Mapping
from typing import Any

from core.events import EventType
from core.ids import EventId, UserId
from core.outreach.contact import Contact, read_contact
from core.stock.move import StockMove, read_stock_move
from core.visits.joins import Join, parted_ids, patient_keys, people_joined, read_people
from core.visits.visit import PatientOnVisit
from sync.codec import encode, from_milliseconds

Given = Mapping[str, Any]


def run_joins(given: Given) -> Given:
    """Say who else somebody is, and what they are all found by."""
    told = [one for one in given["events"] if one["type"] == EventType.PERSONS_JOINED]
    parted = {
        target
        for one in given["events"]
        if one["type"] == EventType.PERSONS_PARTED and read_people(one["body"])
        for target in parted_ids(one["body"])
    }
    joins = [_join(one) for one in told if one["event"] not in parted]
    keys = set(patient_keys(PatientOnVisit.from_plain(given["asked"])))
    mine = sorted(keys)
    while more := [one for one in joins if keys & one.keys and not one.keys <= keys]:
        keys = keys.union(*(one.keys for one in more))
    reached = [one for one in joins if keys & one.keys]
    return {
        "bodies": [encode(one["body"]).hex() for one in given["events"]],
        "keys": mine,
        "others": [one.to_plain() for one in people_joined(mine, reached)],
        "found_by": sorted(keys),
    }


def run_joins_refused(given: Given) -> Given:
    """Try to read a body nobody can act on: it stays in the log and changes nothing."""
    try:
        read_people(given["body"])
        if given["type"] == EventType.PERSONS_PARTED:
            parted_ids(given["body"])
    except (KeyError, ValueError, TypeError):
        return {"changes": "nothing"}
    return {"changes": "something"}


def run_stock(given: Given) -> Given:
    """Write a movement of stock, and read it as a clinic and a township do."""
    return _written_and_read(given["body"], read_stock_move)


def run_outreach(given: Given) -> Given:
    """Write a contact about enrolment, and read it as every PC of the clinic does."""
    return _written_and_read(given["body"], read_contact)


def _written_and_read(body: Any, read: Callable[[Any], Contact | StockMove]) -> Given:
    try:
        return {"body": encode(body).hex(), "read": read(body).to_plain()}
    except ValueError:
        return {"body": encode(body).hex(), "read": None}


def _join(one: Given) -> Join:
    body = one["body"]
    at = from_milliseconds(one["at_ms"])
    return Join(EventId(one["event"]), read_people(body), body["likeness"], at, UserId("wang"))


PEOPLE: Mapping[str, Callable[[Given], Given]] = {
    "joins": run_joins,
    "joins_refused": run_joins_refused,
    "stock": run_stock,
    "outreach": run_outreach,
}
