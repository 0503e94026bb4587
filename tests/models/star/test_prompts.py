"""What the text encoder is told: the release's additions, and weights in a prompt."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.models.star.prompts import NEGATIVE, POSITIVE, phrases, prompts


def test_without_words_of_the_user_the_releases_are_said():
    assert prompts("", "", True) == ("a good video" + POSITIVE, NEGATIVE)
    assert prompts("", "", False) == ("a good video, " + POSITIVE, NEGATIVE)


def test_faithful_joins_as_the_release_and_sane_keeps_words_apart():
    assert prompts("a lake", "rain", True) == (f"a lake{POSITIVE}", "rain")
    assert prompts(" a lake ", "rain", False) == (f"a lake, {POSITIVE}", "rain")
    assert prompts("A lake.", "", False)[0] == f"A lake. {POSITIVE}"
    assert prompts("a lake", " ", False, plain=True) == ("a lake", NEGATIVE)


def said(prompt):
    return [(phrase.text, round(phrase.weight, 4)) for phrase in phrases(prompt)]


@pytest.mark.parametrize(
    ("prompt", "read"),
    [
        ("a lake", [("a lake", 1)]),
        ("a (red) car", [("a ", 1), ("red", 1.1), (" car", 1)]),
        ("a [red] car", [("a ", 1), ("red", 0.9091), (" car", 1)]),
        ("a (red, wet:1.3) car", [("a ", 1), ("red, wet", 1.3), (" car", 1)]),
        ("(red: .5 )", [("red", 0.5)]),
        ("((red) car)", [("red", 1.21), (" car", 1.1)]),
        ("((red:1.5) car:1.2)", [("red", 1.8), (" car", 1.2)]),
        ("[(red:2)]", [("red", 1.8182)]),
        (r"a \(red\) \[car\] \\", [(r"a (red) [car] \\", 1)]),
        (r"(red\))", [("red)", 1.1)]),
        (":) and (", [(":) and (", 1)]),
        ("(a [b) c]", [("a [b", 1.1), (" c]", 1)]),
        ("(shot in 16:9)", [("shot in 16:9", 1.1)]),
        ("(red:much)", [("red:much", 1.1)]),
        ("[red:1.3]", [("red:1.3", 0.9091)]),
        ("a () b", [("a  b", 1)]),
        ("", []),
    ],
)
def test_weights_are_read_as_commonly_written(prompt, read):
    assert said(prompt) == read


@given(st.text("ab()[]:.1\\ ", max_size=30))
def test_every_prompt_can_be_read_and_no_letter_is_lost(prompt):
    found = phrases(prompt)
    assert all(phrase.text and phrase.weight >= 0 for phrase in found)
    letters = [sign for sign in prompt if sign in "ab"]
    assert [sign for phrase in found for sign in phrase.text if sign in "ab"] == letters
    assert all(one.weight != other.weight for one, other in pairwise(found))


def test_many_brackets_are_no_trouble():
    assert said("(" * 3000 + "red") == [("(" * 3000 + "red", 1)]
    assert len(said("[" * 3000 + "red" + "]" * 3000)) == 1
