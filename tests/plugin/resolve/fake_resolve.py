"""A stand-in for DaVinci Resolve, which cannot be had here.

Written from what is published of its scripting interface: the README of July 2026 (as in the package fusionscript-stubs 21.0) for
names, arguments and answers, and measurements of others (issues of the project davinci-resolve-mcp) for what the documents do not
say: ends that are not included, appends that are silently dropped, deletions that need the Edit page, any name that can be called.
Nothing in it was compared with a real Resolve. A `quirk` is a way in which versions are known, or may be feared, to differ.
"""

# ruff: noqa: N802 - these are Resolve's names

import os
import re

from tests.plugin.resolve.fake_clips import Fake, Item, Media

TIMELINE_START = 86400


class Folder(Fake):
    """A bin."""

    def __init__(self, name):
        self.name, self.clips, self.folders = name, [], []

    def GetName(self):
        return self.name

    def GetClipList(self):
        return self.clips

    def GetSubFolderList(self):
        return self.folders


class Pool(Fake):
    """The MediaPool."""

    def __init__(self, world):
        self._world = world
        self.root = Folder("Master")
        self.current = Folder("Day 1")
        self.root.folders.append(self.current)

    def GetRootFolder(self):
        return self.root

    def GetCurrentFolder(self):
        return self.current

    def SetCurrentFolder(self, folder):
        if "no bins" in self._world.quirks:
            return False
        self.current = folder
        return True

    def AddSubFolder(self, folder, name):
        if "no new bins" in self._world.quirks:
            return None
        made = Folder(name)
        folder.folders.append(made)
        self.current = made
        return made

    def ImportMedia(self, items):
        assert len(items) == 1
        media = self.read(items[0])
        if media is None or "no import" in self._world.quirks:
            return []
        self.current.clips.append(media)
        return [media]

    def read(self, asked):
        """The media of a path or of {FilePath, StartIndex, EndIndex}; the rate is the project's, as for pictures."""
        rate = self._world.rate
        if isinstance(asked, dict):
            first, last = asked["StartIndex"], asked["EndIndex"]
            if not all(os.path.exists(asked["FilePath"] % number) for number in (first, last)):
                return None
            width = re.search(r"%0?(\d*)d", asked["FilePath"])[1]
            hole = f"[{first:0{width or 1}}-{last:0{width or 1}}]"
            path = re.sub(r"%0?\d*d", lambda _: hole, asked["FilePath"]) if first != last else asked["FilePath"] % first
            return Media(self._world, path, last - first + 1, rate, first, **self._world.said_of_imports)
        if not os.path.exists(asked):
            return None
        if found := re.search(r"^(.*?)(\d+)(\.exr)$", asked):
            names = [os.path.join(os.path.dirname(asked), name) for name in os.listdir(os.path.dirname(asked))]
            numbers = [int(name[len(found[1]) : -4]) for name in names if name.startswith(found[1]) and name.endswith(".exr")]
            hole = f"[{min(numbers):0{len(found[2])}}-{max(numbers):0{len(found[2])}}]"
            frames = max(numbers) - min(numbers) + 1
            return Media(self._world, f"{found[1]}{hole}{found[3]}", frames, rate, min(numbers), **self._world.said_of_imports)
        return Media(self._world, asked, self._world.movie_frames[asked], self._world.movie_rate or rate, **self._world.said_of_imports)

    def AppendToTimeline(self, clips):
        (clip,) = clips
        assert clip["mediaType"] == 1
        quirks, media = self._world.quirks, clip["mediaPoolItem"]
        length = clip["endFrame"] - clip["startFrame"] + ("inclusive append" in quirks)
        left = clip["startFrame"] - media.base
        item = Item(self._world, media, clip["recordFrame"], length, left)
        item.stiff = set(self._world.stiff)
        track = self._world.tracks[clip["trackIndex"] - 1]
        taken = any(other.GetStart() < item.GetEnd() and item.GetStart() < other.GetEnd() for other in track["items"])
        outside = left < 0 or left + length > media.frames
        if "no append" in quirks or taken or outside:
            return [item] if "lying append" in quirks or taken else None  # an item that is nowhere
        track["items"].append(item)
        return None if "late append" in quirks else [item]


