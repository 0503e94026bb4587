import importlib.util
import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from uprez.ui.language import FOLDER, LANGUAGES, Words, apply_language, plural, read_words, remembered_language, resolved

ROOT = Path(__file__).resolve().parents[2]


def shown_words():
    spec = importlib.util.spec_from_file_location("shown_words", ROOT / "tools" / "shown_words.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TOOL = shown_words()
KOREAN = read_words(FOLDER / "uprez_ko.ts")


@pytest.fixture(scope="module")
def shown():
    return TOOL.collect()


@pytest.fixture
def app(qapp):
    yield qapp
    apply_language(qapp, "en")


def test_all_words_are_found(shown):
    found = {(words.context, words.source) for words in shown}
    assert {("Banner", "Details"), ("Queue", "Paused"), ("ViewerActions", "Zoom in"), ("SourceWords", "no alpha")} <= found


def test_the_collector_sees_every_way_of_saying_something(tmp_path):
    (tmp_path / "words.py").write_text("def tr(text):\n    return translate('Shared', text)\n\ndef f():\n    tr('wrapped')\n")
    (tmp_path / "more.py").write_text(
        "from uprez.ui.words import tr\n"
        "CONTEXT = 'Table'\n"
        "class Row:\n    name: str\n    text: str\n    def title(self):\n        return translate(CONTEXT, self.text)\n"
        "ROWS = (Row('a', 'in a table'),)\n"
        "class View:\n    def f(self, n):\n"
        "        tr('imported'); self.tr('plain'); self.tr('%n thing(s)', '', n); QCoreApplication.translate('Named', 'there', 'why')\n"
    )
    kinds = {(words.context, words.source, words.comment, words.counts) for words in TOOL.collect(tmp_path)}
    assert kinds == {
        ("Shared", "wrapped", "", False),
        ("Shared", "imported", "", False),
        ("Table", "in a table", "", False),
        ("View", "plain", "", False),
        ("View", "%n thing(s)", "", True),
        ("Named", "there", "why", False),
    }
    (tmp_path / "bad.py").write_text("class View:\n    def f(self, x):\n        self.tr(f'{x}')\n")
    with pytest.raises(ValueError, match="no string"):
        TOOL.collect(tmp_path)


def test_everything_that_is_shown_is_translated_into_korean(shown):
    missing = sorted(f"{words.context}: {words.source}" for words in shown if (words.context, words.source, words.comment) not in KOREAN)
    assert not missing, f"run tools/translations.py, then translate in ui/translations/uprez_ko.ts: {missing}"


def test_translations_keep_the_places_for_values():
    for (context, source, _), forms in KOREAN.items():
        wanted = sorted(re.sub(r"\d", "", place) for place in re.findall(r"\{\w*\}|%n", source))
        for form in forms:
            assert sorted(re.sub(r"\d", "", place) for place in re.findall(r"\{\w*\}|%n", form)) == wanted, (context, source)
            assert sorted(re.findall("%[1-9]", form)) == sorted(re.findall("%[1-9]", source)), (context, source)


def test_english_says_numbers_right(app, shown):
    apply_language(app, "en")
    counted = [words for words in shown if words.counts]
    english = read_words(FOLDER / "uprez_en.ts")
    assert counted and all((words.context, words.source, words.comment) in english for words in counted)
    assert QCoreApplication.translate("Queue", "%n frame(s)", "", 1) == "1 frame"
    assert QCoreApplication.translate("Queue", "%n frame(s)", "", 0) == "0 frames"


def test_korean_is_spoken_with_numbers_and_unknown_words_stay(app):
    assert apply_language(app, "ko", remember=True) == "ko"
    assert remembered_language() == "ko"
    assert QCoreApplication.translate("Queue", "%n frame(s)", "", 3) == "3프레임"
    assert QCoreApplication.translate("Queue", "Paused") == "일시 정지"
    assert QCoreApplication.translate("Queue", "never written") == "never written"
    apply_language(app, "en")
    assert QCoreApplication.translate("Queue", "Paused") == "Paused"


def test_unfinished_words_are_not_used(tmp_path):
    path = tmp_path / "x.ts"
    path.write_text(
        "<TS><context><name>A</name><message><source>s</source><translation type='unfinished'>t</translation></message>"
        "<message><source>u</source><translation>v</translation></message></context></TS>"
    )
    words = Words(path, "ko")
    assert words.translate("A", "s") is None
    assert words.translate("A", "u") == "v"
    assert not words.isEmpty()


def test_plurals_and_choices():
    assert [plural("ko", n) for n in (0, 1, 2)] == [0, 0, 0]
    assert [plural("en", n) for n in (-1, 0, 1, 2)] == [0, 1, 0, 1]
    assert resolved("ko") == "ko" and resolved("system") in LANGUAGES and resolved("xx") in ("en", "ko")
