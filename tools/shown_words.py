"""Find every string of the panel's sources that people are shown, as a translator has to see it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

UI = Path(__file__).resolve().parent.parent / "ui"
SERVICE = "Service"
"""Context of the sentences that the panel is told in English, see `uprez.ui.told`."""
LISTED = Path("translations") / "service.txt"
"""Those sentences, one a line, with `%1` to `%9` for values."""
CATALOGUE = UI.parent / "models" / "catalogue.json"
"""Where the models' titles and speeds stand."""


@dataclass(frozen=True, order=True)
class Words:
    """A string of the sources that is shown to people."""

    context: str
    """The class, or the context that is named."""
    source: str
    """In English."""
    comment: str = ""
    """Tells apart what is the same in English."""
    counts: bool = False
    """True when its plural follows a number."""


@dataclass
class _Module:
    """What a module's words go by."""

    tree: ast.Module
    constants: dict[str, str] = field(default_factory=dict[str, str])
    """Strings that have a name."""
    wrappers: dict[str, str] = field(default_factory=dict[str, str])
    """Functions of the kind `def tr(text): return translate("Context", text)`, with their context."""
    tables: dict[str, dict[int, str]] = field(default_factory=dict[str, dict[int, str]])
    """Classes that translate their own fields: contexts by the fields' places."""


def collect(folder: Path = UI) -> set[Words]:
    """All words in a folder of sources, and what the service says where they are listed there.

    Understood are `self.tr("…")`, `translate("Context", "…")`, functions that wrap it, and fields of a dataclass that its
    methods translate.

    Raises:
        ValueError: `self.tr` of something that is no plain string; translators could not see it.
    """
    modules = {file: _module(ast.parse(file.read_text(encoding="utf-8"))) for file in sorted(folder.rglob("*.py"))}
    for file, module in modules.items():
        for node in module.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                other = modules.get(folder.joinpath(*node.module.split(".")[2:]).with_suffix(".py"))
                taken = {name.asname or name.name: name.name for name in node.names}
                wrappers = other.wrappers if other else {}
                module.wrappers |= {here: wrappers[there] for here, there in taken.items() if there in wrappers}
        modules[file] = module
    said = service_sentences(folder / LISTED) if (folder / LISTED).exists() else []
    return {words for module in modules.values() for words in _walk(module.tree, module, "")} | {Words(SERVICE, each) for each in said}


def service_sentences(listed: Path = UI / LISTED, catalogue: Path = CATALOGUE) -> list[str]:
    """What the service says in English: the listed sentences, and the models' titles, speeds and why some have no weights."""
    lines = (line.strip() for line in listed.read_text(encoding="utf-8").splitlines())
    models = json.loads(catalogue.read_text(encoding="utf-8"))["models"]
    titles = [model[field] for model in models for field in ("title", "speed")]
    titles += [part for model in models for part in re.split(r"(?<=\.)\s", model.get("own", "")) if part]
    return list(dict.fromkeys([*(line for line in lines if line and not line.startswith("#")), *titles]))


def _module(tree: ast.Module) -> _Module:
    module = _Module(tree)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (text := _text(node.value, module)) is not None:
            module.constants[node.targets[0].id] = text
        elif isinstance(node, ast.FunctionDef):
            for context, said in _named(node, module):
                if isinstance(said, ast.Name):
                    module.wrappers[node.name] = context
        elif isinstance(node, ast.ClassDef):
            fields = [part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)]
            places = {said.attr: context for context, said in _named(node, module) if isinstance(said, ast.Attribute)}
            module.tables[node.name] = {fields.index(name): context for name, context in places.items() if name in fields}
    return module


def _named(node: ast.AST, module: _Module) -> Iterator[tuple[str, ast.expr]]:
    """Context and text of every call of `translate` in a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _name(call.func) == "translate" and len(call.args) > 1:
            context = _text(call.args[0], module)
            if context is not None:
                yield context, call.args[1]


def _walk(node: ast.AST, module: _Module, context: str) -> Iterator[Words]:
    context = node.name if isinstance(node, ast.ClassDef) else context
    if isinstance(node, ast.Call):
        yield from _call(node, module, context)
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, module, context)


def _call(call: ast.Call, module: _Module, context: str) -> Iterator[Words]:
    name, texts = _name(call.func), [_text(each, module) for each in call.args]
    if isinstance(call.func, ast.Name) and name in module.tables:
        yield from (Words(context, said) for place, context in module.tables[name].items() if (said := texts[place]) is not None)
        return
    if name == "translate" and len(texts) > 1 and texts[0] is not None:
        context, texts, counts = texts[0], texts[1:], len(texts) > 3
    elif isinstance(call.func, ast.Name) and name in module.wrappers:
        context, counts = module.wrappers[name], False
    elif name == "tr" and isinstance(call.func, ast.Attribute):
        counts = len(texts) > 2
        if texts[0] is None:
            raise ValueError(f"tr() of something that is no string, in {context}, line {call.lineno}")
    else:
        return
    if texts and texts[0] is not None:
        yield Words(context, texts[0], (texts[1] if len(texts) > 1 else "") or "", counts)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _text(node: ast.expr, module: _Module) -> str | None:
    if isinstance(node, ast.Name):
        return module.constants.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
