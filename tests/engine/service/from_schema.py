"""Requests made from an OpenAPI schema: right ones, nearly right ones, and wrong ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Schema = dict[str, Any]

JUNK: SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 2**31, 2**63, 2**64, 10**30, -(10**30), 0.5, 1e308, float("nan"), float("inf"), -0.0]),
    st.sampled_from(["", "\0", "..", "\u202e", "\U0001f4a9", "x" * 5000, "' OR 1=1 --", "%s%n", "{}", "null", "${HOME}", "\ud800", "-1"]),
    st.text(max_size=20).filter(lambda text: not text.startswith("/")),  # what is written must lie where the test looks
    st.lists(st.integers(), max_size=5),
    st.dictionaries(st.sampled_from(["path", "schema", "__class__", "\ud800", "$ref"]), st.integers(), max_size=2),
)
"""Values that fit nowhere, or where nobody would think of them."""


class Maker:
    """Makes values for the schemas of one document."""

    def __init__(self, document: Schema, special: dict[str, SearchStrategy[Any]]) -> None:
        """`special` has values for properties of a name: what the schema says of a path is not enough."""
        self._document = document
        self._special = special

    def operations(self) -> list[tuple[str, str, Schema]]:
        """Method, path and description of each operation."""
        paths: Schema = self._document["paths"]
        return [(method.upper(), path, each) for path, methods in paths.items() for method, each in methods.items()]

    def address(self, path: str, operation: Schema) -> SearchStrategy[str]:
        """A path with its parameters filled in, unquoted."""
        made = {
            each["name"]: st.one_of(self.value(each["schema"], each["name"]), JUNK.map(str).map(lambda text: text.replace("\ud800", "?")))
            for each in operation.get("parameters", [])
        }
        return st.fixed_dictionaries(made).map(lambda values: {name: str(value) for name, value in values.items()})

    def body(self, operation: Schema) -> SearchStrategy[Any] | None:
        """A body, right or nearly right; None where an operation takes none."""
        if "requestBody" not in operation:
            return None
        right = self.value(operation["requestBody"]["content"]["application/json"]["schema"])
        return st.one_of(right, st.tuples(right, st.randoms(use_true_random=False), JUNK).map(lambda made: spoiled(*made)))

    def value(self, schema: Schema, name: str = "") -> SearchStrategy[Any]:
        """Values that the schema allows."""
        if name in self._special:
            return self._special[name]
        if "$ref" in schema:
            return st.deferred(lambda: self.value(self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], name))
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "anyOf" in schema:
            return st.one_of(*(self.value(each, name) for each in schema["anyOf"]))
        return getattr(self, f"_{schema.get('type', 'any')}")(schema, name)

    def _object(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        required = set(schema.get("required", ()))
        properties = {each: self.value(inner, each) for each, inner in schema.get("properties", {}).items()}
        must = {each: made for each, made in properties.items() if each in required}
        may = {each: made for each, made in properties.items() if each not in required}
        return st.fixed_dictionaries(must, optional=may)

    def _array(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        if "prefixItems" in schema:
            return st.tuples(*(self.value(each, name) for each in schema["prefixItems"])).map(list)
        least, most = schema.get("minItems", 0), schema.get("maxItems", 4)
        return st.lists(self.value(schema.get("items", {}), ""), min_size=least, max_size=max(least, most))

    def _string(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        if "pattern" in schema:
            return st.from_regex(schema["pattern"]).filter(lambda text: len(text) <= 100)
        return st.text(min_size=schema.get("minLength", 0), max_size=min(40, schema.get("maxLength", 40))).filter(
            lambda text: not text.startswith("/")
        )

    def _integer(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        least = schema.get("minimum", schema.get("exclusiveMinimum", -9) + ("exclusiveMinimum" in schema))
        most = schema.get("maximum", schema.get("exclusiveMaximum", 2**70) - ("exclusiveMaximum" in schema))
        return st.one_of(st.integers(least, min(most, least + 40)), st.integers(least, most))

    def _number(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        least, most = schema.get("minimum", schema.get("exclusiveMinimum", 0)), schema.get("maximum", 16)
        return st.floats(least, most)

    def _boolean(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        return st.booleans()

    def _null(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        return st.none()

    def _any(self, schema: Schema, name: str) -> SearchStrategy[Any]:
        return JUNK


def spoiled(value: Any, random: Any, junk: Any) -> Any:
    """The value with one part, chosen at random, replaced, left out, or added."""
    if isinstance(value, dict) and value and random.random() < 0.85:
        name = random.choice(sorted(value))
        if random.random() < 0.15:
            return {each: inner for each, inner in value.items() if each != name}
        if random.random() < 0.1:
            return {**value, "unknown": junk}
        return {**value, name: spoiled(value[name], random, junk)}
    if isinstance(value, list) and value and random.random() < 0.7:
        at = random.randrange(len(value))
        return [*value[:at], spoiled(value[at], random, junk), *value[at + 1 :]]
    return junk
