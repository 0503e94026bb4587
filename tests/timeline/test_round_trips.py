"""Edits of every format, before and after write-back: nothing but the media differs."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import opentimelineio as otio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeline import mlt_projects as mlt
from tests.timeline.edits import clip, movie, saved, schema, span, time, timeline, touched
from tests.timeline.writing import LENGTH, RATES, cuts, edl, fcpxml, take, without_record, xmeml
from uprez.timeline.read import read_edit
from uprez.timeline.write_back import check, switch, write_back

FIRST, LAST = 50, 260
FORMATS = ("xml", "fcpxml", "edl", "otio", "aaf", "mlt", "kdenlive")


def _made(kind, folder, rate, seed=1):
    path = folder / f"cut.{kind}"
    touched(folder, "A x.mov", "B x.mov")
    if kind == "xml":
        path.write_bytes(xmeml(folder, rate, seed).encode())
    elif kind == "fcpxml":
        path.write_text(fcpxml(folder, rate, seed), encoding="utf-8")
    elif kind == "edl":
        path.write_bytes(edl(rate, seed).encode())
    elif kind in ("otio", "aaf"):
        _through_otio(path, folder, rate, seed)
    else:
        path.write_text(_project(kind, folder, rate, seed), encoding="utf-8")
    return path


def _through_otio(path, folder, rate, seed):
    media = {name: (folder / f"{name} x.mov").as_uri() for name in "AB"}
    items = []
    for number, (name, first, length, gap) in enumerate(cuts(seed, 20 if path.suffix == ".otio" else 6)):
        if gap:
            items.append(schema.Gap(duration=time(gap, rate)))
        effects = [schema.LinearTimeWarp(time_scalar=(-1, 2)[number % 2])] if path.suffix == ".otio" and number % 8 in (4, 5) else []
        made = clip(movie(media[name], 86400, LENGTH, rate), 86400 + first, length, rate, f"{name} {number}", effects)
        if path.suffix == ".otio":
            made.markers.append(schema.Marker("m", span(first, 1, rate)))
            made.metadata["kept"] = {"n": number}
        items.append(made)
    if path.suffix == ".otio":
        inner = timeline(clip(movie(media["A"], 86400, LENGTH, rate), 86500, 30, rate, "in")).tracks
        inner.source_range = span(3, 20, rate)
        items += [inner, clip(schema.MissingReference(), 0, 9, rate, "missing")]
        items.insert(1, schema.Transition("d", schema.TransitionTypes.SMPTE_Dissolve, time(2, rate), time(3, rate)))
        items.append(clip(movie(media["B"], 86400, LENGTH, rate), name="whole"))
    made = timeline(*items, start=time(3600 * round(rate), rate))
    made.tracks.append(schema.Track("A1", [clip(movie(media["A"], 86400, LENGTH, rate), 86450, 30, rate)], kind="Audio"))
    options = {"adapter_name": "AAF", "use_empty_mob_ids": True} if path.suffix == ".aaf" else {}
    saved(made, folder, path.name, **options)


def _project(kind, folder, rate, seed):
    plan = cuts(seed, 20)
    items = []
    for number, (name, first, length, gap) in enumerate(plan):
        if gap:
            items.append(mlt.blank(gap, rate))
        inside = f'<filter id="f{number}" in="{mlt.clock(first, rate)}" out="{mlt.clock(first + length - 1, rate)}"/>' if number % 3 else ""
        items.append(mlt.entry("slow" if number == 5 else f"chain{name}", first, first + length - 1, rate, inside))
    total = sum(length + gap for _, _, length, gap in plan)

    def producer(prefix, name, *more):
        caption = mlt.prop("shotcut:caption" if kind == "mlt" else "kdenlive:clipname", f"clip {name} &amp; é")
        tied = [] if kind == "mlt" else [mlt.prop("kdenlive:id", {"A": 3, "B": 4}[name])]
        return mlt.chain(f"{prefix}{name}", f"{name} x.mov", LENGTH, rate, caption, *tied, *more).replace(
            'resource">', f'resource">{"" if kind == "kdenlive" else f"{folder}/"}'
        )

    slow = mlt.chain(
        "slow",
        f"0.5:{folder}/A x.mov",
        2 * LENGTH,
        rate,
        mlt.prop("warp_speed", "0.5"),
        mlt.prop("warp_resource", f"{folder}/A x.mov"),
        *([] if kind == "mlt" else [mlt.prop("kdenlive:id", 3)]),
        tag="producer",
        service="timewarp",
    )
    producers = [producer("chain", "A"), producer("chain", "B"), slow]
    if kind == "mlt":
        return mlt.shotcut(producers, items, total, rate)
    bins = [(f"bin{name}", producer("bin", name), LENGTH - 1) for name in "AB"]
    sound = [mlt.entry("soundA", 5, 40, rate)]
    return mlt.kdenlive(bins, [*producers, producer("sound", "A", mlt.prop("set.test_image", "1"))], items, sound, total, rate, str(folder))


def _takes(edit, folder, rate):
    """Two takes of A, one of which holds all of it, and a part of B."""
    base = 5000 if edit.clips[0].frames is None else 0
    made = []
    for media in sorted({each.named for each in edit.clips if "missing" not in each.named}):
        name = "A" if "A" in media.replace(str(folder), "") else "B"
        made.append(take(media, base + FIRST, base + LAST, folder / "out" / f"{name} {FIRST}_4x.mov", rate))
        if name == "A" and not base:
            made.append(take(media, 0, LENGTH - 1, folder / "out" / f"{name} all_4x.mov", rate))
    return made


def _place(each):
    """All of a clip that must not change."""
    what = (each.record, each.record_length, each.track, each.number, each.speed, each.effects, each.head, each.tail, each.reel)
    return (*what, each.index)


def _seen(each, rate, takes):
    """Second of the media's time at its first frame, and how many it shows; a project of MLT has no timecode, but its take knows."""
    if each.first is None:
        return None
    first = next((made.first for made in takes if made.path == each.path), 0) if not each.start and each.frames else 0
    return (each.start or 0) + (first + each.first) / rate, each.last - each.first


