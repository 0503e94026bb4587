"""The half of blender_check.py that runs in Blender's Python: strips are sent, swapped, switched, undone, saved.

    python blender_inside.py FOLDER

FOLDER holds `cases.json` and takes the renders, numbered by timeline frame, and `told.json`. Needs bpy, and the extension
where BLENDER_USER_EXTENSIONS says. What it finds wrong it raises; pixels are judged by who called it.
"""

# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import bpy

FOLDER = Path(sys.argv[1])
EXTENSION = "bl_ext.user_default.uprez"
PATIENCE = 300.0


def main() -> None:
    """All cases, one scene each."""
    cases = json.loads((FOLDER / "cases.json").read_text())
    bpy.ops.preferences.addon_enable(module=EXTENSION)
    bpy.context.preferences.edit.use_global_undo = True
    told: dict[str, Any] = {"blender": bpy.app.version_string, "cases": {}}
    bpy.context.scene.name = "all"
    for name, case in cases.items():
        scene = scene_for(case)
        if scene is None:
            told["cases"][name] = {"skipped": "this Blender cannot add such a strip without a window"}
            continue
        told["cases"][name] = run(name, scene, case)
        print(f"{bpy.app.version_string}: {name} ran", flush=True)
    bpy.ops.preferences.addon_disable(module=EXTENSION)
    expect(not any("uprez_host" in str(getattr(module, "__file__", "")) for module in sys.modules.values()), "modules stay when disabled")
    expect(not hasattr(bpy.types.Scene, "uprez"), "settings stay when disabled")
    (FOLDER / "told.json").write_text(json.dumps(told))


def scene_for(case: dict[str, Any]) -> Any:
    """The scene of this session, emptied, with the strip of a case in channel 3 between two neighbours."""
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.preferences.addon_enable(module=EXTENSION)
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = case["fps"]
    render = scene.render
    render.resolution_x, render.resolution_y, render.resolution_percentage = 128, 96, 100
    render.image_settings.file_format = "PNG"
    render.use_sequencer, render.dither_intensity = True, 0
    scene.view_settings.view_transform = "Standard"
    scene.sequence_editor_create()
    strip = added(scene, case)
    if strip is None:
        return None
    strip.name = "shot"
    for field, value in case.get("set", {}).items():
        owner = strip
        *parts, last = field.split(".")
        for part in parts:
            owner = getattr(owner, part)
        setattr(owner, last, value)
    first, end = strip.frame_final_start, strip.frame_final_end
    around = (("before", first - 5, 5), ("after", end, 5), ("below", first, end - first))
    for name, start, length in () if case.get("moved") else around:
        new_colour(scene, name, 2 if name == "below" else strip.channel, start, length)
    if not case.get("moved"):  # Blender changes an effect's length after its strip's when it likes
        new_blur(scene, strip)
    for frame in (first, end):
        strip.transform.keyframe_insert("scale_x", frame=frame)
        strip.transform.keyframe_insert("scale_y", frame=frame)
    strip.select = True
    return scene


def added(scene: Any, case: dict[str, Any]) -> Any:
    """The strip of a case."""
    if case.get("by_window"):
        return added_by_window(scene, case)
    if case["kind"] == "MOVIE":
        return strips(scene).new_movie(name="shot", filepath=case["path"], channel=3, frame_start=10, fit_method="FIT")
    folder, names = case["path"], case["names"]
    strip = strips(scene).new_image(name="shot", filepath=f"{folder}/{names[0]}", channel=3, frame_start=10, fit_method="FIT")
    for name in names[1:]:
        strip.elements.append(filename=name)
    return strip


def added_by_window(scene: Any, case: dict[str, Any]) -> Any:
    """A movie as the Add menu adds it: played at its own speed whatever the scene's. 5.0 needs a real window for that."""
    if bpy.app.version >= (5, 0):
        return None
    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    area.type = "SEQUENCE_EDITOR"
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.sequencer.movie_strip_add(
            filepath=case["path"], frame_start=10, channel=3, sound=False, use_framerate=False, adjust_playback_rate=True, fit_method="FIT"
        )
    return strips(scene)[0]


