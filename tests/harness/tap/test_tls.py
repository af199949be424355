"""A backend by https: its certificate is checked, and its connections end as they end."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.harness.tap.conftest import Backend, Start
from tests.harness.tap.raw_backend import answering

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
GET = b"GET /v1/charges HTTP/1.1\r\nHost: tap\r\n\r\n"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, file = serialization.Encoding.PEM, tmp_path / "certificate.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    """The server's side."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def test_a_backend_by_https(start: Start, backend: Backend, certificate: Path, context: ssl.SSLContext) -> None:
    requests: list[bytes] = []
    stripe = backend(answering(requests, OK), context)
    checkout = start(stripe.url, {**os.environ, "SSL_CERT_FILE": str(certificate)}).connect()
    for _ in range(2):
        checkout.send(GET)
        assert checkout.exactly(len(OK)) == OK
    assert requests == [GET.replace(b"tap", b"127.0.0.1:%d" % stripe.port)] * 2
    assert len(stripe.connections) == 1


def test_a_backend_whose_certificate_nobody_knows_is_not_asked(
    start: Start, backend: Backend, context: ssl.SSLContext
) -> None:
    requests: list[bytes] = []
    tap = start(backend(answering(requests, OK), context).url)
    checkout = tap.connect()
    checkout.send(GET)
    with pytest.raises(ConnectionResetError):
        checkout.to_the_end()
    assert [one["broken"] for one in tap.recorded(1)] == ["refused"]
    assert requests == []