CASES = [(kind, rate) for kind in FORMATS for rate in RATES]


@pytest.mark.parametrize(("kind", "rate"), CASES, ids=lambda value: value if isinstance(value, str) else f"{float(value):.2f}")
def test_nothing_but_the_media_differs(tmp_path, kind, rate):
    edit = _made(kind, tmp_path, rate)
    target = tmp_path / f"up.{kind}"
    before = read_edit(edit, rate=rate)
    takes = _takes(before, tmp_path, rate)
    assert len(before.clips) >= (6 if kind == "aaf" else 20) and all(isinstance(each, str) for each in check(edit, target))
    untouched = edit.read_bytes()
    notes = write_back(edit, takes, target, rate=rate)
    after = read_edit(target, rate=rate)
    assert edit.read_bytes() == untouched
    assert [_place(each) for each in after.clips] == [_place(each) for each in before.clips]
    assert (after.rate, after.start, after.drop) == (before.rate, before.start, before.drop)
    moved = 0
    for old, new in zip(before.clips, after.clips, strict=True):
        fits = [each for each in takes if each.media == old.named and _holds(each, old)]
        if new.path in {each.path for each in takes}:
            moved += 1
            assert new.path in {each.path for each in fits}
            assert _seen(new, rate, takes) == _seen(old, rate, ())
        else:
            assert (new.path, new.first, new.last) == (old.path, old.first, old.last)
            assert not fits or any(f"'{old.name}'" in note for note in notes)
    assert moved >= (4 if kind == "aaf" else 10)
    _compare(kind, edit, target)


def _holds(each, old):
    return each.frames == LENGTH if old.first is None else each.holds(old.first, old.last)


def _compare(kind, edit, target):
    if kind == "edl":
        assert _events(edit) == _events(target)
    elif kind in ("xml", "fcpxml", "mlt", "kdenlive"):
        bones = {"xml": _xmeml_bones, "fcpxml": _fcpxml_bones}.get(kind, _mlt_bones)
        assert bones(edit) == bones(target)
    elif kind == "otio":
        assert _otio_bones(edit) == _otio_bones(target)


def _events(path):
    return [line for line in without_record(path.read_bytes().decode()).splitlines() if not re.match(r"\* (FROM|TO) CLIP|\* SOURCE", line)]


def _flat(node, drop=(), tags=()):
    kept = {name: value for name, value in node.attrib.items() if name not in drop}
    return (node.tag, kept, (node.text or "").strip(), [_flat(child, drop, tags) for child in node if child.tag not in tags])


def _xmeml_bones(path):
    root = ElementTree.parse(path).getroot()
    files = {each.get("id"): each.findtext("pathurl") for each in root.iter("file") if len(each)}
    for item in root.iter("clipitem"):
        first, file = int(item.findtext("in")), item.find("file")
        for each in [item.find("out"), *item.iter("when"), *item.findall("marker/in"), item.find("in")]:
            each.text = str(int(each.text) - first)
        ticks = [item.find(name) for name in ("pproTicksIn", "pproTicksOut") if item.find(name) is not None]
        if ticks:
            ticks[1].text, ticks[0].text = str(int(ticks[1].text) - int(ticks[0].text)), ""
        if file is not None and item.get("id").startswith("sound"):
            file.attrib, file[:], file.tail = {"path": files[file.get("id")] or ""}, [], ""
        elif file is not None:
            assert file.get("id") in files
            item.remove(file)
            item.remove(item.find("duration"))
            if item.find("masterclipid") is not None:
                item.remove(item.find("masterclipid"))
    return _flat(root)


def _fcpxml_bones(path):
    root = ElementTree.parse(path).getroot()
    resources = root.find("resources")
    for each in [each for each in resources if each.get("id").startswith("uprez")]:
        resources.remove(each)
    for each in root.iter("asset-clip"):
        each.attrib.pop("ref")
        each.attrib.pop("format", "")
    return _flat(root)