class Timeline(Fake):
    """The Timeline."""

    def __init__(self, world):
        self._world = world
        self.marks = {}
        self.under_playhead = None
        self.chosen = []

    def GetSetting(self, name):
        return {"timelineFrameRate": self._world.rate}[name]

    def GetStartFrame(self):
        return TIMELINE_START

    def GetEndFrame(self):
        return max((item.GetEnd() for track in self._world.tracks for item in track["items"]), default=TIMELINE_START)

    def GetMarkInOut(self):
        return self.marks

    def GetSelectedClips(self):
        return self.chosen

    def GetCurrentVideoItem(self):
        return self.under_playhead

    def GetTrackCount(self, kind):
        return len(self._world.tracks) if kind == "video" else 0

    def GetItemListInTrack(self, kind, index):
        return list(self._world.tracks[index - 1]["items"])

    def GetTrackName(self, kind, index):
        return self._world.tracks[index - 1]["name"]

    def SetTrackName(self, kind, index, name):
        self._world.tracks[index - 1]["name"] = name
        return True

    def GetIsTrackEnabled(self, kind, index):
        return self._world.tracks[index - 1]["on"]

    def SetTrackEnable(self, kind, index, on):
        if "stuck tracks" not in self._world.quirks:
            self._world.tracks[index - 1]["on"] = on
        return True

    def AddTrack(self, kind, *_):
        if "no tracks" in self._world.quirks:
            return False
        self._world.tracks.append({"name": "Video", "items": [], "on": True})
        return True

    def DeleteTrack(self, kind, index):
        del self._world.tracks[index - 1]
        return True

    def DeleteClips(self, items, ripple=False):
        assert ripple is False
        world = self._world
        if world.page != "edit" or "no delete" in world.quirks:
            return False
        if "flaky delete" in world.quirks and not world.deleted:
            world.deleted = True
            return False
        for track in world.tracks:
            track["items"] = [item for item in track["items"] if item not in items]
        return True


class Project(Fake):
    """The Project."""

    def __init__(self, world):
        self._world = world

    def GetName(self):
        return self._world.name

    def GetCurrentTimeline(self):
        return self._world.timeline

    def GetMediaPool(self):
        return self._world.pool


class Manager(Fake):
    """The ProjectManager."""

    def __init__(self, world):
        self._world = world

    def GetCurrentProject(self):
        return self._world.project

    def SaveProject(self):
        assert self._world.name != "Untitled Project", "this call never ends"
        self._world.saved += 1
        if "no save" in self._world.quirks:
            return False
        if "lossy save" in self._world.quirks:
            self._world.tracks[-1]["items"].clear()
        return True


class Resolve(Fake):
    """Resolve itself; its parts are reached as in the real one, and the world's state through `world`."""

    def __init__(self, rate="24", name="Film", product="DaVinci Resolve Studio"):
        self._product = product
        self.ids = iter(range(10**6))
        self.quirks, self.stiff = set(), set()
        self.rate, self.name, self.page = rate, name, "color"
        self.saved, self.deleted = 0, False
        self.movie_frames, self.movie_rate, self.said_of_imports = {}, "", {}
        self.tracks = [{"name": "Video 1", "items": [], "on": True}]
        self.pool, self.timeline, self.project = Pool(self), Timeline(self), Project(self)
        self.manager = Manager(self)

    def GetProjectManager(self):
        return self.manager

    def GetProductName(self):
        return self._product

    def GetCurrentPage(self):
        return self.page

    def OpenPage(self, page):
        self.page = page
        return True

    def add(self, media, start, duration, left, track=1, **more):
        """A clip on a track, `start` frames after the timeline's start."""
        while len(self.tracks) < track:
            self.tracks.append({"name": f"Video {len(self.tracks) + 1}", "items": [], "on": True})
        item = Item(self, media, TIMELINE_START + start, duration, left, **more)
        self.tracks[track - 1]["items"].append(item)
        return item

    def push(self, item, frames):
        """Move everything behind an item on its track, as an edit that ripples would."""
        (items,) = (track["items"] for track in self.tracks if item in track["items"])
        for other in items:
            other.start += frames if other.start > item.start else 0
