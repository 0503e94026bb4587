"""What weights of the user's own take: the route."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from pydantic import Field

from uprez.engine.service.answering import answer_of
from uprez.engine.service.asking import Asking
from uprez.engine.service.house import House


class Owning(Asking):
    """Weights."""

    model: str = Field(min_length=1)
    """Path of a file, or of a folder of a checkpoint."""


def own_weights(app: FastAPI, house: House) -> None:
    """Add the route."""

    @app.post("/v1/model")
    async def own_model(asking: Owning, request: Request) -> dict[str, Any]:
        """The card of weights that are in no catalogue: what they take, whether they fit."""
        house.asked.file(asking.model)
        message = await answer_of(house.asking.ask("own_model", model=asking.model), request, house.asking.drop)
        return dict(message.fields["answer"])
