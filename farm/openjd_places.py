"""Paths of an export as parameters of Open Job Description, so that schedulers map them, and carry their files where they do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from uprez.engine.stages import EDIT
from uprez.farm.export import Export, is_folder, parent_and_name

MOST = 42
"""Places that are parameters: a template has 50, eight of them other things. With more, reference images are none (see `Places`)."""
_TITLES = {
    "Source": "Source clip",
    "Output": "Folder of the results",
    "Model": "Model",
    "Base": "Base model",
    "Take": "Finished take",
    "ReferenceVideo": "Reference video",
    "Mask": "Mask",
}
_IMAGE = "ReferenceImage"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of all steps of an export.

    Each is a parameter of its own, but for two kinds. The edit that an upscale reads lies in the folder of the results, and is named by
    that. Reference images beyond what a template holds are only told as files to carry; a worker finds them by the session's own rules
    for paths, which it reads in any case.
    """

    parameters: dict[str, str]
    """Values by the parameters' names."""
    inputs: tuple[list[str], list[str]]
    """Files and folders that are read."""

    @classmethod
    def of(cls, export: Export) -> Self:
        """Those of all steps."""
        found: dict[str, str] = {}
        for step in export.steps:
            found |= {_parameter(step, name): _split(step, name, path)[0] for name, path in _own(step).items()}
        read = [path for name, path in found.items() if name != "Output"]
        if len(found) > MOST:
            found = {name: path for name, path in found.items() if not name.startswith(_IMAGE)}
        files, folders = ([path for path in dict.fromkeys(read) if is_folder(path) is wanted] for wanted in (False, True))
        return cls(found, (files, folders))

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The parameters as a template declares them."""
        return [_definition(name, path) for name, path in self.parameters.items()]

    def words(self, step: Export) -> list[str]:
        """What a step's commands are told: where its job is, and where the places are, in words that the scheduler fills in."""
        words = [f"{{{{Param.Job}}}}{'/' + step.bundle.step if step.bundle.step else ''}"]
        for name, path in step.bundle.sending.at.items():
            if name == "Source" and step.before is not None:
                words.append(f"--at={name}={{{{Param.Output}}}}/{parent_and_name(path)[1]}")
            elif (parameter := _parameter(step, name)) in self.parameters:
                _, rest = _split(step, name, path)
                words.append(f"--at={name}={{{{Param.{parameter}}}}}{'/' + rest if rest else ''}")
        return [*words, "--path-rules", "{{Session.PathMappingRulesFile}}"]


def _own(step: Export) -> dict[str, str]:
    """The places of a step that have a name of their own."""
    return {name: path for name, path in step.bundle.sending.at.items() if name != "Source" or step.before is None}


def _parameter(step: Export, name: str) -> str:
    """The parameter of a step's place: the model that makes an edit is no upscaler."""
    return "Base" if name == "Model" and step.bundle.step == EDIT else name


def _split(step: Export, name: str, path: str) -> tuple[str, str]:
    """A place as a farm can map it, and what is to be added to it: the folder of a sequence's pattern, and the pattern."""
    pattern = name in ("Take", "ReferenceVideo", "Mask") and not Path(path).exists()
    sequence = pattern or (name == "Source" and step.clip.is_sequence)
    return parent_and_name(path) if sequence and not is_folder(path) else (path, "")


def _definition(name: str, path: str) -> dict[str, Any]:
    out = name == "Output"
    folder = out or is_folder(path)
    return {
        "name": name,
        "type": "PATH",
        "objectType": "DIRECTORY" if folder else "FILE",
        "dataFlow": "OUT" if out else "IN",
        "userInterface": {
            "control": "CHOOSE_DIRECTORY" if folder else "CHOOSE_INPUT_FILE",
            "label": _TITLES.get(name) or f"Reference image {name.removeprefix(_IMAGE)}",
            "groupLabel": "Files",
        },
    }
