"""Ctrl-C and SIGTERM: the first ends the run cleanly, the second at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

import click

from uprez.core.errors import Cancelled
from uprez.core.events import Event, Listen


class Interrupt:
    """Whether the user wants the run to end."""

    def __init__(self) -> None:
        self.wanted = False
        """True from the first signal on."""

    def checked(self, listen: Listen) -> Listen:
        """`listen`, stopping the run should the signal's own exception have been lost in a library's callback."""

        def checking(event: Event) -> None:
            if self.wanted and event.stage != "done":
                raise Cancelled("Stopped.")
            listen(event)

        return checking

    def handle(self, number: int, frame: FrameType | None) -> None:
        """The signal handler."""
        if self.wanted:
            os._exit(Cancelled.exit_code)
        self.wanted = True
        click.echo("\nStopping; what is finished is kept, and the same command goes on from there. Once more ends at once.", err=True)
        raise Cancelled("Stopped.")


@contextmanager
def interruptible() -> Generator[Interrupt]:
    """Handle signals within; the earlier handlers come back after. Outside the main thread it changes nothing."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    before = {number: signal.signal(number, interrupt.handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
