"""A program that records visits until it is killed; it prints each id once the ledger took it."""

import sys
from pathlib import Path

from storage.clinic.desk import open_clinic
from tests.storage.clinic.sample import DOCTOR, NOON, PASSWORD, Pen, bring_roster, desk_in, person, visit_of

if __name__ == "__main__":
    folder, start, roster_version = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    pen = Pen()
    pen.ids.start = start.encode()
    patient = person(1, "王小满", "110105194912310021")
    print("ready", flush=True)
    while True:
        event = store.ledger.append(pen.draft(visit_of(patient)))
        print(event.header.event_id, flush=True)
        if event.header.sequence % 5 == 0:
            roster_version += 1
            people = [person(number, f"李{number}") for number in range(1, 40)]
            bring_roster(store, people, roster_version)
            store.records.visits(NOON.date(), NOON.date(), 3)
