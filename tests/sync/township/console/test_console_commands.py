"""The console as a process of its own, set up by commands: its certificate, its first user, a clean end."""

import http.client
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from core.dates import CHINA
from core.errors import Refusal
from sync.township.console.tls import SEED_BYTES, given_tls, own_tls
from tests.helpers.commands import command, refused, running, told

PASSWORD = "green-stone-bridge"


def test_two_processes_show_the_same_certificate_of_their_own() -> None:
    seed = bytes(range(SEED_BYTES))
    one, other = own_tls(seed, "10.0.0.5"), own_tls(seed, "10.0.0.5")
    assert one.fingerprint == other.fingerprint
    assert own_tls(seed, "10.0.0.6").fingerprint != one.fingerprint
    assert own_tls(seed[::-1], "10.0.0.5").fingerprint != one.fingerprint
    assert one.context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_certificate_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "county.pem"
    file.write_bytes(content)
    with pytest.raises(Refusal, match="console_certificate_not_usable"):
        given_tls(file, file)


def test_the_console_is_set_up_and_served_by_commands(tmp_path: Path) -> None:
    place = ("--data", tmp_path / "township")
    name = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *name, "--training", *place, "--json"))
    who = ("township", "console-user", "li", "--name", "李经办", "--role", "clerk", *place, "--json")
    assert "密码太短" in refused(command(*who, "--password-stdin", secrets=["short"]))
    assert "没有得到密码" in refused(command(*who, "--keep-password"))
    assert told(command(*who, "--password-stdin", secrets=[PASSWORD])) == {
        **{"user": "li", "name": "李经办", "role": "clerk"}
    }
    assert told(command("township", "console-users", *place, "--json"))["users"] == [
        {"user": "li", "name": "李经办", "role": "clerk"}
    ]

    with running("township", "console", *place, "--port", 0) as service:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", service.port, timeout=20, context=context)
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["location"], answer.read()) == (303, "/sign-in", b"")
        assert connection.sock is not None
        leaf = x509.load_der_x509_certificate(connection.sock.getpeercert(binary_form=True) or b"")
        connection.close()
    assert isinstance(leaf.public_key(), EllipticCurvePublicKey)
    assert leaf.not_valid_after_utc.astimezone(CHINA).year >= 2049
    assert service.process.returncode == 0

    told(command("township", "console-user-remove", "li", *place, "--json"))
    assert "没有登录名为 li 的人" in refused(command("township", "console-user-remove", "li", *place))


def test_a_certificate_wants_its_key(tmp_path: Path) -> None:
    place = ("--data", tmp_path / "township")
    name = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *name, *place, "--json"))
    file = tmp_path / "county.pem"
    file.write_bytes(b"")
    assert "证书或私钥不能用" in refused(command("township", "console", *place, "--certificate", file))
