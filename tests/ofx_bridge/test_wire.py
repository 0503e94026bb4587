"""The wire in Python: there and back, what the C++ side writes, and what must be refused."""

import dataclasses
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ofx_bridge.wire_examples import EXAMPLES, HEADER_BYTES
from uprez.ofx_bridge import messages, wire
from uprez.ofx_bridge.wire import HEAD, LONGEST, Kind, WireError, decode, encode

GOLDEN = Path(__file__).parents[1] / "data" / "ofx" / "wire.bin"
LAYOUTS = wire._LAYOUTS

_VALUES = {
    "s": st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    "B": st.integers(0, 2**8 - 1),
    "I": st.integers(0, 2**32 - 1),
    "Q": st.integers(0, 2**64 - 1),
    "q": st.integers(-(2**63), 2**63 - 1),
    "d": st.floats(allow_nan=False),
}


def values_of(code):
    if code.startswith("*"):
        inner = _VALUES["s"] if code == "*s" else st.tuples(*(_VALUES[letter] for letter in code[1:]))
        return st.lists(inner, max_size=4).map(tuple)
    return _VALUES[code]


MESSAGES = st.one_of([st.builds(kind, *(values_of(code) for code in layout)) for kind, (_, layout) in LAYOUTS.items()])


def split(data):
    """(kind, request, body) of each message of a stream."""
    while data:
        _, _, kind, length, _, request = HEAD.unpack_from(data)
        yield kind, request, data[HEAD.size : HEAD.size + length]
        data = data[HEAD.size + length :]


@given(MESSAGES, st.integers(0, 2**64 - 1))
def test_there_and_back(message, request):
    data = encode(message, request)
    ((kind, back, body),) = split(data)
    assert (decode(kind, body), back) == (message, request)
    assert struct.unpack_from("<IHHII", data) == (0x5A525055, 1, kind, len(body), 0)


@given(st.integers(0, 2**16 - 1), st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(kind, body):
    try:
        message = decode(kind, body)
    except WireError:
        return
    assert encode(message)[HEAD.size :] == body


@given(MESSAGES, st.data())
def test_short_and_long_bodies_are_refused(message, data):
    ((kind, _, body),) = split(encode(message))
    with pytest.raises(WireError):
        decode(kind, body + b"\0")
    if body:
        with pytest.raises(WireError):
            decode(kind, body[: data.draw(st.integers(0, len(body) - 1))])


def test_what_the_plugin_writes_is_read_and_written_alike():
    assert HEAD.size == HEADER_BYTES
    data = GOLDEN.read_bytes()
    found = list(split(data))
    assert len(found) == len(EXAMPLES) == len(Kind)
    again = b""
    for (kind, request, body), (name, number, named, fields) in zip(found, EXAMPLES, strict=True):
        message = decode(kind, body)
        assert (Kind(kind).name, kind, request) == (name, number, named)
        values = [tuple(value) if isinstance(value, list) else value for value in fields.values()]
        assert list(dataclasses.astuple(message)) == values
        again += encode(message, request)
    assert again == data


def test_every_kind_has_a_message():
    assert {kind for kind, _ in LAYOUTS.values()} == set(Kind)
    for kind, (_, layout) in LAYOUTS.items():
        assert len(dataclasses.fields(kind)) == len(layout)


def test_what_does_not_fit_is_not_sent():
    with pytest.raises(ValueError, match="FREE"):
        encode(messages.Free(-1))
    with pytest.raises(ValueError, match="TOLD"):
        encode(messages.Told("x" * (LONGEST + 1), ""))
