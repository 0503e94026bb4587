"""The code that pairs a machine: where the head listens, how to know it, and a word to be known by; good once, for minutes."""

from __future__ import annotations

import base64
import secrets
import zlib
from dataclasses import dataclass

from uprez.core.errors import InputError

_SECRET, _PRINT, _PORT, _SUM = 10, 16, 2, 3
"""Bytes of each part; 80 random bits cannot be guessed in minutes."""


@dataclass(frozen=True, slots=True)
class JoinCode:
    """What a joining machine has to know."""

    host: str
    """Address of the head, a name or a number."""
    port: int
    """Where it listens for this one pairing."""
    secret: bytes
    """Ten random bytes."""
    fingerprint: bytes
    """Sixteen bytes of the SHA-256 of the head's certificate."""

    @classmethod
    def fresh(cls, host: str, port: int, fingerprint: bytes) -> JoinCode:
        """A code with a new secret."""
        return cls(host, port, secrets.token_bytes(_SECRET), fingerprint)

    def __str__(self) -> str:
        body = self.secret + self.fingerprint + self.port.to_bytes(_PORT) + self.host.encode("idna" if _named(self.host) else "ascii")
        text = base64.b32encode(body + _sum(body)).decode().rstrip("=").lower()
        return "-".join(text[at : at + 8] for at in range(0, len(text), 8))

    @classmethod
    def parse(cls, text: str) -> JoinCode:
        """Read a code as it was printed, whatever its case, spaces and dashes.

        Raises:
            InputError: it is no code, or mistyped.
        """
        plain = "".join(text.split()).replace("-", "").upper()
        try:
            raw = base64.b32decode(plain + "=" * (-len(plain) % 8))
        except ValueError:
            raw = b""
        body, found = raw[:-_SUM], raw[-_SUM:]
        if len(body) <= _SECRET + _PRINT + _PORT or _sum(body) != found:
            raise InputError(
                "That is not a code of `uprez farm pair`, or it was mistyped.", fix="Copy the whole line that it printed, and try again."
            )
        rest = body[_SECRET:]
        port = int.from_bytes(rest[_PRINT : _PRINT + _PORT])
        host = rest[_PRINT + _PORT :].decode("ascii")
        return cls(host, port, body[:_SECRET], rest[:_PRINT])


def _named(host: str) -> bool:
    return not host.isascii()


def _sum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4)[:_SUM]
