"""What the service tells in English, in the language of the panel: sentences that are known, and those made from known ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from uprez.ui.language import Words, speaking

CONTEXT = "Service"
"""Of the service's sentences in the .ts files; `translations/service.txt` lists them."""
LONGEST = 1000
"""Signs of a sentence that is looked at; a longer one is a log."""

_PLACE = re.compile(r"%([1-9])")
_END = re.compile(r"(?<=[.?!])\s+|\s*\n\s*")
_NAME = re.compile(r"['“/\\]")  # of a file; it may hold what else ends a sentence
_WITHIN_ONE = r"(?:(?![.?!]\s).)+?"
_ANYTHING = r".+?"


def told(text: str) -> str:
    """The text in the panel's language, sentence by sentence where it is not known as a whole; what is not known stays as it is."""
    words = speaking()
    return text if words is None else _phrases(words).told(text)


@lru_cache(maxsize=1)
def _phrases(words: Words) -> Phrases:
    return Phrases(words.of(CONTEXT))


class Phrases:
    """Translations of sentences with places for values, `%1` to `%9`."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """`known` holds translations by their English."""
        self._known = known
        made = sorted((each for each in known if _PLACE.search(each)), key=lambda each: -len(_PLACE.sub("", each)))
        self._strict = [(_pattern(each, _WITHIN_ONE), known[each]) for each in made]
        self._loose = [(_pattern(each, _ANYTHING), known[each]) for each in made]
        self.told = lru_cache(maxsize=512)(self._told)

    def _told(self, text: str) -> str:
        """The text translated as far as it is known."""
        whole = self._one(text, self._strict)
        if whole is not None:
            return whole
        ends = [match.group() for match in _END.finditer(text)]
        if not ends:
            return text
        parts = _END.split(text)
        said = [self._one(part, self._strict) for part in parts]
        if None in said and _NAME.search(parts[0]) and (whole := self._one(text, self._loose)) is not None:
            return whole
        found = [part if here is None else here for part, here in zip(parts, said, strict=True)]
        return "".join(part + end for part, end in zip(found, [*ends, ""], strict=True))

    def _one(self, text: str, patterns: list[tuple[re.Pattern[str], str]]) -> str | None:
        """One sentence; the most telling of those that it fits. None when it is not known."""
        if text in self._known:
            return self._known[text]
        if len(text) > LONGEST:
            return None
        for pattern, words in patterns:
            if match := pattern.fullmatch(text):
                values = {name[1:]: self._value(value) for name, value in match.groupdict().items()}
                return _PLACE.sub(lambda place, values=values: values[place.group(1)], words)
        return None

    def _value(self, text: str) -> str:
        """What stands in a sentence: words that are known themselves, a list of such, or a name or number, which stays."""
        if ", " not in text or text in self._known or text.endswith("."):
            return self._told(text)
        return ", ".join(map(self._told, text.split(", ")))


def _pattern(source: str, value: str) -> re.Pattern[str]:
    """What fits an English sentence with values in its places."""
    parts: list[str] = []
    seen: set[str] = set()
    for place, part in enumerate(_PLACE.split(source)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P=v{part})" if part in seen else f"(?P<v{part}>{value})")
            seen.add(part)
    return re.compile("".join(parts))
