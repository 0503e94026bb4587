"""The panel's languages: English in the source, others from .ts files that are read as they are."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from uprez.ui.settings import settings

LANGUAGES = {"system": "", "en": "English", "ko": "한국어"}
"""What a user can choose, each by its own name; `system` follows the desktop."""
FOLDER = Path(__file__).resolve().parent / "translations"
"""Where the .ts files lie."""

_KEY = "language"
_installed: list[QTranslator] = []


class Words(QTranslator):
    """The finished translations of one .ts file, by context and source text, with plurals."""

    def __init__(self, path: Path, language: str, parent: QObject | None = None) -> None:
        """`language` decides the plurals.

        Raises:
            OSError, ElementTree.ParseError: the file cannot be read.
        """
        super().__init__(parent)
        self._language = language
        self._words = read_words(path)

    def isEmpty(self) -> bool:  # noqa: N802
        """True when nothing is translated."""
        return not self._words

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # noqa: N803
        """The words for a source text, the plural for `n` when it is given; None when there are none."""
        forms = self._words.get((context, sourceText, disambiguation or "")) or self._words.get((context, sourceText, ""))
        return forms[min(plural(self._language, n), len(forms) - 1)] if forms else None

    def of(self, context: str) -> dict[str, str]:
        """All translations of one context by their source text."""
        return {source: forms[0] for (name, source, _), forms in self._words.items() if name == context}


def read_words(path: Path) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """All finished translations of a .ts file: forms by context, source and comment."""
    words: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type"):  # unfinished, vanished, obsolete
                continue
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            if all(forms):
                words[name, message.findtext("source", ""), message.findtext("comment", "")] = forms
    return words


def plural(language: str, n: int) -> int:
    """Which form a number takes: Korean has one, English two."""
    return 0 if language == "ko" or n in (-1, 1) else 1


def resolved(name: str) -> str:
    """The language that a choice comes to on this desktop: `en` or `ko`."""
    if name in LANGUAGES and name != "system":
        return name
    spoken = (language.split("-")[0] for language in QLocale.system().uiLanguages())
    return next((language for language in spoken if language in LANGUAGES), "en")


def remembered_language() -> str:
    """What the user chose last: `system`, `en` or `ko`."""
    name = str(settings().value(_KEY, "system"))
    return name if name in LANGUAGES else "system"


def apply_language(app: QCoreApplication, name: str, *, remember: bool = False) -> str:
    """Speak a language from now on; widgets that stand keep their words until they are made again. Says which it is."""
    if remember:
        settings().setValue(_KEY, name)
    while _installed:
        app.removeTranslator(_installed.pop())
    language = resolved(name)
    of_qt = QTranslator(app)
    if language != "en" and of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _install(app, of_qt)
    path = FOLDER / f"uprez_{language}.ts"
    if path.exists():
        _install(app, Words(path, language, app))
    return language


def speaking() -> Words | None:
    """The translations in use; None before a language is chosen, and for one without a file."""
    return next((each for each in reversed(_installed) if isinstance(each, Words)), None)


def _install(app: QCoreApplication, translator: QTranslator) -> None:
    app.installTranslator(translator)
    _installed.append(translator)
