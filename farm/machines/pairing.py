"""Pairing: the head listens for one machine that shows the code, sees that both share a folder, and signs its certificate.

Spoken over TLS, a line of JSON each: hello → challenge → answered → certificate. The joining machine knows the head by the
fingerprint in the code, the head knows the machine by the code's secret. Private keys stay where they were made.
"""

from __future__ import annotations

import hmac
import json
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from uprez import __version__
from uprez.core.errors import InputError, JobError, OutputError, ResourceError, UprezError
from uprez.farm.machines.joining import JoinCode
from uprez.farm.machines.keys import Keys, ask, fingerprint
from uprez.farm.machines.membership import Membership, machine_name
from uprez.farm.machines.share import PATIENCE, Challenge, Share

MINUTES = 10
"""How long a code is good for."""
_WRONG = 5
"""Wrong secrets until the head stops listening."""
_TALK = 2 * PATIENCE + 10.0
"""Seconds until the other side must have answered: it may be waiting for a file."""
_HELLO = 10.0
"""Seconds that a stranger has for each step until he showed the code: meanwhile nobody else gets in."""
_LONGEST = 1 << 16
"""Bytes of a message."""
_KINDS: dict[str, type[UprezError]] = {kind.__name__: kind for kind in (InputError, OutputError, JobError, ResourceError)}

Tell = Callable[[str], None]
"""Takes a sentence for the user."""


class _Guess(Exception):
    """Somebody showed a wrong code."""


class Desk:
    """Where a machine is paired, on the head."""

    def __init__(self, keys: Keys, head: Membership, *, port: int) -> None:
        """Listen on `port` of the head's address; 0 takes a free one.

        Raises:
            OutputError: it cannot be listened there.
        """
        self._keys, self._head, self._share = keys, head, head.shared()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._context.load_cert_chain(keys.certificate, keys.key)
        try:
            family = socket.AF_INET6 if ":" in head.host else socket.AF_INET
            self._door = socket.create_server((head.host, port), family=family)
        except OSError as error:
            raise OutputError(
                f"Nothing can listen on {head.host}, port {port}.",
                why=f"{error.strerror}.",
                fix="Give another --port, or another --address to `uprez farm up`.",
            ) from error
        der = ssl.PEM_cert_to_DER_cert(keys.certificate.read_text())
        self.code = JoinCode.fresh(head.host, self._door.getsockname()[1], fingerprint(der))
        """What the other machine is given."""

    def close(self) -> None:
        """Stop listening."""
        self._door.close()

    def pair(self, tell: Tell, *, seconds: float = MINUTES * 60.0) -> str:
        """Wait for a machine, and take it in; give its name. Faults of single tries are told, and the code stays good.

        Raises:
            JobError: the time is over, or the code was guessed at.
        """
        until, wrong = time.monotonic() + seconds, 0
        while (left := until - time.monotonic()) > 0 and wrong < _WRONG:
            self._door.settimeout(left)
            try:
                raw, peer = self._door.accept()
            except TimeoutError:
                break
            raw.settimeout(_HELLO)
            try:
                with self._context.wrap_socket(raw, server_side=True) as line:
                    return self._serve(line)
            except _Guess:
                wrong += 1
                tell(f"{peer[0]} showed a wrong code.")
            except UprezError as error:
                tell(f"{peer[0]} could not be paired. {error}")
            except (OSError, ValueError) as error:
                tell(f"{peer[0]} hung up: {error}.")
            finally:
                raw.close()
        why = "Wrong codes were shown too often." if wrong >= _WRONG else f"No machine came within {seconds / 60:.0f} minutes."
        raise JobError("No machine was paired.", why=why, fix="Ask for a new code with `uprez farm pair`.")

    def _serve(self, line: ssl.SSLSocket) -> str:
        hello = _message(line, _HELLO)
        if not hmac.compare_digest(str(hello.get("secret", "")).encode(errors="replace"), self.code.secret.hex().encode()):
            _send(line, _told(JobError("The code is wrong or no longer good.", fix="Ask for a new one with `uprez farm pair`.")))
            raise _Guess
        machine = machine_name(str(hello.get("machine", "")))
        try:
            _check_version(str(hello.get("uprez")), machine)
            self._admit(line, machine)
        except UprezError as error:
            with suppress(OSError):
                _send(line, _told(error))
            raise
        return machine

    def _admit(self, line: ssl.SSLSocket, machine: str) -> None:
        challenge = Challenge.write(self._share)
        try:
            share = {"folder": self._head.share, "identity": self._share.identity, "challenge": challenge.number}
            _send(line, {"share": share, "authority": self._keys.authority.read_text()})
            request = str(_receive(line).get("request", ""))
            if not request:
                raise JobError(f"'{machine}' gave up; it says why.")
            challenge.check(self._share)
            _send(line, {"certificate": self._keys.sign(request, machine), "host": self._head.host, "port": self._head.port})
        finally:
            challenge.clear(self._share)


