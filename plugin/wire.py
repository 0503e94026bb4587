"""One question to the service and its answer: HTTP on this machine, a connection a call."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from mmap import mmap
from typing import Any, NoReturn

from uprez.plugin.errors import ServiceError, ServiceGone

ANSWER = 60.0
"""Seconds that the service may take for an ordinary answer."""
_PART = 1 << 16
"""Bytes that are read at once from an answer of unknown length."""
_LARGE = 1 << 20
"""Bytes from which a body gets pages of its own, which the system clears one by one as they are written."""


@dataclass(frozen=True)
class Answer:
    """What the service said to a question it did not refuse."""

    status: int
    """HTTP status, 200 to 299."""
    headers: dict[str, str]
    """Header fields, their names in lower case."""
    body: bytearray | mmap

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when there is no body.

        Raises:
            ServiceError: it is something else.
        """
        return _object(bytes(self.body), self.status) if len(self.body) else {}


class Wire:
    """The way to one service. May be used by several threads at once."""

    def __init__(self, host: str, port: int, token: str) -> None:
        """`token` is the content of the token file."""
        self.host = host
        """Address that the service listens at."""
        self.port = port
        """Its port."""
        self._token = token
        self._open: set[HTTPConnection] = set()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def closed(self) -> bool:
        """True after `close`."""
        return self._closed

    def close(self) -> None:
        """End all calls that are under way, with ServiceGone, and refuse new ones."""
        with self._lock:
            self._closed = True
            ending = list(self._open)
        for connection in ending:
            if (line := connection.sock) is not None:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def ask(self, method: str, path: str, body: Any = None, *, timeout: float = ANSWER) -> Answer:
        """Send a question (`body` as JSON when it is not None) and read the whole answer.

        Raises:
            ServiceError: the service refuses, or says nothing for `timeout` seconds.
            ServiceGone: no service answers, or the connection was lost.
        """
        with self.open(method, path, body, timeout=timeout) as response:
            return Answer(response.status, _headers(response), _body(response))

    @contextmanager
    def open(self, method: str, path: str, body: Any = None, *, timeout: float = ANSWER) -> Generator[HTTPResponse]:
        """As `ask`, but gives the answer before its body is read."""
        connection = HTTPConnection(self.host, self.port, timeout=timeout)
        with self._lock:
            if self._closed:
                raise ServiceGone("The connection to the service is closed.")
            self._open.add(connection)
        try:
            response = self._send(connection, method, path, body)
            if not 200 <= response.status < 300:
                _refused(response)
            yield response
        except socket.timeout as error:  # noqa: UP041  its own class until 3.10
            raise ServiceError(
                "The service does not answer.",
                f"It said nothing for {timeout:g} seconds.",
                "Try again; if it goes on, stop the uprez process and open the panel again.",
                kind="Timeout",
            ) from error
        except (OSError, HTTPException) as error:
            self._lost(error)
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _send(self, connection: HTTPConnection, method: str, path: str, body: Any) -> HTTPResponse:
        headers = {"Authorization": f"Bearer {self._token}", "Connection": "close", "Accept": "*/*"}
        payload: bytes | None = None
        if body is not None:
            payload = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        connection.connect()
        if self._closed:  # closed between the two: nobody else would end this call
            raise ConnectionAbortedError("closed")
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was all sent: the answer says why
            connection.request(method, path, payload, headers)
        return connection.getresponse()

    def _lost(self, error: Exception) -> NoReturn:
        if self._closed:
            raise ServiceGone("The connection to the service is closed.") from error
        if isinstance(error, ConnectionRefusedError):
            raise ServiceGone("The service is not running.", "Nothing listens where it said it would.", "Open the panel again.") from error
        why = f"{str(error) or type(error).__name__}."
        raise ServiceGone("The connection to the service was lost.", why, "Try again; jobs go on where they were.") from error


def _headers(response: HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _body(response: HTTPResponse) -> bytearray | mmap:
    """The body, read into its final place: a picture of 4K floats is 50 MB, and clearing so many bytes would hold Python's lock."""
    length = response.length
    if length is None:
        return _body_to_the_end(response)
    body = bytearray(length) if length < _LARGE else mmap(-1, length)
    rest = memoryview(body)
    while rest:
        count = response.readinto(rest)
        if not count:
            raise ConnectionAbortedError("the answer ended early")
        rest = rest[count:]
    return body


def _body_to_the_end(response: HTTPResponse) -> bytearray:
    body = bytearray()
    while part := response.read(_PART):
        body += part
    return body


def _object(body: bytes, status: int) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ServiceError(
            "The service's answer makes no sense.",
            f"It is not a JSON object (HTTP status {status}).",
            "Check that this panel and uprez are of the same version.",
            kind="BadAnswer",
            status=status,
        )
    return value  # pyright: ignore[reportUnknownVariableType]


def _refused(response: HTTPResponse) -> NoReturn:
    """Raise the error that a refusal tells of."""
    if response.status == 503:  # of the web server, which speaks no JSON
        raise ServiceError("The service is busy.", "Too many programs ask it at once.", "Try again in a moment.", "Busy", 503)
    said = _object(bytes(_body(response)), response.status).get("error")
    error: dict[str, Any] = said if isinstance(said, dict) else {}
    code = error.get("code")
    raise ServiceError(
        str(error.get("what") or f"The service refused (HTTP status {response.status})."),
        str(error.get("why") or ""),
        str(error.get("fix") or ""),
        kind=str(error.get("kind") or "ServiceError"),
        status=response.status,
        code=code if isinstance(code, int) else 1,
    )
