"""Clips of a fake Resolve: media pool items and timeline items. See fake_resolve.py for what it is made of."""

# ruff: noqa: N802 - these are Resolve's names

import os


class Fake:
    """Answers to any name, as Resolve's objects do; only `dir` tells what there is."""

    hidden = frozenset()

    def __dir__(self):
        return [name for name in object.__dir__(self) if name not in self.hidden]

    def __getattr__(self, name):
        if name.startswith("_") or name[0].islower():
            raise AttributeError(name)
        return lambda *_: None


class Media(Fake):
    """A MediaPoolItem."""

    def __init__(self, world, path, frames, fps, start=0, **properties):
        self._world = world
        self.properties = {
            "File Path": path,
            "Frames": str(frames),
            "FPS": fps,
            "Start": str(start),
            "Start TC": "01:00:00:00",
            **properties,
        }
        self.third = {}
        self.fixed = set()

    @property
    def frames(self):
        return int(self.properties["Frames"] or 0)

    @property
    def base(self):
        """What is added to frame numbers that are given to Resolve."""
        return int(self.properties["Start"]) if "numbered" in self._world.quirks else 0

    def GetName(self):
        return os.path.basename(self.properties["File Path"])

    def GetClipProperty(self, name=None):
        return dict(self.properties) if name is None else self.properties.get(name, "")

    def SetClipProperty(self, name, value):
        if name in self.fixed:
            return False
        self.properties[name] = value
        return True

    def SetThirdPartyMetadata(self, values):
        self.third.update(values)
        return True

    def ReplaceClip(self, path):
        if "no replace" in self._world.quirks:
            return False
        other = self._world.pool.read(path)
        if other is None:
            return False
        wanted = {**other.properties, "FPS": self.properties["FPS"]}
        if "stuck replace" in self._world.quirks and "replaced" in self.third:
            return False
        if {"wrong replace", "stuck replace"} & self._world.quirks and "replaced" not in self.third:
            wanted["Frames"] = str(other.frames + 1)
        self.third["replaced"] = path
        self.properties = {**self.properties, **wanted}
        return True


class Item(Fake):
    """A TimelineItem."""

    def __init__(self, world, media, start, duration, left, *, speed=1, name="", enabled=True, colour="", backwards=False):
        self._world, self._name, self._enabled, self._colour = world, name, enabled, colour
        self.start, self.speed, self.backwards = start, speed, backwards
        self.takes, self.selected = [], 0
        self.shown = (media, left, duration)
        self.properties = {"ZoomX": 1.0, "Opacity": 100.0}
        self.stiff = set()
        self.graded_from = None
        self.id = f"item-{next(world.ids)}"

    @property
    def media(self):
        return self.shown[0]

    def GetName(self):
        return self._name or self.media.GetName()

    def GetUniqueId(self):
        return self.id

    def GetMediaPoolItem(self):
        return self.media

    def GetClipEnabled(self):
        return self._enabled

    def GetClipColor(self):
        return self._colour

    def GetStart(self):
        return self.start

    def GetDuration(self):
        return self.shown[2]

    def GetEnd(self):
        return self.start + self.shown[2]

    def GetLeftOffset(self):
        return self.shown[1]

    def GetSourceStartFrame(self):
        first = round(self.shown[1] * self.speed)
        return 0 if self.speed == 0 else first + (round(self.shown[2] * self.speed) if self.backwards else 0)

    def GetSourceEndFrame(self):
        first = round(self.shown[1] * self.speed)
        return 0 if self.speed == 0 else first + (0 if self.backwards else round(self.shown[2] * self.speed))

    def GetProperty(self, name=None):
        return dict(self.properties) if name is None else self.properties.get(name)

    def SetProperty(self, name, value):
        if name in self.stiff:
            return False
        self.properties[name] = value
        return True

    def CopyGrades(self, targets):
        for target in targets:
            target.graded_from = self
        return "no grades" not in self._world.quirks

    # Takes

    def AddTake(self, media, start=0, end=None):
        quirks = self._world.quirks
        if "no take" in quirks:
            return False
        if not self.takes:
            self.takes, self.selected = [self.shown], 1
        length = end - start + ("inclusive take" in quirks)
        left = start - media.base
        if left < 0 or left + length > media.frames:  # never more than the media has
            left, length = 0, media.frames
        self.takes.append((media, round(left / (self.speed or 1)), round(length / (self.speed or 1))))
        return True

    def GetTakesCount(self):
        return len(self.takes)

    def GetSelectedTakeIndex(self):
        return self.selected

    def GetTakeByIndex(self, index):
        media, left, length = self.takes[index - 1]
        return {"mediaPoolItem": media, "startFrame": left, "endFrame": left + length - 1}

    def SelectTakeByIndex(self, index):
        if "no select" in self._world.quirks and index > 1:
            return False
        self.selected, self.shown = index, self.takes[index - 1]
        if "wandering take" in self._world.quirks and index > 1:
            self.start += 1
        if "pushing take" in self._world.quirks:
            self._world.push(self, 1 if index > 1 else -1)
        return True

    def DeleteTakeByIndex(self, index):
        if "sticky take" in self._world.quirks:
            return False
        del self.takes[index - 1]
        return True

    def FinalizeTake(self):
        self.takes, self.selected = [], 0
        return True


class Bare(Item):
    """A title, a transition or a generator: an item without media."""

    def __init__(self, world, start, duration, name):
        super().__init__(world, None, start, duration, 0, name=name)
