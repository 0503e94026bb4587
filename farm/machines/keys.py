"""Keys and certificates of a farm: one authority on the head, a certificate for each machine, private keys that never travel."""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from uprez.core.errors import JobError
from uprez.media.atomic import whole_file

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateBuilder, Name

_YEARS = 10
"""Years that a certificate holds: nobody renews them by hand, and a machine is locked out by new keys, not by age."""
_SLACK = datetime.timedelta(days=7)
"""Certificates count from a week back: clocks of machines stand apart."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The files of this machine's keys; text in PEM."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The farm's own certificate, by which all its machines know each other."""
        return self.folder / "farm.pem"

    @property
    def authority_key(self) -> Path:
        """Key that signs machines' certificates; on the head alone."""
        return self.folder / "farm.key"

    @property
    def certificate(self) -> Path:
        """This machine's certificate."""
        return self.folder / "machine.pem"

    @property
    def mark(self) -> str:
        """Six hex digits of this machine's certificate: they tell it from another that goes by the same name."""
        return fingerprint_of(self.certificate).hex()[:6]

    @property
    def key(self) -> Path:
        """This machine's private key."""
        return self.folder / "machine.key"

    @property
    def complete(self) -> bool:
        """Whether this machine has what it takes to speak to the others."""
        return all(path.is_file() for path in (self.authority, self.certificate, self.key))

    def found(self, machine: str) -> None:
        """Make a new farm: its authority, and this machine's certificate. Machines of an older farm are locked out.

        Raises:
            OutputError, ResourceError: the files cannot be written.
        """
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        self._forget()
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("uprez farm")
        builder = _builder(name, name, key.public_key())
        own = _as_authority(builder, key.public_key()).sign(key, hashes.SHA256())
        _keep(self.authority_key, _key_text(key))
        _keep(self.authority, _text(own))
        machine_key, request = ask(machine)
        self.take(machine_key, self.sign(request, machine), self.authority.read_text())

    def sign(self, request: str, machine: str) -> str:
        """The certificate that answers a signing request, under the name that we know the machine by.

        Raises:
            JobError: the request is broken, or signed by another key than it shows.
        """
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        try:
            asked = x509.load_pem_x509_csr(request.encode())
        except ValueError as error:
            raise JobError("The machine's request for a certificate cannot be read.", why=f"{error}.", fix="Pair it again.") from error
        if not asked.is_signature_valid:
            raise JobError("The machine's request for a certificate is not signed by its own key.", fix="Pair it again.")
        authority = x509.load_pem_x509_certificate(self.authority.read_bytes())
        key = serialization.load_pem_private_key(self.authority_key.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise JobError(f"'{self.authority_key}' is no key of uprez.", fix="Make new keys with `uprez farm up --new-keys`.")
        builder = _as_machine(_builder(_name(machine), authority.subject, asked.public_key()), authority)
        return _text(builder.sign(key, hashes.SHA256()))

    def take(self, key: str, certificate: str, authority: str) -> None:
        """Keep this machine's key and certificate, and the farm's.

        Raises:
            OutputError, ResourceError: the files cannot be written.
        """
        self._forget()
        _keep(self.authority, authority)
        _keep(self.key, key)
        _keep(self.certificate, certificate)

    def _forget(self) -> None:
        """Be incomplete until the certificate, written last, stands: new files beside old ones would pass for keys."""
        self.certificate.unlink(missing_ok=True)


def ask(machine: str) -> tuple[str, str]:
    """A fresh private key, and the request to sign its certificate; both PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(_name(machine)).sign(key, hashes.SHA256())
    return _key_text(key), request.public_bytes(serialization.Encoding.PEM).decode()


def fingerprint(certificate: bytes) -> bytes:
    """16 bytes that name a certificate (DER): the head of its SHA-256."""
    return hashlib.sha256(certificate).digest()[:16]


def fingerprint_of(path: Path) -> bytes:
    """`fingerprint` of a certificate in a PEM file."""
    import ssl

    return fingerprint(ssl.PEM_cert_to_DER_cert(path.read_text()))


def _name(words: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _builder(subject: Name, issuer: Name, key: object) -> CertificateBuilder:
    from cryptography import x509

    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)  # pyright: ignore[reportArgumentType]
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
    )


def _as_authority(builder: CertificateBuilder, key: object) -> CertificateBuilder:
    from cryptography import x509

    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    identity = x509.SubjectKeyIdentifier.from_public_key(key)  # pyright: ignore[reportArgumentType]
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identity, critical=False)
    )


def _as_machine(builder: CertificateBuilder, authority: Certificate) -> CertificateBuilder:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    both = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    identity = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identity)
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(both, critical=False)
        .add_extension(issuer, critical=False)
    )


def _key_text(key: object) -> str:
    from cryptography.hazmat.primitives import serialization as form

    text: bytes = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())  # pyright: ignore
    return text.decode()


def _text(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives import serialization

    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _keep(path: Path, text: str) -> None:
    """Write a file that this user alone can read."""
    with whole_file(path) as temp:
        handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
