"""Reference pictures cut out of their background: the routes."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI, Request, Response
from pydantic import Field

from uprez.core.errors import ModelError
from uprez.engine.service.answering import answer_of
from uprez.engine.service.asking import Asking
from uprez.engine.service.child import Child
from uprez.engine.service.child import Request as Asked
from uprez.engine.service.house import House
from uprez.models.weights.segmentation import cutout_folder, kept_network


class CuttingOut(Asking):
    """A picture."""

    path: str = Field(min_length=1)


def cutting(app: FastAPI, house: House) -> None:
    """Add the routes."""
    one = asyncio.Lock()

    @app.get("/v1/cutouts")
    def cutouts() -> dict[str, Any]:
        """Which network cuts pictures out, empty for none, and the folder that it is looked for in."""
        network = kept_network()
        return {"network": network.name if network else "", "folder": str(cutout_folder())}

    @app.post("/v1/cutouts", response_class=Response)
    async def cut_out(asking: CuttingOut, request: Request) -> Response:
        """A picture as PNG whose alpha is 0 where its background was."""
        house.asked.file(asking.path)
        network = kept_network()
        if network is None:
            fix = f"Put a U2-Net, IS-Net or BiRefNet as ONNX into {cutout_folder()}."
            raise ModelError("No segmentation network is installed.", why="uprez brings none.", fix=fix)
        async with one:
            child = Child(house.folder / "cutting.log", {})  # of its own: it takes gigabytes, which go with it

            def stop(_: Asked) -> None:
                child.stop()

            try:
                message = await answer_of(child.ask("cutout", path=asking.path, network=str(network)), request, stop)
            finally:
                await asyncio.to_thread(child.stop)
        return Response(message.payload, media_type="image/png")
