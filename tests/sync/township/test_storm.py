"""Many clinics call a real service process at once: nobody fails, nobody is left without a receipt."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from tests.helpers.storm import CODE, gather, hold_open, let_loose, peak_megabytes, without_receipt
from tests.helpers.township_store import CODEC, data_folder

CLINICS, VISITS, WAITING = 24, 2, 4


def test_whoever_calls_in_a_storm_is_told_when_to_come_back_and_gets_its_receipt(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    with closing(open_embedded(data, create=True)) as database:
        crowd = gather(database, CLINICS, VISITS)
    serve = (sys.executable, "-m", "tests.helpers.township_process", str(data), CODE, str(WAITING))
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        let_loose(crowd, json.loads(service.stdout.readline())["port"])
        memory = peak_megabytes(service.pid)
        service.terminate()

    assert [caller.failures for caller in crowd.callers if caller.failures] == []
    assert without_receipt(crowd) == []
    assert sum(caller.told_off for caller in crowd.callers) > 0
    assert memory < 300
    with closing(open_embedded(data)) as database:
        store = SqlTownshipStore(database, CODE, CODEC)
        assert (store.counts().events, store.counts().unjudged) == (CLINICS * VISITS, 0)


CONNECTIONS, MEGABYTES = 150, 20
"""What Python alone would hold for so many is 40 MB."""


def test_clinics_that_are_connected_and_say_nothing_yet_hold_little_memory(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    with closing(open_embedded(data, create=True)) as database:
        gather(database, 1, 1)
    serve = (sys.executable, "-m", "tests.helpers.township_process", str(data), CODE)
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        port = json.loads(service.stdout.readline())["port"]
        before = peak_megabytes(service.pid)
        hold_open(port, CONNECTIONS)
        after = peak_megabytes(service.pid)
        service.terminate()
    assert after - before < MEGABYTES
