"""The catalogue: complete, consistent with the networks, and helpful with names."""

import pytest

from uprez.core.errors import ModelError
from uprez.models.catalogue import choose, entries, members


def test_every_entry_is_complete():
    for entry in entries().values():
        assert entry.title
        assert entry.halo >= 0
        if entry.weights:
            assert entry.factor
            assert entry.weights.licence in ("Apache-2.0", "BSD-3-Clause")
            assert entry.weights.author in entry.weights.notice or "its authors" in entry.weights.notice
            assert len(entry.weights.sha256) == len(entry.weights.source.sha256) == 64
            assert entry.bytes_per_pixel.keys() == {"onnxruntime", "openvino", "torch"}


@pytest.mark.parametrize(
    ("name", "factor", "chosen"),
    [
        ("span", 1, "span-x2"), ("span", 2, "span-x2"), ("span", 2.01, "span-x4"), ("span", 4, "span-x4"), ("span", 8, "span-x4"),
        ("compact", 1.5, "compact-x2"), ("compact", 3, "compact-x3"), ("compact", 3.2, "compact-x4"),
        ("rrdb", 2, "rrdb-x4"), ("span-x4", 2, "span-x4"), ("lanczos", 3, "lanczos"), ("identity", 2, "identity"),
    ],
)  # fmt: skip
def test_smallest_factor_that_reaches_the_wanted_one(name, factor, chosen):
    assert choose(name, factor).name == chosen


def test_unknown_names_get_the_close_ones():
    with pytest.raises(ModelError, match=r"There is no model 'spam'.*span"):
        members("spam")
    with pytest.raises(ModelError, match="lanczos"):
        members("zzz")
