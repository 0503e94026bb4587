"""The worker: one thread that makes all frames, those an artist waits for first."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from uprez.core.errors import Cancelled, UprezError
from uprez.ofx_bridge.ask import Ask, Stage

if TYPE_CHECKING:
    from uprez.ofx_bridge.maker import Maker

_LOG = logging.getLogger("uprez.ofx")


class Studio:
    """Takes asks whose frames are all here, and makes them one by one."""

    def __init__(self) -> None:
        self._ready: list[Ask] = []
        self._news = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._work, name="studio", daemon=True)

    def start(self) -> None:
        """Load the engine and begin, in the background."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Make nothing more; True when the worker ended within `seconds`."""
        with self._news:
            self._over = True
            for ask in self._ready:
                ask.stopped = True
            self._news.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def put(self, ask: Ask) -> None:
        """An ask is ready."""
        with self._news:
            self._ready.append(ask)
            self._news.notify()

    def take_back(self, ask: Ask) -> bool:
        """Give an ask up that has not begun; False when it has, or is over."""
        with self._news:
            if ask not in self._ready:
                return False
            self._ready.remove(ask)
            return True

    def _work(self) -> None:
        maker: Maker | None = None
        try:
            maker = _maker()
        except Exception:
            _LOG.exception("the engine cannot be loaded")
        while (ask := self._next()) is not None:
            _answer(ask, maker)
            del ask  # its slots may have to be unmapped while the worker waits

    def _next(self) -> Ask | None:
        """Wait for the next ask; None at the end."""
        with self._news:
            while not self._ready and not self._over:
                self._news.wait()
            if self._over:
                return None
            place = _most_urgent(self._ready)
            ask = self._ready.pop(place)
            ask.stage = Stage.RUNNING
            return ask


def _most_urgent(ready: list[Ask]) -> int:
    """The newest that an artist waits for, else the oldest."""
    waited_for = [place for place, ask in enumerate(ready) if ask.said.interactive]
    return waited_for[-1] if waited_for else 0


def _maker() -> Maker:
    from uprez.ofx_bridge.maker import Maker

    return Maker()


def _answer(ask: Ask, maker: Maker | None) -> None:
    """Make a frame; whatever happens, the guest hears of it."""
    started = time.monotonic()
    try:
        if maker is None:
            raise _no_engine()
        ask.check()
        notes = maker.make(ask)
    except Cancelled:
        ask.cancelled()
    except UprezError as error:
        _LOG.warning("frame %s: %s", ask.said.time, error)
        ask.failed(error)
    except Exception as error:
        _LOG.exception("frame %s", ask.said.time)
        ask.failed(_unexpected(error))
    else:
        ask.done(time.monotonic() - started, notes)


def _unexpected(error: Exception) -> UprezError:
    if isinstance(error, MemoryError):
        return UprezError("The memory ran out.", why=str(error), fix="Close other programs, or choose a smaller scale.")
    return UprezError(
        "uprez met an error that it did not foresee.",
        why=f"{type(error).__name__}: {error}",
        fix="Report it, with the end of the file `ofx.log` in uprez's state folder.",
    )


def _no_engine() -> UprezError:
    return UprezError("uprez cannot load its engine.", why="Its log has the details.", fix="Run `uprez doctor`, or install uprez again.")
