import ast
import errno
import os
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from tests.media import clips
from tests.ui.test_language import TOOL
from uprez.core.clip import Fields
from uprez.core.colour import Alpha
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.core.job import Job, Output, Source
from uprez.engine import model_card
from uprez.engine.devices import Device
from uprez.engine.foreseen import as_uprez_error
from uprez.engine.model_card import model_cards
from uprez.engine.planning import memory_sentence
from uprez.engine.service.child import WorkerStopped
from uprez.engine.service.entry import Entry
from uprez.engine.source_check import checks, plain
from uprez.media.atomic import write_error
from uprez.media.probe import probe
from uprez.models.catalogue import choose
from uprez.models.contract import ModelSpec
from uprez.ui.errors import ErrorCard
from uprez.ui.language import apply_language
from uprez.ui.told import Phrases, told

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = ("core", "media", "models", "engine", "timeline", "plugin", "farm", "ui")
"""Folders whose sentences reach the panel in English."""
ENGLISH = re.compile(r"[A-Za-z]+(?: [a-z]+){2,}")
"""Three words in a row, which names do not make."""


@pytest.fixture
def korean(qapp):
    apply_language(qapp, "ko")
    yield qapp
    apply_language(qapp, "en")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return probe(clips.prores(tmp_path_factory.mktemp("clip") / "a.mov"))


def assert_korean(text, *names):
    """`names` may hold English words."""
    said = told(text)
    bare = said
    for name in names:
        bare = bare.replace(name, "")
    assert said != text and not ENGLISH.search(bare), f"{text!r} is said as {said!r}"


def said_in_sources():
    """Every string of the sources, with a NUL for each value in it."""
    for folder in SPOKEN:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
    for code in (errno.EACCES, errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EIO):
        yield f"{os.strerror(code)}."


def stands(template, sources):
    """A template stands in a source that holds its words in their order, or whose values make up for what it lacks."""
    template = template.removesuffix(" %1/%2")  # a count that is added to any sentence
    parts = re.split(r"%[1-9]", template)
    words = re.compile(r"[^\n]*?\0[^\n]*?".join(map(re.escape, parts)))
    if any(words.search(source) for source in sources if max(parts, key=len) in source):
        return True
    bare = letters(re.sub(r"%[1-9]", "", template))
    for source in sources:
        near = "\0" in source and 0.5 * bare <= letters(source) <= bare
        if near and re.fullmatch(".*".join(map(re.escape, source.split("\0"))), template):
            return True
    return all(len(part) > 4 and any(part in source for source in sources) for part in parts)  # put together with +


@cache
def letters(text):
    return len(re.sub(r"[\W\0]", "", text))


def test_every_listed_sentence_is_still_said_somewhere():
    sources = list(dict.fromkeys(said_in_sources()))
    listed = TOOL.service_sentences()
    titles = set(TOOL.service_sentences(listed=Path(os.devnull)))
    gone = [each for each in listed if each not in titles and not stands(each, sources)]
    assert not gone, f"change or remove in ui/translations/service.txt: {gone}"
    assert stands("It lasts %1 s.", ["Oh. It lasts \0 s."]) and not stands("It lasts %1 s.", ["It took \0 s.", "\0 \0"])


def test_words_fit_with_their_values_in_another_order_and_nothing_more():
    phrases = Phrases({"%1 lies in %2.": "%2에 %1 있음.", "the house": "집", "%1 is late.": "%1 늦음.", "Look.": "보기."})
    assert phrases.told("A lies in the house.") == "집에 A 있음."
    assert phrases.told("A lies in red, the house.") == "red, 집에 A 있음."
    assert phrases.told("Look. A is late.\nLook.") == "보기. A 늦음.\n보기."
    assert phrases.told("Nobody knows. A is late.") == "Nobody knows. A 늦음."
    assert phrases.told("/a/My. File.mov is late.") == "/a/My. File.mov 늦음."
    for unknown in ("A lies in B", "So A lies in B; that is it", "x" * 5000, ""):
        assert phrases.told(unknown) == unknown


def test_english_stays_as_it_is(qapp):
    apply_language(qapp, "en")
    assert told("The disk lost some.") == "The disk lost some."


