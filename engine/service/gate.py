"""Who may come in: this user's own programs on this machine, with bodies of a sensible size."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uprez.engine.service.entry import Failure

LARGEST_BODY = 4 << 20
"""Bytes; a job document has some thousand."""
SLOWEST_BODY = 30.0
"""Seconds that a client may take to send its body."""
HOSTS = ("127.0.0.1", "localhost", "[::1]")

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
Application = Callable[[_Message, _Receive, _Send], Awaitable[None]]
"""An ASGI 3 application."""


class Gate:
    """Stands before the application; what it turns away never reaches it."""

    def __init__(self, application: Application, token: str, on_request: Callable[[], None]) -> None:
        """`on_request` is called for every request that is let in."""
        self._application = application
        self._token = token
        self._on_request = on_request

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Let one request in, or answer it here."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        refusal = self._refusal(headers)
        if refusal is not None:
            await _answer(send, *refusal)
            return
        self._on_request()
        try:
            body = await asyncio.wait_for(_body(receive), SLOWEST_BODY)
        except TimeoutError:
            await _answer(send, 408, Failure(what="The request's body came too slowly.", fix="Send it again.", kind="InputError"))
            return
        if body is None:
            await _answer(send, 413, _too_large())
            return
        await self._application(scope, _replaying(body, receive), send)

    def _refusal(self, headers: dict[bytes, bytes]) -> tuple[int, Failure] | None:
        host = headers.get(b"host", b"").decode("latin-1").rpartition(":")
        if (host[0] or host[2]).lower() not in HOSTS:
            return 403, Failure(what="The request names another host.", why="The service is for this machine only.", kind="Refused")
        if b"origin" in headers:
            return 403, Failure(what="The request comes from a web page.", why="The service is for uprez's own clients.", kind="Refused")
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() != b"bearer" or not hmac.compare_digest(given.strip(), self._token.encode()):
            fix = "Send 'Authorization: Bearer' and the word that stands in the file 'token' of the service's folder."
            return 401, Failure(what="The request lacks the service's token, or has a wrong one.", fix=fix, kind="Refused")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return 413, _too_large()
        return None


def _too_large() -> Failure:
    return Failure(what="The request's body is too large.", why=f"More than {LARGEST_BODY >> 20} MiB is refused.", kind="InputError")


async def _body(receive: _Receive) -> bytes | None:
    """All of a request's body; None when it is too large."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def _replaying(body: bytes, receive: _Receive) -> _Receive:
    """Give the body once, then what comes: the client going away."""
    given = False

    async def replay() -> _Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _answer(send: _Send, status: int, failure: Failure) -> None:
    body = json.dumps({"error": failure_facts(failure, 1)}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def failure_facts(failure: Failure, code: int) -> dict[str, Any]:
    """An error as every answer gives it."""
    return {"what": failure.what, "why": failure.why, "fix": failure.fix, "kind": failure.kind, "code": code}
