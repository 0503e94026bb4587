"""The C interface that is declared by hand, against the standard's own headers as read into tests/data/ofx/abi.json."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ABI = ROOT / "ofx_bridge" / "native" / "abi"
STANDARD = json.loads((ROOT / "tests" / "data" / "ofx" / "abi.json").read_text())
_MEMBER = re.compile(r"(\w+)\s*\(\*(\w+)\)\((.*?)\);", re.DOTALL)


def structs():
    text = (ABI / "ofx.h").read_text()
    return dict(re.findall(r"struct (\w+) \{\n(.*?)\n\};", text, re.DOTALL))


def parameters(text):
    """Types of a list of parameters, without names and spaces; `...` and `void` as they are."""
    kinds = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        words = re.sub(r"\[\]", "*", part)
        words = re.sub(r"\s*\*\s*", "* ", words).strip()
        *kind, last = words.split()
        known = last in ("void", "...", "int", "double") or last.endswith("*")
        kinds.append(" ".join([*kind, last] if known or not kind else kind).replace(" ", ""))
    return [kind.removeprefix("std::") for kind in kinds if kind != "void"]


@pytest.mark.parametrize("suite", sorted(set(structs()) & set(STANDARD["suites"])))
def test_a_suite_has_the_standards_functions_in_order(suite):
    ours = [(name, result, parameters(given)) for result, name, given in _MEMBER.findall(structs()[suite])]
    theirs = []
    for line in STANDARD["suites"][suite]:
        result, name, given = re.fullmatch(r"(.+?)\s*(\w+)\((.*)\)", line).groups()
        theirs.append((name, result, parameters(given)))
    assert ours == theirs


def test_the_suites_that_are_used_are_among_those_compared():
    assert {"OfxPropertySuiteV1", "OfxImageEffectSuiteV1", "OfxParameterSuiteV1", "OfxMessageSuiteV2"} <= set(structs())


def test_every_name_has_the_standards_value():
    names = dict(re.findall(r'const char \*(k\w+) =\s*"([^"]*)";', (ABI / "names.h").read_text()))
    assert len(names) > 60
    assert {name: STANDARD["constants"].get(name) for name in names} == names


def test_every_number_has_the_standards_value():
    numbers = {name: int(value) for name, value in re.findall(r"constexpr \w+ (kOfx\w+) = (\d+);", (ABI / "ofx.h").read_text())}
    assert {name: STANDARD["status"].get(name) for name in numbers} == numbers