def test_models_are_told_in_korean(korean, monkeypatch):
    machines = (
        (Device("cpu", "CPU", 2 << 30, 1 << 30, ("onnxruntime",)),),
        (Device("cpu", "CPU", 64 << 30, 60 << 30, ("onnxruntime",)), Device("cuda:0", "Large", 48 << 30, 40 << 30, ("torch",))),
    )
    for machine in machines:
        monkeypatch.setattr(model_card, "devices", lambda machine=machine: machine)
        for found in (None, object()):
            monkeypatch.setattr(model_card.importlib.util, "find_spec", lambda name, found=found: found)
            for card in model_cards():
                for text in (card.title, card.speed_words, card.needs):
                    assert_korean(text)
                assert_korean(card.fit_words, 'pip install "uprez[torch]"')


def test_checks_of_a_clip_are_told_in_korean(korean, clip):
    odd = replace(
        clip,
        **{"fields": Fields.TOP_FIRST, "missing": (3, 4, 9), "guessed": ("primaries", "transfer", "matrix", "range")},
        **{"variable_rate": True, "pixel_aspect": Fraction(16, 11), "rotation": 90, "size": Size(641, 479)},
        **{"extra_channels": ("depth.Z", "id"), "alpha": Alpha.STRAIGHT},
        notes=("The file is cut short. It says that it lasts 2.00 s, but its picture ends after 1.00 s.", "Its timecode is left out."),
    )
    found = checks(odd, Source(path="/a"))
    assert len(found) >= 9
    for check in found:
        assert_korean(plain(check)["words"], "depth.Z, id")
        if check.field != "colour":
            assert all(told(option.words) != option.words for option in check.options)
    (colour,) = (check for check in checks(clip, Source(path="/a", colour="ACEScg")) if check.kind == "untagged")
    assert_korean(colour.words)


def test_the_memory_plan_is_told_in_korean(korean):
    spec = ModelSpec("a", 2, runtime="onnxruntime", bytes_per_pixel=2000)
    for sentence in (memory_sentence(1, None, spec, Size(64, 64)), memory_sentence(6, 512, replace(spec, runtime=""), Size(1920, 1080))):
        assert_korean(sentence)
    assert "타일 6개" in told(sentence) and "신경망 없음" in told(sentence)


def test_notes_of_a_job_are_told_in_korean(korean):
    job = Job(source=Source(path="/a"), output=Output(folder="/b"))
    entry = Entry.of(job, title="", held=False)
    why = "It was ended by the signal SIGKILL, as when the memory of the machine runs out."
    stopped = WorkerStopped("The worker stopped unexpectedly.", why=why)
    entry.note(f"{stopped.what} {stopped.why} It was started again: 2 of 5 windows are done.")
    entry.note("The memory ran out while the model worked. Going on with 4 tiles instead of 1; finished windows are kept.")
    entry.note("The machine was restarted while this job ran. It goes on from where it was when you continue it.")
    for note in entry.notes:
        assert_korean(note.text)
    assert "구간 5개 중 2개" in told(entry.notes[0].text)


def test_errors_are_told_in_korean(korean, tmp_path):
    errors = [write_error(tmp_path / "a. b.mov", OSError(code, os.strerror(code))) for code in (errno.ENOSPC, errno.EACCES)]
    errors.append(as_uprez_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    for wrong in (lambda: probe(tmp_path / "none.mov"), lambda: probe(tmp_path), lambda: choose("nothing like it", 2.0)):
        with pytest.raises(Exception) as caught:
            wrong()
        errors.append(caught.value)
    for error in errors:
        for text in filter(None, (error.what, error.fix)):
            assert_korean(text, str(tmp_path), "nothing like it")


def test_a_card_is_told_and_its_report_stays_in_english(korean, qtbot):
    error = InputError("/a/b.mov cannot be read.", why="Permission denied.", fix="Check the drive and the permissions.")
    card = ErrorCard(error.what, error.why, error.fix)
    qtbot.addWidget(card)
    assert card.accessibleName() == "읽을 수 없습니다: /a/b.mov"
    card._with_paths.setChecked(True)
    card.copy_report()
    assert korean.clipboard().text().startswith(error.what)
