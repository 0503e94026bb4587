"""The service's HTTP interface, version 1; its schema is published as docs/service.openapi.json."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse, StreamingResponse

from uprez import __version__
from uprez.core.errors import InputError, OutputError
from uprez.engine.service.answering import answer_of, handle_errors, picture
from uprez.engine.service.asking import Cascading, Disk, Edit, Estimating, Fetching, Move, Picture, Previewing, Probing, Submission
from uprez.engine.service.child import Request as Asked
from uprez.engine.service.cutting import cutting
from uprez.engine.service.desk import Desk
from uprez.engine.service.entry import State
from uprez.engine.service.house import House
from uprez.engine.service.own_weights import own_weights
from uprez.engine.service.sending import sending

API = 1
"""Version of the interface; a newer one answers under another prefix."""
MOST_FRAMES = 100
"""Frames of a preview."""
Name = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]
"""A job's id."""
Model = Annotated[str, InPath(pattern=r"^[\w.-]{1,100}$")]
Facts = dict[str, Any]


def application(house: House, stop: Callable[[], None]) -> FastAPI:
    """The interface to a house; `stop` ends the service."""
    app = FastAPI(
        title="uprez service",
        version=str(API),
        summary="A queue of upscaling jobs on this machine.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    handle_errors(app)
    _service(app, house, stop)
    _queue(app, house)
    _edits(app, house)
    _clips(app, house)
    _trying(app, house)
    cutting(app, house)
    own_weights(app, house)
    sending(app, house)
    return app


def published_schema() -> Facts:
    """The OpenAPI schema of the interface."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        try:
            return application(house, lambda: None).openapi()
        finally:
            house.close()


def _service(app: FastAPI, house: House, stop: Callable[[], None]) -> None:
    @app.get("/v1/about")
    def about() -> Facts:
        """What answers here."""
        return {
            "version": __version__,
            "api": API,
            "pid": os.getpid(),
            "started": house.started,
            "state_folder": str(house.folder),
            "idle_seconds": house.idle_seconds(),
        }

    @app.post("/v1/stop")
    def stop_service() -> Facts:
        """End the service; jobs that run go on at its next start."""
        stop()
        return {"stopping": True}

    @app.get("/v1/events")
    async def events() -> StreamingResponse:
        """Server-sent events: a snapshot, then what changes."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(house.news.watch(), media_type="text/event-stream", headers=headers)

    @app.get("/v1/devices")
    async def devices(request: Request) -> Facts:
        """The devices of this machine."""
        return await _from(house.asking, house.asking.ask("devices"), request)

    @app.get("/v1/report")
    async def report(request: Request) -> Facts:
        """What goes into a report: no paths."""
        return await _from(house.trying, house.trying.ask("report"), request)

    @app.post("/v1/disk")
    def disk(asking: Disk) -> Facts:
        """How much room the disk of a folder has; of the nearest one above it that exists."""
        house.asked.folder(asking.folder)
        folder = Path(asking.folder)
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            usage = shutil.disk_usage(folder)
        except OSError as error:
            raise OutputError(f"'{folder}' cannot be looked at.", why=f"{error.strerror}.", fix="Choose another folder.") from error
        return {"free_bytes": usage.free, "total_bytes": usage.total}


def _queue(app: FastAPI, house: House) -> None:
    @app.get("/v1/jobs")
    def jobs() -> Facts:
        """All jobs, in order."""
        return {"jobs": house.jobs()}

    @app.post("/v1/jobs", status_code=201)
    def submit(asking: Submission) -> JSONResponse:
        """Queue a job; the same request again gives the one that stands, queued again if it had ended."""
        entry, new = house.submit(asking.job, title=asking.title, held=asking.held)
        return JSONResponse(entry.facts(), 201 if new else 200)

    @app.get("/v1/jobs/{name}")
    def job(name: Name) -> Facts:
        """One job."""
        return house.queue.get(name).facts()

    @app.delete("/v1/jobs/{name}")
    def remove(name: Name) -> Facts:
        """Take a job off the list; its files stay."""
        house.remove(name)
        return {"removed": name}

    @app.post("/v1/jobs/{name}/move")
    def move(name: Name, asking: Move) -> Facts:
        """Put a job before another one, or at the end."""
        house.queue.move(name, asking.before)
        return {"jobs": house.jobs()}

    @app.post("/v1/jobs/{name}/{change}")
    def change(name: Name, change: Literal["pause", "resume", "cancel", "retry"]) -> Facts:
        """Pause a job, resume or retry it from where it is, or give it up."""
        wanted = {"pause": State.PAUSED, "cancel": State.CANCELLED}.get(change, State.QUEUED)
        return house.change(name, wanted).facts()

    @app.get("/v1/jobs/{name}/picture", response_class=Response)
    def last_picture(name: Name) -> Response:
        """The last finished frame as PNG, at most 640 pixels wide."""
        return Response(house.picture(name), media_type="image/png")


def _edits(app: FastAPI, house: House) -> None:
    @app.post("/v1/cascade")
    async def cascade(asking: Cascading, request: Request) -> Facts:
        """The two steps of a request with an edit prompt as jobs, and whether the edit stands."""
        house.asked.job(asking.job)
        job = asking.job.model_dump(mode="json", by_alias=True)
        return await _from(house.asking, house.asking.ask("cascade", job=job), request)


def _clips(app: FastAPI, house: House) -> None:
    @app.post("/v1/probe")
    async def probe(asking: Probing, request: Request) -> Facts:
        """What a clip is, what should be checked, and the colour to view it in."""
        house.asked.source(asking.source)
        return await _from(house.asking, house.asking.ask("probe", source=asking.source.model_dump(mode="json")), request)

    @app.post("/v1/edit")
    async def edit(asking: Edit, request: Request) -> Facts:
        """The clips of a timeline file."""
        house.asked.file(asking.path)
        return await _from(house.asking, house.asking.ask("edit", path=asking.path), request)

    @app.post("/v1/picture", response_class=Response)
    async def clip_picture(asking: Picture, request: Request) -> Response:
        """A frame of a clip: float16 (H, W, 3 or 4) in the clip's own colour; the headers say its size and colour space."""
        house.asked.source(asking.source)
        asked = house.looking.ask("picture", **asking.model_dump(mode="json"))
        message = await answer_of(asked, request, house.looking.drop)
        return picture(message.fields["answer"], message.payload)


def _trying(app: FastAPI, house: House) -> None:
    @app.get("/v1/models")
    async def models(request: Request) -> Facts:
        """Every model: what for, licence, what it needs, whether it fits this machine."""
        return await _from(house.asking, house.asking.ask("models"), request)

    @app.post("/v1/models/{name}/fetch")
    async def fetch(name: Model, asking: Fetching, request: Request) -> Facts:
        """Download a model's weights."""
        return await _from(house.trying, house.fetch(name, asking.ticket), request)

    @app.post("/v1/estimate")
    async def estimate(asking: Estimating, request: Request) -> Facts:
        """Measure what a job will take, by a short real run."""
        return await _from(house.trying, house.estimate(asking.job, asking.ticket), request)

    @app.post("/v1/preview")
    async def preview(asking: Previewing, request: Request) -> Facts:
        """Try a job on a region of a few frames."""
        if asking.frames[1] < asking.frames[0] or asking.frames[1] - asking.frames[0] >= MOST_FRAMES:
            raise InputError("These frames cannot be previewed.", why=f"At most {MOST_FRAMES}, in order.", fix="Choose fewer.")
        name, asked = house.preview(asking.job, asking.region, asking.frames, asking.ticket)
        return {"preview": name, **await _from(house.trying, asked, request)}

    @app.get("/v1/previews/{name}/{number}/{side}", response_class=Response)
    def preview_picture(
        name: Annotated[str, InPath(pattern=r"^[0-9a-f]{32}$")],
        number: Annotated[int, InPath(ge=0, lt=2**31)],
        side: Literal["source", "result"],
    ) -> Response:
        """A picture of a preview, as of a clip; the source's is enlarged by Lanczos, so that the two lie pixel on pixel."""
        path, facts = house.preview_file(name, number, side)
        pixels = path.read_bytes()
        channels = len(pixels) // (2 * facts["width"] * facts["height"])
        return picture({**facts, "channels": channels}, pixels)

    @app.delete("/v1/tasks/{ticket}")
    def cancel(ticket: Annotated[str, InPath(max_length=100)]) -> Facts:
        """Stop a preview, an estimate or a download."""
        house.cancel(ticket)
        return {"cancelled": ticket}


async def _from(desk: Desk, asked: Asked, request: Request) -> Facts:
    return dict((await answer_of(asked, request, desk.drop)).fields["answer"])
