"""One plugin that is connected: what it says, what it lends, what it waits for."""

from __future__ import annotations

import hmac
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from uprez import __version__
from uprez.ofx_bridge.ask import Ask, Picture, Stage, check_asked, result_bytes, source_bytes
from uprez.ofx_bridge.channel import Channel, Heard
from uprez.ofx_bridge.messages import (
    Asked,
    Bake,
    Beat,
    Bye,
    Cancel,
    CancelledAsk,
    Drop,
    Free,
    Hello,
    Message,
    Need,
    NewSlot,
    Panel,
    Refused,
    SourceFrame,
    Told,
    Welcome,
)
from uprez.ofx_bridge.slots import Slot, Slots
from uprez.ofx_bridge.sources import WINDOWS, Sources
from uprez.ofx_bridge.studio import Studio
from uprez.ofx_bridge.wire import WireError, garbled

_LOG = logging.getLogger("uprez.ofx")
Errand = Callable[[Bake | Panel, Callable[[Told], None]], None]
"""Starts what BAKE and PANEL ask for, and returns; the answer is given to its second argument."""


@dataclass(frozen=True, slots=True)
class Household:
    """What all guests share."""

    token: str
    """The word that a guest has to know."""
    studio: Studio
    errand: Errand


class Guest:
    """A connection, served by a thread of its own until it ends."""

    def __init__(self, channel: Channel, house: Household) -> None:
        self._channel = channel
        self._house = house
        self._lock = threading.Lock()
        self._slots = Slots()
        self._sources = Sources()
        self._asks: dict[int, Ask] = {}
        self._gone = False
        self.welcome = False
        """True once it has said who it is."""

    def serve(self) -> None:
        """Hear it out; at the end all that it lent is given back."""
        try:
            while (heard := self._channel.hear()) is not None:
                if isinstance(heard.message, Bye):
                    break
                self._take(heard)
        except WireError as error:
            _LOG.warning("a guest is refused: %s", error)
            self._channel.say(Refused(error.what, error.why, error.fix))
        except Exception:
            _LOG.exception("a guest's message")
            self._channel.say(Refused("uprez met an error that it did not foresee.", "Its log has the details.", "Try again."))
        finally:
            self._leave()

    def hang_up(self) -> None:
        """End the connection, from any thread."""
        self._channel.hang_up()

    def beat(self) -> None:
        """Give a sign of life if it waits for anything."""
        if self._asks:
            self._channel.say(Beat())

    def tell(self, ask: Ask, message: Message) -> None:
        """See `Asker.tell`."""
        self._channel.say(message, ask.request)

    def answer(self, ask: Ask, message: Message) -> None:
        """See `Asker.answer`."""
        with self._lock:
            self._asks.pop(ask.request, None)
            ask.stage = Stage.OVER
            if self._gone:
                return
            free = self._sources.let_go(WINDOWS * len(ask.said.frames), self._needed())
            self._channel.say(message, ask.request)
            self._free(free)

    def _take(self, heard: Heard) -> None:
        message, request = heard.message, heard.request
        if not self.welcome:
            return self._greet(message)
        match message:
            case NewSlot():
                self._add_slot(message, heard.descriptor)
            case Drop():
                self._drop_slot(message.slot)
            case Asked():
                self._ask(message, request)
            case SourceFrame():
                self._add_frame(message, request)
            case Cancel():
                self._cancel(request)
            case Beat():
                self._channel.say(Beat(), request)
            case Bake() | Panel():
                self._house.errand(message, lambda told: self._say_if_here(told, request))
            case _:
                raise garbled(f"A plugin does not say {type(message).__name__}.")

    def _greet(self, message: Message) -> None:
        if not isinstance(message, Hello):
            raise garbled("The plugin did not present itself.")
        if not hmac.compare_digest(message.token.encode(), self._house.token.encode()):
            raise WireError("The plugin does not know the bridge's word.", fix="Use the address and the word that the bridge wrote last.")
        self.welcome = True
        _LOG.info("welcome %s, process %s, plugin %s", message.host, message.pid, message.build)
        self._channel.say(Welcome(__version__, os.getpid()))

    def _add_slot(self, said: NewSlot, descriptor: int | None) -> None:
        try:
            with self._lock:
                self._slots.add(said.slot, said.bytes, said.name, descriptor)
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _drop_slot(self, number: int) -> None:
        with self._lock:
            slot = self._slots.drop(number)
            self._sources.drop_slot(slot)
            for ask in self._asks.values():
                if slot is ask.out or slot in ask.slots:
                    ask.stopped = True
        slot.close()

    def _ask(self, said: Asked, request: int) -> None:
        check_asked(said)
        with self._lock:
            if request == 0 or request in self._asks:
                raise garbled(f"The request {request} cannot be used.")
            ask = Ask(said, request, self._idle_slot(said.out_slot, result_bytes(said)), self)
            self._asks[request] = ask
            lacking = self._sources.lacking(ask.pictures)
            self._free(self._sources.let_go(WINDOWS * len(said.frames) - len(lacking), self._needed()))
            self._channel.say(Need(tuple((picture[0], picture[1]) for picture in lacking)), request)
            self._begin_what_is_whole()

    def _add_frame(self, said: SourceFrame, request: int) -> None:
        with self._lock:
            ask = self._asks.get(request)
            if ask is None:  # it was given up while its frames were on their way
                return self._free([self._idle_slot(said.slot, 0)])
            slot = self._idle_slot(said.slot, source_bytes(ask.said))
            known = {picture[:2]: picture for picture in ask.pictures}
            picture = known.get((said.low, said.high))
            if picture is None:
                raise garbled("A frame came that was not asked for.")
            if self._sources.lacking([picture]):
                self._sources.add(picture, slot)
                self._begin_what_is_whole()
            else:  # another ask's frames brought it before
                self._free([slot])

    def _cancel(self, request: int) -> None:
        with self._lock:
            ask = self._asks.get(request)
            if ask is None:  # its answer is on the way
                return
            ask.stopped = True
            if ask.stage is Stage.WAITING or self._house.studio.take_back(ask):
                del self._asks[request]
                ask.stage = Stage.OVER
                self._channel.say(CancelledAsk(), request)

    def _begin_what_is_whole(self) -> None:
        for ask in self._asks.values():
            if ask.stage is Stage.WAITING and not self._sources.lacking(ask.pictures):
                ask.slots = self._sources.find(ask.pictures)
                ask.stage = Stage.READY
                self._house.studio.put(ask)

    def _needed(self) -> set[Picture]:
        return {picture for ask in self._asks.values() for picture in ask.pictures}

    def _idle_slot(self, number: int, needed: int) -> Slot:
        """A slot that nothing lies in and nothing will be written to."""
        slot = self._slots.get(number, needed)
        if self._sources.holds_slot(slot) or any(slot is ask.out or slot in ask.slots for ask in self._asks.values()):
            raise garbled(f"The slot {number} is in use.")
        return slot

    def _free(self, slots: list[Slot]) -> None:
        for slot in slots:
            if self._slots.holds(slot):
                self._channel.say(Free(slot.number))

    def _say_if_here(self, told: Told, request: int) -> None:
        if not self._gone:
            self._channel.say(told, request)

    def _leave(self) -> None:
        with self._lock:
            self._gone = True
            asks = list(self._asks.values())
            for ask in asks:
                ask.stopped = True
                self._house.studio.take_back(ask)
            self._asks.clear()
            self._sources.clear()
            self._slots.clear()
        self._channel.close()
