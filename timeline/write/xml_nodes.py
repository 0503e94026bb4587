"""XML as a tree whose elements know where they stand in the text, so that a part can change and the rest stay as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from uprez.core.errors import InputError
from uprez.timeline.write.patch import Change

_DEEPEST = 500
"""Elements within elements."""


@dataclass(slots=True, eq=False)
class Node:
    """An element."""

    tag: str
    attributes: dict[str, str]
    start: int
    """Index of its `<`."""
    parent: Node | None = None
    inner: int = 0
    """Index after its start tag."""
    inner_end: int = 0
    """Index of its end tag; that of its end, when it has none (`<a/>`)."""
    end: int = 0
    """Index after it."""
    children: list[Node] = field(default_factory=list["Node"])
    text: str = ""
    """Its own text, without that of its children."""

    def find(self, path: str) -> Node | None:
        """The first child with this tag; `a/b` is a child of a child."""
        return next(self.all(path), None)

    def all(self, path: str) -> Iterator[Node]:
        """The children with this tag, in order."""
        tag, _, rest = path.partition("/")
        for child in self.children:
            if child.tag == tag:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def get(self, path: str) -> str:
        """The text of a child, without the space around it; empty when there is none."""
        found = self.find(path)
        return "" if found is None else found.text.strip()


class XmlText:
    """A text and the tree that it holds."""

    def __init__(self, text: str) -> None:
        """Parse a text.

        Raises:
            InputError: it is no XML, or nested without end.
        """
        self.text = text
        self.root = _parsed(text)

    def of(self, node: Node) -> str:
        """The text of an element, from `<` to `>`."""
        return self.text[node.start : node.end]

    def inside(self, node: Node) -> str:
        """The text between its tags."""
        return self.text[node.inner : node.inner_end]

    def indent(self, node: Node) -> str:
        """The line break and the space before an element; empty when something else stands before it."""
        line = self.text.rfind("\n", 0, node.start)
        space = self.text[line + 1 : node.start]
        if line < 0 or space.strip():
            return ""
        return ("\r\n" if self.text[line - 1 : line] == "\r" else "\n") + space

    def new_text(self, node: Node, text: str) -> Change:
        """Change what an element without children says."""
        if self._lone(node):
            return Change(node.inner - 2, node.inner, f">{escape(text)}</{node.tag}>")
        return Change(node.inner, node.inner_end, escape(text))

    def new_attribute(self, node: Node, name: str, value: str | None) -> Change:
        """Change, add or (None) take away an attribute."""
        tag = self.text[node.start : node.inner]
        found = re.search(rf"\s{re.escape(name)}\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
        if found:
            return Change(node.start + found.start(), node.start + found.end(), "" if value is None else f" {name}={quoted(value)}")
        at = node.start + 1 + len(node.tag)
        return Change(at, at, "" if value is None else f" {name}={quoted(value)}")

    def before(self, node: Node, xml: str) -> Change:
        """Put XML before an element, on lines of its own when the element has one."""
        return Change(node.start, node.start, f"{xml}{self.indent(node)}")

    def after(self, node: Node, xml: str) -> Change:
        """Put XML after an element, on lines of its own when the element has one."""
        return Change(node.end, node.end, f"{self.indent(node)}{xml}")

    def first_in(self, node: Node, xml: str) -> Change:
        """Put XML into an element, before all that it holds."""
        if self._lone(node):
            return Change(node.inner - 2, node.inner, f">{xml}</{node.tag}>")
        lead = self.indent(node.children[0]) if node.children else ""
        return Change(node.inner, node.inner, f"{lead}{xml}")

    def removed(self, node: Node) -> Change:
        """Take an element away, with its line when it has one."""
        return Change(node.start - len(self.indent(node)), node.end, "")

    def _lone(self, node: Node) -> bool:
        return self.text[node.inner - 2 : node.inner] == "/>" and node.inner == node.end


def quoted(text: str) -> str:
    """A value of an attribute, with its quotes."""
    return '"' + escape(text, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}) + '"'


def element(tag: str, attributes: dict[str, str], inside: str = "") -> str:
    """An element as text; `inside` is XML."""
    start = "".join([tag, *(f" {name}={quoted(value)}" for name, value in attributes.items())])
    return f"<{start}>{inside}</{tag}>" if inside else f"<{start}/>"


def _parsed(text: str) -> Node:
    """Build the tree; expat counts bytes of UTF-8, the tree characters."""
    data = text.encode("utf-8", "surrogatepass")
    chars = _Characters(text, data)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    top = Node("", {}, 0)
    stack = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > _DEEPEST:
            raise InputError(f"The XML is nested more than {_DEEPEST} deep.", fix="Export the edit again.")
        at = chars.at(parser.CurrentByteIndex)
        node = Node(tag, attributes, at, stack[-1], inner=_tag_end(text, at))
        stack[-1].children.append(node)
        stack.append(node)

    def end(tag: str) -> None:
        node = stack.pop()
        if text[node.inner - 2 : node.inner] == "/>":
            node.inner_end = node.end = node.inner
        else:
            node.inner_end = chars.at(parser.CurrentByteIndex)
            node.end = text.index(">", node.inner_end) + 1

    def said(more: str) -> None:
        stack[-1].text += more

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError("The edit is no whole XML.", why=f"{error}.", fix="Export the edit again.") from error
    return top.children[0]


class _Characters:
    """From bytes of UTF-8 to characters, asked in rising order."""

    def __init__(self, text: str, data: bytes) -> None:
        self._data = data
        self._plain = len(text) == len(data)
        self._byte = self._char = 0

    def at(self, byte: int) -> int:
        """The character that begins at a byte."""
        if self._plain:
            return byte
        self._char += len(self._data[self._byte : byte].decode("utf-8", "surrogatepass"))
        self._byte = byte
        return self._char


def _tag_end(text: str, at: int) -> int:
    """Index after the `>` of a start tag; one between quotes is none."""
    quote = ""
    for index in range(at, len(text)):
        sign = text[index]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == ">":
            return index + 1
    return len(text)