def run(name: str, scene: Any, case: dict[str, Any]) -> dict[str, Any]:
    """One case from the first send to the reopened project."""
    from uprez.plugin.blender import errands  # now: enabling the extension again brings its modules anew

    place = whereabouts(scene)
    shown = shot(scene).frame_final_start, shot(scene).frame_final_end
    rendered(scene, name, "before", shown)
    facts = media(scene)
    bpy.ops.ed.undo_push(message="before")
    choices = scene.uprez
    choices.model, choices.scale, choices.handles = "span", 2, case.get("handles", 0)
    choices.pictures = bool(case.get("as_pictures"))
    expect(bpy.ops.uprez.upscale() == {"FINISHED"}, "upscale did not start")
    if case.get("moved"):  # the user goes on working meanwhile
        shot(scene).frame_start += case["moved"]
        shot(scene).frame_offset_end += 2
        shown = shot(scene).frame_final_start, shot(scene).frame_final_end
        place, facts = whereabouts(scene), media(scene)
        bpy.ops.ed.undo_push(message="moved")
    until = time.monotonic() + PATIENCE
    while errands.tick() is not None:
        expect(time.monotonic() < until, "the jobs do not end")
        time.sleep(0.1)
    scene = bpy.context.scene
    expect(not errands.said(), f"it says: {errands.said()}")
    note = json.loads(shot(scene)["uprez"])
    expect(note["shows"] == "take" and media(scene) != facts, "the strip does not show the take")
    expect(whereabouts(scene, ours=False) == place, f"places changed: {place} -> {whereabouts(scene, ours=False)}")
    check_kept(scene, case, facts)
    rendered(scene, name, "after", shown)
    undone_and_back(facts)
    scene = bpy.context.scene
    shot(scene).select = True
    switched(scene, name, shown, facts, place)
    reopened(name, shown)
    refused(bpy.context.scene, case)
    return {"shown": shown, "take": note, "source": case}


def check_kept(scene: Any, case: dict[str, Any], facts: Any) -> None:
    """A muted strip below keeps the original, unless the strip plays at a speed of its own."""
    kept = strips(scene).get("shot other" if case.get("as_pictures") else "shot original")
    blur = strips(scene).get("blur")
    expect(blur is None or blur.input_1 == shot(scene), "the effect is on another strip")
    if case.get("by_window"):
        expect(kept is None, "an original was kept that cannot be")
        return
    expect(kept is not None and kept.mute and kept.channel == (2 if case.get("moved") else 1), "no muted original below")
    expect(media_of(kept)[:-1] == facts[:-1], "the muted strip shows something else")
    both = [(strip.frame_final_start, strip.frame_final_end) for strip in (kept, shot(scene))]
    expect(both[0] == both[1], "the muted strip lies elsewhere")


def undone_and_back(facts: Any) -> None:
    """One step of undo takes all of it back; redo brings it again."""
    take = media(bpy.context.scene)
    bpy.ops.ed.undo()
    scene = bpy.context.scene
    expect(media(scene) == facts, "undo does not restore the media")
    expect("uprez" not in shot(scene) and not any("uprez_kept_for" in strip for strip in strips(scene)), "undo leaves something behind")
    bpy.ops.ed.redo()
    expect(media(bpy.context.scene) == take, "redo does not bring the take back")


def switched(scene: Any, name: str, shown: Any, facts: Any, place: Any) -> None:
    """To the original and to the take again."""
    bpy.ops.uprez.show_original()
    expect(media(scene) == facts, "the original's media is another")
    expect(whereabouts(scene, ours=False) == place, "the original lies elsewhere")
    rendered(scene, name, "original", shown)
    bpy.ops.uprez.show_upscaled()
    expect(media(scene) != facts, "the take does not come back")


