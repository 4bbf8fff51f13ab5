"""The console's TLS: a certificate of the county where one is given, otherwise one of the service's own."""

import hashlib
import ipaddress
import secrets
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.oid import NameOID

from core.errors import Hindrance, Refusal

SEED_BYTES = 48
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ConsoleTls:
    """What a listener answers with, and the fingerprint people compare where no authority vouches for it."""

    context: ssl.SSLContext
    fingerprint: str


def given_tls(certificate: Path, key: Path) -> ConsoleTls:
    """Use the certificate and key of the county.

    Raises:
        Refusal: `console_certificate_not_usable`.
    """
    context = _context()
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")
        leaf = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    except (OSError, ValueError, IndexError):  # what is wrong with a key is not told further
        raise Refusal("console_certificate_not_usable") from None
    return ConsoleTls(context, _fingerprint(leaf))


def own_tls(seed: bytes, host: str) -> ConsoleTls:
    """Make the service's own certificate: the same every time, on every process with the same seed.

    Browsers take no Ed25519 yet, so it is not the key that clinics pin. A browser asks once about it.

    Raises:
        Hindrance: `store_not_writable`.
    """
    key = derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, SECP256R1())
    certificate = _own_certificate(key, host)
    password = secrets.token_bytes(32).hex()
    context = _context()
    try:
        with tempfile.TemporaryDirectory(prefix="cunzhen-") as folder:
            chain, key_file = Path(folder, "certificate.pem"), Path(folder, "key.pem")
            chain.write_bytes(certificate.public_bytes(Encoding.PEM))
            sealed = BestAvailableEncryption(password.encode())
            key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
            context.load_cert_chain(chain, key_file, password)
    except OSError as error:
        raise Hindrance("store_not_writable") from error
    return ConsoleTls(context, _fingerprint(certificate))


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # browsers of an office outlive those of a clinic
    return context


def _own_certificate(key: EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    names = sorted({"localhost", "127.0.0.1", "::1", host})
    mark = hashlib.sha256("\n".join(names).encode()).digest()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"cunzhen {mark[:4].hex()}")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(mark[:16]) >> 1 | 1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.SubjectAlternativeName([_name_of(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256(), ecdsa_deterministic=True)
    )


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(SHA256()).hex(":").upper()
