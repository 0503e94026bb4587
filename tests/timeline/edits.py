"""Edits for tests, made through OpenTimelineIO."""

from fractions import Fraction

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

schema = otio.schema


def time(frames, rate=24):
    return RationalTime(frames, float(Fraction(rate)))


def span(first, length, rate=24):
    return TimeRange(time(first, rate), time(length, rate))


def movie(url, first=0, length=100, rate=24):
    return schema.ExternalReference(url, span(first, length, rate))


def clip(media, first=None, length=None, rate=24, name="shot", effects=()):
    source = None if first is None else span(first, length, rate)
    return schema.Clip(name, media, source, effects=list(effects))


def timeline(*items, name="cut", start=None):
    made = schema.Timeline(name, global_start_time=start)
    made.tracks.append(schema.Track("V1", list(items), kind=schema.TrackKind.Video))
    return made


def saved(thing, folder, name="cut.otio", **options):
    path = folder / name
    otio.adapters.write_to_file(thing, str(path), **options)
    return path


def touched(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