def reopened(name: str, shown: Any) -> None:
    """Saved, opened again, rendered."""
    path = str(FOLDER / f"{name}.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    rendered(bpy.context.scene, name, "reopened", shown)


def refused(scene: Any, case: dict[str, Any]) -> None:
    """Takes of other media, or without the frames that are shown, and files that are gone: the strip stays as it is."""
    from uprez.plugin.blender.swap import put_in
    from uprez.plugin.errors import ServiceError
    from uprez.plugin.host import Taken

    before, note = media(scene), json.loads(shot(scene)["uprez"])
    sent = case["path"] if case["kind"] == "MOVIE" else str(Path(case["path"], f"plate.[1001-{1000 + len(case['names'])}].png"))
    for path, taken in (
        ("/elsewhere.mov", Taken("k", note["take"]["path"], None, 0, 999, 128, 96, "24")),
        (sent, Taken("k", note["take"]["path"], None, 900, 999, 128, 96, "24")),
        (sent, Taken("k", "/gone.mov", None, 0, 999, 128, 96, "24")),
    ):
        try:
            put_in(scene, shot(scene), path, taken)
        except ServiceError:
            expect(media(scene) == before, f"a refused take changed the strip: {before} -> {media(scene)}")
        else:
            expect(False, f"a take was not refused: {path} {taken}")


def rendered(scene: Any, name: str, word: str, shown: Any) -> None:
    """Render every frame that the strip shows."""
    for frame in range(*shown):
        scene.frame_set(frame)
        scene.render.filepath = str(FOLDER / name / word / f"{frame:04}.png")
        bpy.ops.render.render(write_still=True)


def whereabouts(scene: Any, ours: bool = True) -> Any:
    """Names, places and channels of all strips, without those that keep originals."""
    found = [strip for strip in strips(scene) if ours or "uprez_kept_for" not in strip]
    return sorted((strip.name, strip.channel, strip.frame_final_start, strip.frame_final_end, strip.mute) for strip in found)


def media(scene: Any) -> Any:
    """What the strip shows."""
    return media_of(shot(scene))


def media_of(strip: Any) -> Any:
    """Files, skipped frames, content's start."""
    path = str(Path(bpy.path.abspath(strip.filepath if strip.type == "MOVIE" else strip.directory)))
    files = [path] if strip.type == "MOVIE" else [path, *(element.filename for element in strip.elements)]
    return files, strip.animation_offset_start, strip.animation_offset_end, strip.frame_start, strip.transform.scale_x


def shot(scene: Any) -> Any:
    """The strip of the case."""
    return strips(scene)["shot"]


def strips(scene: Any) -> Any:
    """All strips, in every version."""
    editor = scene.sequence_editor
    found = getattr(editor, "strips", None)
    return found if found is not None else editor.sequences


def new_colour(scene: Any, name: str, channel: int, start: int, length: int) -> None:
    """A strip of one colour."""
    end = {"length": length} if bpy.app.version >= (5, 0) else {"frame_end": start + length}
    strips(scene).new_effect(name=name, type="COLOR", channel=channel, frame_start=start, **end)


def new_blur(scene: Any, strip: Any) -> None:
    """A muted effect on a strip."""
    end = {"length": 10} if bpy.app.version >= (5, 0) else {"frame_end": strip.frame_final_end}
    source = {"seq1": strip} if bpy.app.version < (4, 4) else {"input1": strip}
    blur = strips(scene).new_effect(name="blur", type="GAUSSIAN_BLUR", channel=6, frame_start=strip.frame_final_start, **end, **source)
    blur.mute = True


def expect(holds: bool, otherwise: str) -> None:
    """Raise what is wrong."""
    if not holds:
        raise AssertionError(otherwise)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the module of 4.2 crashes as Python ends once any class was registered; Blender itself ends otherwise
