"""Keep the panel's .ts files in step with its words: new ones come in as unfinished, words that are gone go.

python tools/translations.py
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from shown_words import UI, Words, collect

FOLDER = UI / "translations"
LANGUAGES = {"ko": 1, "en": 2}
"""Languages and how many plurals they have. English needs only the words with a number in them."""


def update(path: Path, language: str, wanted: set[Words]) -> int:
    """Bring one file in step; gives how many words are unfinished."""
    known = _known(path)
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    unfinished = 0
    for name in sorted({words.context for words in wanted}):
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for words in sorted(words for words in wanted if words.context == name):
            unfinished += not _message(context, words, known.get((name, words.source, words.comment)), LANGUAGES[language])
    ElementTree.indent(root, " " * 4)
    text = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")
    return unfinished


def _message(context: ElementTree.Element, words: Words, known: list[str] | None, forms: int) -> bool:
    counts = {"numerus": "yes"} if words.counts else {}
    message = ElementTree.SubElement(context, "message", counts)
    ElementTree.SubElement(message, "source").text = words.source
    if words.comment:
        ElementTree.SubElement(message, "comment").text = words.comment
    translation = ElementTree.SubElement(message, "translation")
    done = known is not None and all(known)
    if not done:
        translation.set("type", "unfinished")
    elif words.counts:
        for form in (known or [])[:forms]:
            ElementTree.SubElement(translation, "numerusform").text = form
    else:
        translation.text = (known or [""])[0]
    return done


def _known(path: Path) -> dict[tuple[str, str, str], list[str]]:
    known: dict[tuple[str, str, str], list[str]] = {}
    if path.exists():
        for context in ElementTree.parse(path).getroot().iter("context"):
            for message in context.iter("message"):
                key = (context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", ""))
                translation = message.find("translation")
                if translation is not None and not translation.get("type"):
                    known[key] = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
    return known


def main() -> None:
    """Update all files."""
    words = collect()
    for language in LANGUAGES:
        wanted = words if language != "en" else {each for each in words if each.counts}
        path = FOLDER / f"uprez_{language}.ts"
        print(f"{path.name}: {len(wanted)} texts, {update(path, language, wanted)} unfinished")


if __name__ == "__main__":
    main()
