"""The program around the window: theme, language, link, and their ends."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from uprez.core.errors import UprezError
from uprez.ui.draft import Draft
from uprez.ui.icons import icon
from uprez.ui.language import apply_language, remembered_language
from uprez.ui.link import Link
from uprez.ui.panel import Panel
from uprez.ui.theme.choice import apply_theme, remembered_theme
from uprez.ui.viewer.config import current_config
from uprez.ui.window import MainWindow


def made_application() -> QApplication:
    """The application of this process, in the remembered theme and language."""
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("uprez")
    app.setDesktopFileName("uprez")
    apply_language(app, remembered_language())
    apply_theme(app, remembered_theme())
    app.setWindowIcon(icon("app"))
    with suppress(UprezError):  # the viewer says so
        current_config()  # loading it holds Python's lock for a tenth of a second: better now than while a window is used
    return app


class Program(QObject):
    """One window at a time; another language makes it anew around the same clips."""

    def __init__(self, app: QApplication, link: Link | None = None) -> None:
        """Make the window; `start` shows it."""
        super().__init__(app)
        self._app = app
        self.link = link or Link(parent=self)
        self.draft = Draft(self)
        self.window = self._made()

    def start(self, sources: Sequence[str] = ()) -> None:
        """Show the window, begin to watch the queue, and add clips."""
        self.window.show()
        self.link.start()
        if sources:
            self.window.bench.add_paths(sources)

    def speak(self, language: str) -> None:
        """Speak another language from now on."""
        old = self.window
        old.remember()
        apply_language(self._app, language, remember=True)
        self.window = self._made()
        if old.isVisible():
            self.window.show()
        self.link.refresh()
        old.closed.disconnect()
        old.hide()
        old.deleteLater()

    def _made(self) -> MainWindow:
        window = MainWindow(self.link, self.draft)
        window.closed.connect(self._end)
        window.menus.theme_chosen.connect(self._wear)
        window.menus.language_chosen.connect(self.speak)
        return window

    def _wear(self, theme: str) -> None:
        apply_theme(self._app, theme, remember=True)

    def _end(self) -> None:
        self.link.close()
        self._app.quit()


def run_app(sources: Sequence[str]) -> int:
    """Run the app to its end; gives the exit code."""
    app = made_application()
    program = Program(app)
    _end_on_signals(app)
    program.start([os.path.abspath(source) for source in sources])
    return app.exec()


def run_panel(jobs: Sequence[dict[str, Any]], result: Path | None) -> int:
    """Run the panel in a window of its own, on clips that a host sent; with `result`, finished entries go back to it there."""
    app = made_application()
    link = Link()
    panel = Panel(link, host=result is not None, theme="")
    panel.setWindowTitle("uprez")
    panel.bench.load_jobs(jobs)

    def hand_back(entries: list[dict[str, Any]]) -> None:
        if result is not None:
            write_result(result, entries)
            app.quit()

    panel.handed_back.connect(hand_back)
    _end_on_signals(app)
    panel.show()
    code = app.exec()
    link.close()
    return code


def write_result(path: Path, entries: Sequence[dict[str, Any]]) -> None:
    """Write finished entries for a host, the file whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(json.dumps({"entries": list(entries)}, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def _end_on_signals(app: QApplication) -> None:
    """Ctrl+C in the terminal ends the program, although Qt's loop runs no Python by itself."""

    def end(_number: int, _frame: object) -> None:
        app.quit()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    timer = QTimer(app, interval=500)
    timer.timeout.connect(lambda: None)
    timer.start()
