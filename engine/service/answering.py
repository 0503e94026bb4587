"""Answers of the processes, and errors, as HTTP."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from uprez.core.errors import BusyError, Cancelled, InputError, JobError, ModelError, OutputError, ResourceError, UprezError
from uprez.engine.foreseen import as_uprez_error
from uprez.engine.service.child import Request as Asked
from uprez.engine.service.child import RequestFailed
from uprez.engine.service.entry import Failure
from uprez.engine.service.gate import failure_facts
from uprez.engine.service.wire import Message

_STATUS: dict[type[UprezError], int] = {
    Cancelled: 409,
    BusyError: 409,
    InputError: 422,
    OutputError: 422,
    JobError: 422,
    ModelError: 422,
    ResourceError: 507,
}
_KINDS = {kind.__name__: kind for kind in _STATUS}
_LOG = logging.getLogger("uprez.service")


async def answer_of(asked: Asked, request: Request, cancel: Any) -> Message:
    """Wait for a process's answer; a client that goes away cancels the request by `cancel(asked)`.

    Raises:
        UprezError: the request failed.
    """
    waiting = asyncio.wrap_future(asked.answer)
    while not waiting.done():
        await asyncio.wait((waiting,), timeout=0.5)
        if not waiting.done() and await request.is_disconnected():
            cancel(asked)
            break
    return await waiting


def picture(facts: dict[str, Any], pixels: bytes) -> Response:
    """A float16 picture with what it is in its headers."""
    names = ("width", "height", "channels", "scale")
    headers = {f"X-Uprez-{name.title()}": str(facts[name]) for name in names}
    return Response(pixels, media_type="application/octet-stream", headers={**headers, "X-Uprez-Space": quote(facts["space"])})


def handle_errors(application: FastAPI) -> None:
    """Give every error as three parts, and never a traceback."""
    application.add_exception_handler(UprezError, _failed)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(HTTPException, _no_such_thing)
    application.add_exception_handler(Exception, _unforeseen)


def _answer(status: int, failure: Failure, code: int = 1) -> JSONResponse:
    return JSONResponse({"error": failure_facts(failure, code)}, status)


def _failed(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestFailed):
        kind = _KINDS.get(error.failure.kind)
        if kind is None:
            return _answer(_status_of_kind(error.failure.kind), error.failure)
        return _answer(_STATUS[kind], error.failure, kind.exit_code)
    known = as_uprez_error(error)
    if known is None:
        return _unforeseen(request, error)
    status = next((status for kind, status in _STATUS.items() if isinstance(known, kind)), 500)
    if status == 422 and isinstance(known, InputError) and known.what.startswith(("There is no", "This preview", "Nothing is under way")):
        status = 404
    return _answer(status, Failure(what=known.what, why=known.why, fix=known.fix, kind=type(known).__name__), known.exit_code)


def _status_of_kind(kind: str) -> int:
    """Children of the errors above, raised in a process; anything else is unforeseen."""
    return {"OutOfMemory": 507, "PictureError": 422}.get(kind, 500)


def _invalid(request: Request, error: Exception) -> Response:
    faults: list[str] = []
    if isinstance(error, RequestValidationError):
        for fault in error.errors():
            place = ".".join(str(part) for part in fault["loc"] if part != "body")
            faults.append(f"{place}: {fault['msg']}" if place else str(fault["msg"]))
    return _answer(
        422, Failure(what="The request is not as it should be.", why=f"{'; '.join(faults)}.", kind="JobError"), JobError.exit_code
    )


def _no_such_thing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    what = "There is nothing under this address." if status == 404 else "This cannot be done to this address."
    return _answer(status, Failure(what=what, fix="See /v1/openapi.json.", kind="Refused"))


def _unforeseen(request: Request, error: Exception) -> Response:
    _LOG.error("unforeseen", exc_info=error)
    words = f"The service met an error it did not foresee: {type(error).__name__}: {error}"
    return _answer(500, Failure(what=words, fix="Report it, with the text of Copy report.", kind=type(error).__name__))
