"""Identifiers, told apart by type so that one cannot stand in for another."""

from typing import NewType

TownshipCode = NewType("TownshipCode", str)
"""Code of a township health center (乡镇卫生院), unique in its service."""
ClinicCode = NewType("ClinicCode", str)
"""Code of a village clinic (村卫生室), unique in its township."""
DeviceId = NewType("DeviceId", str)
"""32 hex digits, drawn when a PC is enrolled."""
Incarnation = NewType("Incarnation", str)
"""32 hex digits, drawn for each life of a device's ledger."""
EventId = NewType("EventId", str)
"""32 hex digits: made once before saving, kept when an event is offered again."""
PersonId = NewType("PersonId", str)
"""Key of a person in the township's roster; never a number of a card."""
UserId = NewType("UserId", str)
"""Sign-in name of a member of staff."""
