import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.plugin.events import Event, EventParser

ENDS = ("\n", "\r\n", "\r")


@given(
    st.lists(st.tuples(st.sampled_from(["job", "task"]), st.dictionaries(st.just("text"), st.text())), max_size=6),
    st.sampled_from(ENDS),
    st.integers(1, 40),
)
def test_events_do_not_depend_on_how_they_are_cut(said, end, step):
    import json

    text = "".join(
        f"id: {n}{end}event: {kind}{end}data: {json.dumps(data, ensure_ascii=False)}{end}{end}" for n, (kind, data) in enumerate(said)
    )
    stream = (text + f": the end{end}").encode()
    parser, events = EventParser(), []
    for start in range(0, len(stream), step):
        events += parser.feed(stream[start : start + step])
    assert events == [Event(str(n), kind, data) for n, (kind, data) in enumerate(said)]


def test_rules_of_the_standard():
    parser = EventParser()
    assert parser.feed(b"data:{\ndata: }\n\n") == [Event("", "message", {})]
    assert parser.feed(b"id: 7\nevent: job\n\n") == []  # no data: no event, but the id counts
    assert parser.feed(b'retry: 3\nunknown\ndata: {"a": 1}\n\n') == [Event("7", "message", {"a": 1})]


def test_data_that_is_no_object_is_an_error():
    for data in (b"data: 3\n\n", b"data: {\n\n"):
        with pytest.raises(ValueError):
            EventParser().feed(data)
