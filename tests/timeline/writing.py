"""Edits of every format with everything that must survive write-back, and takes for them."""

import random
import re
from fractions import Fraction
from xml.sax.saxutils import escape

from uprez.core.time import Timecode
from uprez.timeline.take import Take

RATES = (Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001), Fraction(25))
LENGTH = 400
"""Frames of each media."""


def take(media, first, last, path, rate, number=None, size=(3840, 2160)):
    facts = {"model": "span", "weights": "ab-cd", "seed": "-1", "recipe": '{"a":"b--c"}', "job": "j", "version": "1"}
    return Take(str(media), first, last, str(path), number, Fraction(rate), *size, facts)


def cuts(seed, count):
    """(media, first, length, gap before) of clips, odd and reproducible."""
    draw = random.Random(seed)
    return [
        (draw.choice("AB"), draw.randrange(40, 200), draw.randrange(1, 60), draw.choice((0, 0, draw.randrange(1, 30))))
        for _ in range(count)
    ]


def _rate(rate):
    base = round(rate)
    return f"<rate><timebase>{base}</timebase><ntsc>{'FALSE' if rate == base else 'TRUE'}</ntsc></rate>"


def _file(name, folder, rate, drop, start):
    code = Timecode(start, rate, drop)
    there = "" if name == "missing" else f"<pathurl>file://localhost{folder.as_posix()}/{name}%20x.mov</pathurl>"
    return (
        f'<file id="file-{name}">\n<name>{name} x.mov</name>{there}{_rate(rate)}<duration>{LENGTH}</duration>\n'
        f"<timecode>{_rate(rate)}<string>{code}</string><frame>{start}</frame>"
        f"<displayformat>{'DF' if drop else 'NDF'}</displayformat><reel><name>R{name}</name></reel></timecode>\n"
        "<media><video><samplecharacteristics><width>960</width><height>540</height></samplecharacteristics></video>"
        "<audio><channelcount>2</channelcount></audio></media>\n</file>"
    )


def xmeml(folder, rate, seed=1, count=24):
    """Premiere-like XML: a shared file first said in a clip that changes, ticks, markers, keyframes, speeds, nests, sound."""
    drop = rate in (Fraction(30000, 1001), Fraction(60000, 1001))
    said, items, sound, at = set(), [], [], 0

    def file(name):
        if name in said:
            return f'<file id="file-{name}"/>'
        said.add(name)
        return _file(name, folder, rate, drop, {"A": 107892 if drop else 86400, "B": 0, "missing": 5}[name])

    plan = [("A", 100, 20, 0), *cuts(seed, count), ("missing", 3, 9, 0)]
    for number, (name, first, length, gap) in enumerate(plan):
        at += gap
        speed = ""
        if number % 8 == 5:
            kind = ("<value>-100</value>", "<value>200</value>")[number // 8 % 2]
            speed = (
                f"<filter><effect><name>Time Remap</name><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid>{kind}"
                "</parameter></effect></filter>"
            )
        ticks = Fraction(254016000000) / rate
        items.append(
            f'<clipitem id="clipitem-{number}"><masterclipid>masterclip-{name}</masterclipid><name>é {name} &amp; {number}</name>'
            f"<enabled>TRUE</enabled><duration>{LENGTH}</duration>{_rate(rate)}<start>{at}</start><end>{at + length}</end>"
            f"<in>{first}</in><out>{first + length}</out><pproTicksIn>{int(first * ticks)}</pproTicksIn>"
            f"<pproTicksOut>{int((first + length) * ticks)}</pproTicksOut>\n{file(name)}\n{speed}"
            f"<marker><name>m</name><in>{first + 1}</in><out>-1</out></marker>"
            f"<filter><effect><name>Opacity</name><effectid>opacity</effectid><parameter><parameterid>o</parameterid>"
            f"<keyframe><when>{first}</when><value>3</value></keyframe></parameter></effect></filter></clipitem>"
        )
        sound.append(
            f'<clipitem id="sound-{number}"><name>s{number}</name><duration>{LENGTH}</duration>{_rate(rate)}<start>{at}</start>'
            f"<end>{at + length}</end><in>{first}</in><out>{first + length}</out>{file(name)}</clipitem>"
        )
        at += length
    nested = (
        f'<clipitem id="nest"><name>nest</name><duration>50</duration>{_rate(rate)}<start>{at}</start><end>{at + 30}</end>'
        f"<in>5</in><out>35</out>"
        f'<sequence id="inner"><name>inner</name><duration>50</duration>{_rate(rate)}<media><video><track><clipitem id="in"><name>in</name>'
        f"<duration>{LENGTH}</duration>{_rate(rate)}<start>0</start><end>50</end><in>90</in><out>140</out>{file('A')}</clipitem></track></video>"
        "</media></sequence></clipitem>"
    )
    rows = "\n".join(items), "\n".join(sound)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\r\n<!DOCTYPE xmeml>\r\n<!-- kept -->\r\n<xmeml version="4">'
        "<sequence id='s'><name>cut</name>"
        f"<duration>{at + 30}</duration>{_rate(rate)}<timecode>{_rate(rate)}<string>01:00:00:00</string><frame>{3600 * round(rate)}</frame>"
        f"<displayformat>NDF</displayformat></timecode><media><video><track>\n{rows[0]}\n{nested}</track></video><audio><track>\n{rows[1]}"
        "</track></audio></media></sequence></xmeml>\n"
    )