def join(code: JoinCode, machine: str, share: str | None, keys: Keys) -> Membership:
    """On the joining machine: be paired with the head that made `code`; `share` is the shared folder's path here, None for the head's.

    Keeps the keys and gives the membership; on any error nothing is kept.

    Raises:
        InputError: the shared folder is not here.
        JobError: the head refuses, or is not the one that made the code.
        ResourceError: the head cannot be reached.
        OutputError: the shared folder cannot be written from here.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # known by its fingerprint instead, just below
    try:
        with socket.create_connection((code.host, code.port), timeout=_TALK) as raw, context.wrap_socket(raw) as line:
            shown = line.getpeercert(binary_form=True) or b""
            if fingerprint(shown) != code.fingerprint:
                raise JobError(
                    f"{code.host} is not the machine that made this code.",
                    why="Its certificate is another.",
                    fix="Ask for a new code with `uprez farm pair`, and see who else answers at that address.",
                )
            return _ask(line, code, machine, share, keys)
    except (OSError, ValueError) as error:
        raise ResourceError(
            f"The head of the farm cannot be reached at {code.host}, port {code.port}.",
            why=f"{error}.",
            fix="See that `uprez farm pair` still waits there, and that no firewall is between the machines.",
        ) from error


def _ask(line: ssl.SSLSocket, code: JoinCode, machine: str, share: str | None, keys: Keys) -> Membership:
    _send(line, {"secret": code.secret.hex(), "machine": machine, "uprez": __version__})
    offer = _receive(line)
    try:
        here = Share.known(Path(share or offer["share"]["folder"]), offer["share"]["identity"])
        Challenge.answer(here, offer["share"]["challenge"])
    except UprezError:
        with suppress(OSError):
            _send(line, {})
        raise
    key, request = ask(machine)
    _send(line, {"request": request})
    answer = _receive(line)
    keys.take(key, answer["certificate"], offer["authority"])
    return Membership(machine, answer["host"], int(answer["port"]), str(here.folder), here.identity, head=False)


def _check_version(theirs: str, machine: str) -> None:
    if theirs != __version__:
        raise JobError(
            f"'{machine}' has uprez {theirs}, the head has {__version__}.",
            why="Two versions may make different pixels.",
            fix="Install the same version on both.",
        )


def _told(error: UprezError) -> dict[str, Any]:
    kind = type(error).__name__
    return {"error": {"kind": kind if kind in _KINDS else "JobError", "what": error.what, "why": error.why, "fix": error.fix}}


def _send(line: ssl.SSLSocket, message: dict[str, Any]) -> None:
    line.settimeout(_TALK)
    line.sendall(json.dumps(message).encode() + b"\n")


def _receive(line: ssl.SSLSocket) -> dict[str, Any]:
    """A message of somebody who is known.

    Raises:
        UprezError: the other side's, as it told it.
        ValueError, OSError: see `_message`.
    """
    message = _message(line, _TALK)
    if fault := message.get("error"):
        if not isinstance(fault, dict):
            raise ValueError("an error is no object")
        told = cast("dict[str, Any]", fault)
        what, why, fix = (str(told.get(part, "")) for part in ("what", "why", "fix"))
        raise _KINDS.get(str(told.get("kind")), JobError)(what, why=why, fix=fix)
    return message


def _message(line: ssl.SSLSocket, seconds: float) -> dict[str, Any]:
    """A message, whole within `seconds`.

    Raises:
        ValueError: it is no message.
        OSError: the line is broken, or too slow.
    """
    text, until = b"", time.monotonic() + seconds
    while not text.endswith(b"\n"):
        line.settimeout(max(0.001, until - time.monotonic()))
        more = line.recv(4096)
        if not more:
            raise ConnectionError("the other side hung up")
        text += more
        if len(text) > _LONGEST:
            raise ValueError("a message is too long")
    try:
        message: Any = json.loads(text)
    except RecursionError as error:
        raise ValueError("a message is too deep") from error
    if not isinstance(message, dict):
        raise ValueError("a message is no object")
    return cast("dict[str, Any]", message)