def _mlt_bones(path):
    root = ElementTree.parse(path).getroot()
    for each in list(root):
        if each.get("id", "").startswith("uprez"):
            root.remove(each)
    for tractor in root.iter("tractor"):  # sound of tracks that play both comes from a copy of them
        for each in list(tractor):
            if each.get("id", "").startswith("uprez") or each.get("producer", "").startswith("uprez"):
                tractor.remove(each)
            elif each.tag == "track" and root.find("playlist[@id='playlist0']/property[@name='shotcut:video']") is not None:
                each.attrib.pop("hide", "")
    for entry in [each for each in root.iter("entry") if each.get("producer", "").startswith("uprez-bin")]:
        next(each for each in root.iter("playlist") if entry in each).remove(entry)
    for entry in root.iter("entry"):
        if not entry.get("producer").startswith(("bin", "sound")):
            first, last = _frame(root, entry.get("in")), _frame(root, entry.get("out"))
            filters = [_frame(root, each.get("in")) - first for each in entry.findall("filter")]
            entry.attrib = {"length": str(last - first), "filters": str(filters)}
            for each in entry.findall("filter"):
                each.attrib = {"id": each.get("id")}
    return _flat(root)


def _frame(root, text):
    hours, minutes, seconds = text.split(":")
    profile = root.find("profile")
    rate = Fraction(int(profile.get("frame_rate_num")), int(profile.get("frame_rate_den")))
    return round((int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)) * rate)


def _otio_bones(path):
    made = otio.adapters.read_from_file(str(path))
    for each in made.find_clips():
        references = each.media_references()
        kept = {name: value for name, value in references.items() if name != "UPREZ"}
        each.set_media_references(kept, "DEFAULT_MEDIA")
        if each.name == "whole":  # what it showed is said now
            each.source_range = None
    return made.to_json_string()


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "aaf"])
def test_switching_back_and_forth(tmp_path, kind):
    rate = RATES[1]
    edit, target = _made(kind, tmp_path, rate), tmp_path / f"up.{kind}"
    before = read_edit(edit, rate=rate)
    write_back(edit, _takes(before, tmp_path, rate), target, rate=rate)
    upscaled = target.read_bytes()
    paths = [each.path for each in read_edit(target, rate=rate).clips]
    switch(target, "original")
    assert [each.path for each in read_edit(target, rate=rate).clips] == [each.path for each in before.clips]
    if kind != "otio":
        assert without_record(target.read_bytes().decode()).split() == edit.read_bytes().decode().split()
    chosen = next(index for index, each in enumerate(before.clips) if each.path != paths[index])
    switch(target, "take", [str(chosen + 1)])
    now = [each.path for each in read_edit(target, rate=rate).clips]
    assert now[chosen] == paths[chosen]
    assert all(path in (old.path, new) for path, old, new in zip(now, before.clips, paths, strict=True))
    assert sum(path != old.path for path, old in zip(now, before.clips, strict=True)) <= 2  # a nested edit may be shown twice
    switch(target, "take")
    assert target.read_bytes() == upscaled


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), rate=st.sampled_from(RATES), kind=st.sampled_from(("xml", "fcpxml", "edl", "mlt")))
def test_random_edits(tmp_path_factory, seed, rate, kind):
    folder = tmp_path_factory.mktemp("random")
    edit, target = _made(kind, folder, rate, seed), folder / f"up.{kind}"
    before = read_edit(edit, rate=rate)
    takes = _takes(before, folder, rate)
    write_back(edit, takes, target, rate=rate)
    after = read_edit(target, rate=rate)
    assert [_place(each) for each in after.clips] == [_place(each) for each in before.clips]
    for old, new in zip(before.clips, after.clips, strict=True):
        assert _seen(new, rate, takes) == _seen(old, rate, ())
    _compare(kind, edit, target)


def test_any_format_becomes_otio_with_both_references(tmp_path):
    rate = Fraction(24000, 1001)
    for kind in FORMATS:
        folder = tmp_path / kind
        folder.mkdir()
        edit, target = _made(kind, folder, rate), folder / "up.otio"
        before = read_edit(edit, rate=rate)
        takes = _takes(before, folder, rate)
        write_back(edit, takes, target, rate=rate)
        after = read_edit(target)
        made = otio.adapters.read_from_file(str(target))
        both = [each for each in made.find_clips() if set(each.media_references()) >= {"DEFAULT_MEDIA", "UPREZ"}]
        assert len(both) >= (4 if kind == "aaf" else 10), kind
        assert both[0].media_reference.metadata["uprez"]["model"] == "span"
        places = [(each.record, each.head, each.tail) for each in before.clips if each.record_length]
        assert sorted((each.record, each.head, each.tail) for each in after.clips) == sorted(places), kind
        switch(target, "original")
        assert not {each.path for each in takes} & {each.path for each in read_edit(target).clips}
