"""Where a visit waits that nothing was begun for: for the worker, or for the next batch for the province."""

from dataclasses import replace

from sqlalchemy import Connection, select, update

from core.ids import ClinicCode
from core.settlement_modes import SettlementMode
from core.settlement_ports import Step
from storage.township.outbox_rows import outbox_content, outbox_row
from storage.township.settlement_tables import settlement_ways
from storage.township.shelf import Shelf
from storage.township.tables import heads, outbox


def waiting_step(shelf: Shelf, connection: Connection, clinic: ClinicCode) -> Step:
    """Give the step at which the visits of a clinic wait; call it under the lock on the clinic's head."""
    mine = (
        select(settlement_ways.c.mode)
        .where(shelf.own(settlement_ways), settlement_ways.c.clinic == clinic)
        .order_by(settlement_ways.c.number.desc())
        .limit(1)
    )
    by_file = connection.scalar(mine) == SettlementMode.PROVINCE.value
    return Step.FOR_EXPORT if by_file else Step.WAITING


def move_waiting(shelf: Shelf, connection: Connection, clinic: ClinicCode) -> None:
    """Let the visits of a clinic that nothing was begun for wait where its setting says by now."""
    head = select(heads.c.clinic).where(shelf.own(heads), heads.c.clinic == clinic)
    connection.execute(head.with_for_update())
    step = waiting_step(shelf, connection, clinic)
    former = Step.WAITING if step is Step.FOR_EXPORT else Step.FOR_EXPORT
    own = shelf.own(outbox) & (outbox.c.clinic == clinic)
    held = connection.scalars(select(outbox.c.content).where(own, outbox.c.step == former.value)).all()
    for row in map(outbox_row, held):
        if not row.messages:
            moved = replace(row, step=step, revision=row.revision + 1)
            mine = update(outbox).where(own, outbox.c.visit == row.visit, outbox.c.revision == row.revision)
            connection.execute(mine.values(**outbox_content(moved)))
