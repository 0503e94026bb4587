"""Who is at work in a farm, and the line to them: Dask's client, in the words of this package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from uprez.core.errors import ResourceError
from uprez.farm.machines.membership import Membership, keys
from uprez.farm.machines.seats import machine_of, seat_of, shown
from uprez.farm.machines.task import TOPIC, Outcome, Unit, leave, make, stop
from uprez.farm.machines.tuning import security, tune

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER = 10.0
"""Seconds that the head and the workers have to answer."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One worker that is connected."""

    address: str
    seat: str
    """Device and machine, see `seat_of`; `shown` gives it in words."""
    offers: Mapping[str, float]
    work: frozenset[str]
    """Keys of what it has to do."""
    leaving: bool
    """Whether it takes no more."""

    @property
    def machine(self) -> str:
        """The machine that it works on, see `machine_of`."""
        return machine_of(self.seat)

    def fits(self, wants: Mapping[str, int]) -> bool:
        """Whether it may be given what needs `wants`."""
        return not self.leaving and all(name in self.offers for name in wants)


class Crew:
    """A line to the head of the farm."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def connected(self) -> bool:
        """Whether the head still answers."""
        return self._client.status == "running"

    def hands(self) -> tuple[Hand, ...]:
        """All workers, by name.

        Raises:
            ResourceError: the head does not answer.
        """
        try:
            head: Any = self._client.scheduler
            identity: Any = self._client.sync(head.identity, n_workers=-1, callback_timeout=_ANSWER)
            processing: Any = self._client.sync(head.processing, workers=None, callback_timeout=_ANSWER)
        except (OSError, TimeoutError) as error:
            raise head_is_gone(str(error)) from error
        found = [
            Hand(
                address,
                seat_of(str(worker["name"])),
                worker["resources"],
                frozenset(map(str, processing.get(address, ()))),
                worker["status"] != "running",
            )
            for address, worker in identity["workers"].items()
        ]
        return tuple(sorted(found, key=lambda hand: hand.seat))

    def watch(self, told: Callable[[dict[str, Any]], None], changed: Callable[[], None]) -> None:
        """Call `told` with every event of a worker, and `changed` when one comes or goes; both from another thread."""

        def of_crew(event: tuple[float, Any]) -> None:
            if event[1].get("action") in ("add-worker", "remove-worker"):
                changed()

        def of_worker(event: tuple[float, Any]) -> None:
            told(event[1])

        self._client.subscribe_topic(TOPIC, of_worker)
        self._client.subscribe_topic("all", of_crew)

    def unwatch(self) -> None:
        """End `watch`."""
        for topic in (TOPIC, "all"):
            with suppress(OSError, ValueError, RuntimeError):
                self._client.unsubscribe_topic(topic)

    def give(self, key: str, unit: Unit, wants: Mapping[str, int], only: Sequence[str] | None) -> Future[Any]:
        """Hand a unit to whoever is free of those that offer what it wants, or of `only` these addresses; `key` is its own."""
        workers = list(only) if only is not None else None
        return self._client.submit(make, unit, key=key, pure=False, resources=dict(wants), workers=workers, retries=0)

    def stop(self, run: str) -> None:
        """Stop the work of a run on all workers, as far as they can be reached."""
        self._each(stop, run)

    def restart(self, address: str) -> None:
        """End a worker's process, by force if need be; its machine starts another. As far as it can be reached."""
        head: Any = self._client.scheduler
        wish: dict[str, Any] = {"workers": [address], "timeout": _ANSWER, "wait_for_workers": False, "on_error": "return"}
        with suppress(OSError, TimeoutError, RuntimeError):
            self._client.sync(head.restart_workers, **wish, stimulus_id=f"hung {address}", callback_timeout=3 * _ANSWER)

    def leave(self, addresses: Sequence[str]) -> None:
        """Let workers finish what they have and take no more."""
        self._each(leave, workers=list(addresses))

    def _each(self, call: Callable[..., None], *arguments: str, workers: list[str] | None = None) -> None:
        """Call something on workers, all of them without a choice, as far as they answer."""
        run = self._client._run  # pyright: ignore[reportPrivateUsage]
        with suppress(OSError, TimeoutError, RuntimeError):
            self._client.sync(run, call, *arguments, workers=workers, on_error="ignore", callback_timeout=_ANSWER)


def namesakes(hands: Sequence[Hand]) -> str:
    """Names that several machines go by; empty where each has its own."""
    names = Counter(shown(machine) for machine in {hand.machine for hand in hands})
    return ", ".join(sorted(name for name, count in names.items() if count > 1))


def head_is_gone(why: str) -> ResourceError:
    """The error when the head does not answer."""
    return ResourceError(
        "The head of the farm does not answer.", why=why, fix="Start `uprez farm up` on it, then give the same command; what is done stays."
    )


def outcome_of(future: Future[Any]) -> Outcome | BaseException:
    """What a finished unit gave; the error when its workers died, or it was lost with the head."""
    try:
        if future.status == "finished":
            return cast("Outcome", future.result(timeout=_ANSWER))
        error: Any = future.exception(timeout=_ANSWER) if future.status == "error" else None
        return error if isinstance(error, BaseException) else ConnectionError("the work was lost")
    except (OSError, TimeoutError, RuntimeError) as error:
        return error
    except BaseException as error:
        if type(error).__module__.startswith("distributed"):
            return error
        raise


@contextmanager
def crew_of(member: Membership) -> Generator[Crew]:
    """A line to the head, for as long as this is entered.

    Raises:
        ResourceError: the head cannot be reached, or does not take this machine's certificate.
    """
    tune()
    from distributed import Client

    try:
        client = Client(member.address, security=security(keys()), timeout=_ANSWER, set_as_default=False, name="uprez")
    except (OSError, TimeoutError) as error:
        raise ResourceError(
            f"The head of the farm cannot be reached at {member.host}, port {member.port}.",
            why=f"{error}.".replace("..", "."),
            fix="Start `uprez farm up` on it; a machine that was paired before the farm had new keys must be paired again.",
        ) from error
    try:
        crew = Crew(client)
        yield crew
    finally:
        with suppress(OSError, TimeoutError, RuntimeError):
            client.close(timeout=2)
