"""The menus of the window, and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox

from uprez.plugin.client import Service
from uprez.ui.errors import show_error
from uprez.ui.icons import icon
from uprez.ui.language import LANGUAGES, remembered_language
from uprez.ui.shortcuts import Group, ShortcutsHelp, keys_of, viewer_keys
from uprez.ui.stage import PREVIEW, VIEWER
from uprez.ui.theme.choice import remembered_theme
from uprez.ui.workbench import Workbench


class Menus(QObject):
    """Fills a window's menu bar."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, window: QMainWindow, bench: Workbench, show_queue: QAction) -> None:
        """`show_queue` shows and hides the queue."""
        super().__init__(window)
        self._window, self._bench, self._show_queue = window, bench, show_queue
        self._groups: list[tuple[str, QMenu]] = []
        self._file()
        self._edit()
        self._job()
        self._view()
        self._help()

    def shortcuts(self) -> list[Group]:
        """All keys, by menu and part."""
        of_menus = [keys_of(title, _leaves(menu)) for title, menu in self._groups]
        bench = self._bench
        of_parts = [keys_of(self.tr("In the queue"), bench.queue.actions_of.values())]
        return [group for group in (*of_menus, *of_parts, *viewer_keys()) if group[1]]

    def show_shortcuts(self) -> None:
        """Show all keys."""
        ShortcutsHelp(self.shortcuts(), self._window).open()

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self._window)
        menu.setToolTipsVisible(True)
        self._window.menuBar().addMenu(menu)
        self._groups.append((title, menu))
        return menu

    def _add(self, menu: QMenu, words: str, act: Callable[[], object], keys: str = "", sign: str = "") -> QAction:
        action = QAction(words, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if sign:
            action.setIcon(icon(sign))
        action.triggered.connect(lambda: act())
        menu.addAction(action)
        return action

    def _file(self) -> None:
        menu, sources = self._menu(self.tr("&File")), self._bench.sources
        for action in (sources.add_files_action, sources.add_folder_action):
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            menu.addAction(action)
        menu.addSeparator()
        self._add(menu, self.tr("Close the window"), self._window.close, "Ctrl+W")
        self._add(menu, self.tr("Quit"), self._window.close, "Ctrl+Q").setMenuRole(QAction.MenuRole.QuitRole)

    def _edit(self) -> None:
        menu, stack = self._menu(self.tr("&Edit")), self._bench.draft.undo_stack
        for make, words, keys, sign in (
            (stack.createUndoAction, self.tr("Undo"), QKeySequence.StandardKey.Undo, "undo"),
            (stack.createRedoAction, self.tr("Redo"), QKeySequence.StandardKey.Redo, "redo"),
        ):
            action = make(self._window, words)
            action.setShortcuts(keys)
            action.setIcon(icon(sign))
            action.setWhatsThis(words)
            menu.addAction(action)

    def _job(self) -> None:
        menu, bench = self._menu(self.tr("&Job")), self._bench
        menu.addAction(bench.preview_action)
        menu.addAction(bench.queue_action)
        menu.addAction(bench.farm_action)
        menu.addSeparator()
        of_queue = menu.addMenu(icon("queue"), self.tr("Marked in the queue"))
        of_queue.addActions(list(bench.queue.actions_of.values()))

    def _view(self) -> None:
        menu, bench = self._menu(self.tr("&View")), self._bench
        stage = bench.stage
        self._add(menu, self.tr("Sources"), bench.sources.setFocus, "Ctrl+1", "sources")
        self._add(menu, self.tr("Viewer"), lambda: (stage.show_page(VIEWER), stage.viewer.setFocus()), "Ctrl+2", "eye")
        self._add(menu, self.tr("Preview"), lambda: (stage.show_page(PREVIEW), stage.preview.setFocus()), "Ctrl+3", "preview")
        self._add(menu, self.tr("Recipe"), bench.recipe.models.setFocus, "Ctrl+4", "recipe")
        self._add(menu, self.tr("Queue"), bench.queue.list.setFocus, "Ctrl+5", "queue")
        menu.addSeparator()
        self._show_queue.setShortcut(QKeySequence("Ctrl+Shift+U"))
        self._show_queue.setText(self.tr("Show the queue"))
        menu.addAction(self._show_queue)
        full = self._add(menu, self.tr("Full screen"), self._full_screen, "F11")
        full.setCheckable(True)
        menu.addSeparator()
        themes = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        self._choices(menu.addMenu(self.tr("Theme")), themes, remembered_theme(), self.theme_chosen.emit)
        languages = {**LANGUAGES, "system": self.tr("As the system")}
        self._choices(menu.addMenu(self.tr("Language")), languages, remembered_language(), self.language_chosen.emit)

    def _help(self) -> None:
        menu = self._menu(self.tr("&Help"))
        self._add(menu, self.tr("Keyboard shortcuts"), self.show_shortcuts, "F1", "help")
        self._add(menu, self.tr("Copy report"), self._copy_report, sign="copy")
        self._add(menu, self.tr("About uprez"), self._about).setMenuRole(QAction.MenuRole.AboutRole)

    def _choices(self, menu: QMenu, words: Mapping[str, str], now: str, choose: Callable[[str], Any]) -> None:
        group = QActionGroup(menu)
        for name, shown in words.items():
            action = self._add(menu, shown, partial(choose, name))
            action.setCheckable(True)
            action.setChecked(name == now)
            group.addAction(action)

    def _full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _copy_report(self) -> None:
        def ask(service: Service) -> str:
            return service.report()

        self._bench.link.call(ask, QGuiApplication.clipboard().setText, lambda error: show_error(self._window, error))

    def _about(self) -> None:
        def ask(service: Service) -> str:
            return str(service.about()["version"])

        def show(version: str) -> None:
            box = QMessageBox(QMessageBox.Icon.NoIcon, "uprez", f"uprez {version}", QMessageBox.StandardButton.Close, self._window)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.setInformativeText(self.tr("Upscales shots: colour, alpha, sound and timecode intact. Apache License 2.0."))
            box.open()

        self._bench.link.call(ask, show)


def _leaves(menu: QMenu) -> Iterable[QAction]:
    return [action for action in menu.actions() if not (action.menu() or action.isSeparator())]