def _s(seconds):
    return f"{seconds.numerator}/{seconds.denominator}s" if seconds.denominator != 1 else f"{seconds.numerator}s"


def fcpxml(folder, rate, seed=1, count=24, sound="0"):
    """A spine with markers, speeds, a dissolve, a connected clip, a compound clip used twice, and an asset without media."""
    one = 1 / rate
    assets = "".join(
        f'<asset id="{name}" name="{name} x" uid="U{name}" start="{_s(start * one)}" duration="{_s(LENGTH * one)}" hasVideo="1" '
        f'hasAudio="{sound}" format="r1" videoSources="1">'
        f'<media-rep kind="original-media" src="{(folder / f"{name} x.mov").as_uri()}"/></asset>'
        for name, start in (("A", 86400), ("B", 0))
    )
    starts = {"A": 86400, "B": 0}
    spine, at = [], 0
    for number, (name, first, length, gap) in enumerate([("A", 100, 20, 0), *cuts(seed, count)]):
        if gap:
            spine.append(f'<gap name="Gap" offset="{_s(at * one)}" duration="{_s(gap * one)}" start="3600s"/>')
            at += gap
        start = starts[name] + first
        inside, begin = "", start * one
        if number % 8 == 5:
            double = number // 8 % 2
            points = ((0, start), (length, start + 2 * length)) if double else ((0, start + length), (length, start))
            begin = Fraction(0)
            inside = "<timeMap>" + "".join(f'<timept time="{_s(t * one)}" value="{_s(v * one)}" interp="linear"/>' for t, v in points)
            inside += "</timeMap>"
        inside += f'<marker start="{_s(begin)}" duration="{_s(one)}" value="m{number}"/>'
        if number == 2:
            inside = (
                f'<asset-clip ref="B" lane="1" name="over" offset="{_s(begin)}" start="{_s(60 * one)}" duration="{_s(7 * one)}"/>' + inside
            )
        spine.append(
            f'<asset-clip ref="{name}" name="{escape("é & " + str(number))}" offset="{_s(at * one)}" start="{_s(begin)}" '
            f'duration="{_s(length * one)}" format="r1" tcFormat="NDF">{inside}</asset-clip>'
        )
        at += length
    for start in (0, 10):
        spine.append(f'<ref-clip ref="m" name="c" offset="{_s(at * one)}" start="{_s(start * one)}" duration="{_s(20 * one)}"/>')
        at += 20
    inner = f'<asset-clip ref="A" name="in" offset="0s" start="{_s(86490 * one)}" duration="{_s(40 * one)}"/>'
    nest = f'<media id="m" name="c"><sequence format="r1" duration="{_s(40 * one)}"><spine>{inner}</spine></sequence></media>'
    sequence = f'<sequence format="r1" duration="{_s(at * one)}" tcStart="0s" tcFormat="NDF">'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n\n<fcpxml version="1.11">\n<resources>\n'
        f'    <format id="r1" name="FFVideoFormat540p" frameDuration="{_s(one)}" width="960" height="540" colorSpace="1-1-1 (Rec. 709)"/>\n'
        f"    {assets}\n    {nest}\n"
        f'</resources>\n<library><event name="e"><project name="P">{sequence}'
        f"<spine>\n{chr(10).join(spine)}\n</spine></sequence></project></event></library>\n</fcpxml>\n"
    )


def edl(rate, seed=1, count=24):
    """Events with dissolves, a speed, one backwards, and one without a name; times from midnight of the media."""
    drop = rate == Fraction(30000, 1001)

    def code(frame):
        return str(Timecode(frame, rate, drop))

    lines, at = ["TITLE: cut", f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}", ""], 3600 * round(rate)
    for number, (name, first, length, gap) in enumerate([("A", 100, 20, 0), *cuts(seed, count)], 1):
        at += gap
        first += 5000
        taken = 2 * length if number % 9 == 5 else length
        head = f"{number:03}  REEL{name}    V     "
        times = f"{code(first)} {code(first + taken)} {code(at)} {code(at + length)}"
        if number % 7 == 3 and not gap and length > 12:
            zero = f"{code(6000)} {code(6000)} {code(at)} {code(at)}"
            lines += [
                f"{head}C        {zero}",
                f"{head}D    012 {times}",
                f"* FROM CLIP NAME: left {number}",
                f"* TO CLIP NAME: {name} x.mov",
            ]
        else:
            lines += [f"{head}C        {times}"]
            lines += [f"* FROM CLIP NAME: {name} x.mov"] if number % 5 else []
            lines += [f"* COMMENT: kept {number}"]
        if number % 9 == 5:
            lines += [f"M2   REEL{name}       {2 * round(rate):05.1f}                {code(first)}"]
        at += length
    return "\r\n".join(lines) + "\r\n"


def without_record(text):
    return re.sub(r"\r?\n?(<!-- uprez .*|\* UPREZ .*)", "", text)
