"""What tests/data/ofx/wire.bin says: one message of each kind, in this order, made by the plugin's own encoder.

Each entry is (name, kind, request, fields); fields stand in the order of the wire. A key is (low, high); a list of frames is
[(time, low, high), …]. The C++ side of these values is native/test_messages.cpp.
"""

from __future__ import annotations

from typing import Any

MAGIC = 0x5A525055
VERSION = 1
HEADER_BYTES = 24

_RECIPE = '{"model":"span","prompt":"Grün"}'
_FIRST = (0x0123456789ABCDEF, 0xFEDCBA9876543210)
_SECOND = (2, 3)
_THIRD = (0xFFFFFFFFFFFFFFFF, 0)

EXAMPLES: list[tuple[str, int, int, dict[str, Any]]] = [
    ("HELLO", 1, 0, {"build": "1.0", "pid": 4711, "host": "uk.co.thefoundry.nuke", "token": "0123456789abcdef" * 4}),
    ("SLOT", 2, 0, {"slot": 1, "bytes": 65536, "name": ""}),
    ("DROP", 3, 0, {"slot": 1}),
    (
        "ASK",
        4,
        7,
        {
            "recipe": _RECIPE,
            "colour": "linear",
            "width": 4,
            "height": 3,
            "out_width": 8,
            "out_height": 6,
            "channels": 4,
            "sample": 1,
            "alpha": 2,
            "interactive": 1,
            "time": -2,
            "out_slot": 2,
            "frames": [(-3, *_FIRST), (-2, *_SECOND), (-1, *_THIRD)],
        },
    ),
    ("FRAME", 5, 7, {"key_low": _FIRST[0], "key_high": _FIRST[1], "slot": 3}),
    ("CANCEL", 6, 7, {}),
    ("BEAT", 7, 0, {}),
    ("BAKE", 8, 8, {"recipe": _RECIPE, "source": "/shots/Übung.mov", "format": "EXR", "first": 10, "last": 99}),
    ("PANEL", 9, 0x0102030405060708, {"recipe": _RECIPE, "source": "/shots/a.mov"}),
    ("BYE", 10, 0, {}),
    ("WELCOME", 65, 0, {"build": "1.2.3", "pid": 815}),
    ("REFUSED", 66, 0, {"what": "what", "why": "why", "fix": "fix"}),
    ("NEED", 67, 7, {"keys": [_FIRST, _THIRD]}),
    ("FREE", 68, 0, {"slot": 3}),
    ("DONE", 69, 7, {"slot": 2, "seconds": 0.125, "notes": ["a note", "ein zweiter für dich"]}),
    ("FAILED", 70, 7, {"what": "What happened.", "why": "Why.", "fix": ""}),
    ("CANCELLED", 71, 7, {}),
    ("PROGRESS", 72, 7, {"stage": "upscale", "done": 3, "total": 10}),
    ("TOLD", 73, 8, {"text": "Queued.", "path": "/shots/uprez/Übung_2x_exr"}),
]
