"""Edits in encodings other than UTF-8: read, written back in the same one, switched."""

from fractions import Fraction

import pytest

from tests.timeline.edits import touched
from tests.timeline.writing import LENGTH, edl, fcpxml, take, xmeml
from uprez.core.errors import InputError
from uprez.timeline.encoding import decoded, root_tag, writable
from uprez.timeline.read import read_edit
from uprez.timeline.write_back import switch, write_back

XML = [("xml", xmeml, each) for each in ("utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1", "mac_roman")]
XML += [("fcpxml", fcpxml, each) for each in ("utf-16-le", "windows-1252")]
DECLARED = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def saved(kind, folder, encoding, make):
    touched(folder, "A x.mov", "B x.mov")
    text = make(folder, Fraction(25), count=10).replace('encoding="UTF-8"', f'encoding="{DECLARED.get(encoding, encoding)}"')
    path = folder / f"cut.{kind}"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(("kind", "make", "encoding"), XML, ids=[f"{kind}-{encoding}" for kind, _, encoding in XML])
def test_xml_goes_through_in_its_own_encoding(tmp_path, kind, make, encoding):
    edit, target = saved(kind, tmp_path, encoding, make), tmp_path / f"up.{kind}"
    before = read_edit(edit)
    assert any("é" in each.name for each in before.clips)
    (media,) = {each.named for each in before.clips if "/A" in each.named}
    made = take(media, 0, LENGTH - 1, tmp_path / "결과" / "A é 결과_4x.mov", 25)  # letters that most of these lack
    write_back(edit, [made], target)
    after = read_edit(target)
    assert [each.name for each in after.clips] == [each.name for each in before.clips]
    assert sum(each.path == made.path for each in after.clips) >= 5
    assert decoded(target.read_bytes())[0].count("encoding=") == 1
    assert decoded(target.read_bytes())[1] == decoded(edit.read_bytes())[1]
    shown = target.read_bytes()
    switch(target, "original")
    assert read_edit(target).clips == before.clips
    switch(target, "take")
    assert target.read_bytes() == shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "latin-1"])
def test_a_list_goes_through_in_its_own_encoding(tmp_path, encoding):
    odd = "\x81" if encoding == "latin-1" else "é"
    edit = tmp_path / "cut.edl"
    edit.write_bytes(edl(Fraction(25)).replace("A x.mov", f"A {odd}.mov").encode(encoding))
    before = read_edit(edit, rate=Fraction(25))
    assert any(odd in each.name for each in before.clips)
    (media,) = {each.named for each in before.clips if "REELA" in each.named}
    made = take(media, 5000, 5400, tmp_path / "A é_4x.mov", 25)
    write_back(edit, [made], tmp_path / "up.edl", rate=Fraction(25))
    assert "A é_4x.mov" in (tmp_path / "up.edl").read_bytes().decode(encoding)
    switch(tmp_path / "up.edl", "original")
    assert read_edit(tmp_path / "up.edl", rate=Fraction(25)).clips == before.clips


def test_a_list_that_has_no_letter_for_a_name_is_refused_before_it_is_written(tmp_path):
    edit = tmp_path / "cut.edl"
    edit.write_bytes(edl(Fraction(25)).replace("A x.mov", "A é.mov").encode("cp1252"))
    (media,) = {each.named for each in read_edit(edit, rate=Fraction(25)).clips if "REELA" in each.named}
    with pytest.raises(InputError, match="cannot be written into the edit"):
        write_back(edit, [take(media, 5000, 5400, tmp_path / "결과_4x.mov", 25)], tmp_path / "up.edl", rate=Fraction(25))
    assert not (tmp_path / "up.edl").exists()


def test_an_encoding_that_is_none_is_refused(tmp_path):
    (tmp_path / "cut.xml").write_bytes(b'<?xml version="1.0" encoding="klingon"?><xmeml/>')
    with pytest.raises(InputError, match="as text"):
        read_edit(tmp_path / "cut.xml")


def test_the_root_is_found_without_the_rest(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text('<?xml version="1.0"?><!-- <fcpxml> --><!DOCTYPE xmeml>\n<xmeml><broken', encoding="utf-16")
    assert root_tag(path) == "xmeml"
    path.write_text("")
    assert root_tag(path) == ""


def test_letters_that_an_encoding_lacks_become_references():
    assert writable("é결", "iso-8859-1", xml=True) == "é&#44208;"
    assert writable("é", "iso-8859-1", xml=False) == "é"
