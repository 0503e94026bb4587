"""Projects as Shotcut and Kdenlive write them, cut down to what matters."""

from fractions import Fraction

PROFILE = '<profile description="t" width="64" height="48" progressive="1" sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="4" display_aspect_den="3" frame_rate_num="{0.numerator}" frame_rate_den="{0.denominator}" colorspace="709"/>'  # noqa: E501
SHOW = """<transition id="transition0">
      <property name="a_track">0</property>
      <property name="b_track">1</property>
      <property name="mlt_service">composite</property>
      <property name="always_active">1</property>
      <property name="fill">1</property>
    </transition>"""


def clock(frames, rate):
    """As both editors write times."""
    thousandths = round(frames / Fraction(rate) * 1000)
    return f"{thousandths // 3600000:02}:{thousandths // 60000 % 60:02}:{thousandths // 1000 % 60:02}.{thousandths % 1000:03}"


def prop(name, value):
    return f'<property name="{name}">{value}</property>'


def chain(name, resource, length, rate, *more, tag="chain", service="avformat-novalidate"):
    """A producer of media that runs at the project's rate."""
    held = [prop("length", clock(length, rate)), prop("eof", "pause"), prop("resource", resource), prop("mlt_service", service)]
    if service.startswith("avformat"):
        held += [prop("meta.media.frame_rate_num", Fraction(rate).numerator), prop("meta.media.frame_rate_den", Fraction(rate).denominator)]
    inside = "\n    ".join([*held, *more])
    return f'<{tag} id="{name}" out="{clock(length - 1, rate)}">\n    {inside}\n  </{tag}>'


def entry(producer, first, last, rate, inside=""):
    return f'<entry producer="{producer}" in="{clock(first, rate)}" out="{clock(last, rate)}">{inside}</entry>'


def blank(length, rate):
    return f'<blank length="{clock(length, rate)}"/>'


def black(length, rate):
    out = clock(length - 1, rate)
    held = prop("length", clock(length, rate)) + prop("resource", "0") + prop("mlt_service", "color")
    return f'<producer id="black" in="{clock(0, rate)}" out="{out}">{held}</producer>'


def shotcut(producers, items, length, rate, root=""):
    """One video track with picture and sound."""
    producers, items = "\n  ".join(producers), "\n    ".join(items)
    end = clock(length - 1, rate)
    return f"""<?xml version="1.0" standalone="no"?>
<mlt LC_NUMERIC="C" version="7.12.0" title="Shotcut" producer="tractor9"{f' root="{root}"' if root else ""}>
  {PROFILE.format(Fraction(rate))}
  {black(length, rate)}
  <playlist id="background"><entry producer="black" in="{clock(0, rate)}" out="{end}"/></playlist>
  {producers}
  <playlist id="playlist0">
    <property name="shotcut:video">1</property>
    <property name="shotcut:name">Vé1</property>
    {items}
  </playlist>
  <tractor id="tractor9" in="{clock(0, rate)}" out="{end}">
    <property name="shotcut">1</property>
    <track producer="background"/>
    <track producer="playlist0"/>
    {SHOW}
  </tractor>
</mlt>
"""


def kdenlive(bins, timeline, video, audio, length, rate, root):
    """A sequence with a sound track and a video track, each of two playlists, in a project, with a bin."""
    held = "\n    ".join(f'<entry producer="{name}" in="{clock(0, rate)}" out="{clock(last, rate)}"/>' for name, _, last in bins)
    producers = "\n  ".join([*(text for _, text, _ in bins), *timeline])
    video, audio = "\n    ".join(video), "\n    ".join(audio)
    end = clock(length - 1, rate)
    zero = clock(0, rate)
    return f"""<?xml version='1.0' encoding='utf-8'?>
<mlt LC_NUMERIC="C" producer="main_bin" root="{root}" version="7.22.0">
  {PROFILE.format(Fraction(rate))}
  {black(length, rate)}
  {producers}
  <playlist id="playlist0">
    <property name="kdenlive:audio_track">1</property>
    {audio}
  </playlist>
  <playlist id="playlist1"><property name="kdenlive:audio_track">1</property></playlist>
  <tractor id="tractor0" in="{zero}" out="{end}">
    <property name="kdenlive:audio_track">1</property>
    <track hide="video" producer="playlist0"/>
    <track hide="video" producer="playlist1"/>
  </tractor>
  <playlist id="playlist2">
    {video}
  </playlist>
  <playlist id="playlist3"/>
  <tractor id="tractor1" in="{zero}" out="{end}">
    <property name="kdenlive:track_name">Main</property>
    <track hide="audio" producer="playlist2"/>
    <track hide="audio" producer="playlist3"/>
  </tractor>
  <tractor id="{{11111111-2222-3333-4444-555555555555}}" in="{zero}" out="{end}">
    <property name="kdenlive:clipname">Sequence 1</property>
    <property name="kdenlive:producer_type">17</property>
    <track producer="black"/>
    <track producer="tractor0"/>
    <track producer="tractor1"/>
    {SHOW.replace('"b_track">1', '"b_track">2')}
  </tractor>
  <playlist id="main_bin">
    <property name="kdenlive:docproperties.version">1.1</property>
    {held}
    <property name="xml_retain">1</property>
  </playlist>
  <tractor id="tractor5" in="{zero}" out="{end}">
    <property name="kdenlive:projectTractor">1</property>
    <track producer="{{11111111-2222-3333-4444-555555555555}}" in="{zero}" out="{end}"/>
  </tractor>
</mlt>
"""
