"""A fixed TLS key for tests, certificates of any dates over it, and what a clinic would pin."""

import hashlib
import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


def a_key(number: int) -> EllipticCurvePrivateKey:
    """Give one of many keys."""
    return derive_private_key(number, SECP256R1())


def key_bytes(key: EllipticCurvePrivateKey) -> bytes:
    """Write a key as PKCS 8 DER."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def pin_of(key: EllipticCurvePrivateKey) -> bytes:
    """Give SHA-256 of the public half."""
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()


def server_context(
    folder: Path, key: EllipticCurvePrivateKey, begin: datetime, end: datetime
) -> ssl.SSLContext:
    """Make a server's context with a certificate of these dates."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "elsewhere")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(begin)
        .not_valid_after(end)
        .sign(key, SHA256())
    )
    chain = folder / "chain.pem"
    chain.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


TLS_KEY = key_bytes(a_key(20260506))
TLS_PIN = pin_of(a_key(20260506))
