"""The service takes another TLS key while it runs: commands and processes as they are in use."""

import ssl
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from time import monotonic, sleep

import main
from sync.pinned import spki_pin
from tests.helpers.commands import command
from tests.helpers.served_town import ClinicFolder, Town

_LOOKS_EVERY = 3.0


def seen_pin(port: int) -> bytes:
    """Shake hands with whoever listens there, and give the pin of his key."""
    return spki_pin(ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port))))


def turned(port: int, former: bytes) -> bool:
    """Look until the key is another, a little longer than the service takes to see to it."""
    ends = monotonic() + 5 * _LOOKS_EVERY
    for _ in takewhile(lambda _: monotonic() < ends, iter(int, 1)):
        if seen_pin(port) != former:
            return True
        sleep(0.1)
    return False


def test_a_service_takes_another_tls_key_and_no_clinic_is_enrolled_again(
    town: Town, clinic: ClinicFolder, tmp_path: Path
) -> None:
    silent, words = town.enrol(tmp_path / "silent"), tmp_path / "words"
    clinic.run("sync")
    former = seen_pin(town.service.port)
    told = town.run("roll-tls", "--out", words)
    assert (datetime.fromisoformat(told["until"]) - main._CLOCK.now()).days == 29
    assert clinic.run("sync")["requests"] == 1
    at_once = command("township", "roll-tls", "--out", words, "--days", "0", *town.place[:2])
    assert "不用重启" in at_once.output

    assert turned(town.service.port, former)

    assert clinic.run("sync")["requests"] == 1, "it knew the key"
    assert silent.run("sync")["requests"] > 1
    for one in (clinic, silent):
        assert one.run("sync")["requests"] == 1
        assert one.run("verify")["faults"] == []
    assert town.run("verify")["faults"] == []
