"""The service's TLS: one key, a self-signed certificate nobody reads dates or names of, TLS 1.3 only."""

import hashlib
import secrets
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from core.errors import Hindrance
from sync.pinned import one_group

Key = EllipticCurvePrivateKey | Ed25519PrivateKey
_NOBODY = x509.Name([])
# Clinics pin the key and ignore dates and names: a dead clock battery must not cut them off.
# What nobody reads is as short as it can be, for it travels with every handshake.
_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


def pin_of(tls_key: bytes) -> bytes:
    """Give what clinics pin: SHA-256 of the public key (SPKI) of a PKCS 8 DER key."""
    public = _private(tls_key).public_key()
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def new_tls_key() -> bytes:
    """Draw one, as PKCS 8 DER."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def server_context(tls_key: bytes) -> ssl.SSLContext:
    """Make the context a server answers with; the key touches the disk encrypted, for this moment only."""
    private = _private(tls_key)
    password = secrets.token_bytes(32).hex()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0  # a ticket weighs more than the handshake it would shorten
    one_group(context)
    try:
        with tempfile.TemporaryDirectory(prefix="cunzhen-") as folder:
            chain, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
            chain.write_bytes(_certificate(private).public_bytes(Encoding.PEM))
            sealed = BestAvailableEncryption(password.encode())
            key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
            context.load_cert_chain(chain, key, password)
    except OSError as error:
        raise Hindrance("store_not_writable") from error
    return context


def _private(tls_key: bytes) -> Key:
    key = load_der_private_key(tls_key, password=None)
    if not isinstance(key, Key):
        raise TypeError("the service's TLS key is of an elliptic curve")
    return key


def _certificate(key: Key) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_NOBODY)
        .issuer_name(_NOBODY)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
    )
    return builder.sign(key, None if isinstance(key, Ed25519PrivateKey) else SHA256())
