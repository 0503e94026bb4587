"""The published checkpoint on disk: six folders in the hub's layout, checked before they are used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from uprez.core.errors import ModelError
from uprez.models.stablevsr.layout import NETWORKS
from uprez.models.stablevsr.schedule import Schedule

_CLASSES = {"unet": "UNet2DConditionModel", "controlnet": "ControlNetModel", "vae": "AutoencoderKL"}
_FIX = "Get the folder again from the hub repository claudiom4sir/StableVSR; uprez uses no other checkpoint's parts in its place."


@dataclass(frozen=True)
class Checkpoint:
    """A folder with `unet`, `controlnet` (the TCM), `vae`, `scheduler`, and `text_encoder` and `tokenizer` or a prepared prompt."""

    folder: Path

    def __post_init__(self) -> None:
        """Raises:
        ModelError: a part is missing, or is not StableVSR's.
        """
        missing = [name for name in NETWORKS if not self._files(name)]
        missing += [] if (self.folder / "scheduler" / "scheduler_config.json").is_file() else ["scheduler"]
        if missing:
            raise ModelError(
                f"'{self.folder}' is not a whole StableVSR checkpoint.",
                why=f"Without their .safetensors or .json: {', '.join(missing)}.",
                fix=_FIX,
            )
        unet = self._config("unet")
        if unet.get("in_channels") != 7 or unet.get("num_class_embeds") is not None:
            raise ModelError(
                f"The UNet in '{self.folder}' is not StableVSR's.",
                why=f"in_channels {unet.get('in_channels')} should be 7, num_class_embeds {unet.get('num_class_embeds')} should be null.",
                fix=_FIX,
            )

    @cached_property
    def sha256(self) -> str:
        """SHA-256 over the networks' files, in order; names this checkpoint."""
        digest = hashlib.sha256()
        for name in NETWORKS:
            for path in self._files(name):
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def schedule(self) -> Schedule:
        """The noise schedule.

        Raises:
            ModelError: it is not StableVSR's.
        """
        return Schedule.read(self.folder / "scheduler" / "scheduler_config.json")

    def network(self, name: str) -> Any:
        """diffusers' network of a folder with its weights, on the CPU, in the stored precision.

        Raises:
            ModelError: keys or shapes are not the configuration's, or a file is damaged.
        """
        import diffusers

        network_class: Any = getattr(diffusers, _CLASSES[name])
        with torch.device("meta"):
            network = network_class.from_config(self._config(name))
        weights = self._weights(name)
        self._check(name, {key: tuple(value.shape) for key, value in network.state_dict().items()}, weights)
        network.load_state_dict(weights, assign=True)
        return network

    def _weights(self, name: str) -> dict[str, torch.Tensor]:
        weights: dict[str, torch.Tensor] = {}
        for path in self._files(name):
            try:
                with safe_open(path, "pt") as file:
                    weights |= {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (no mapping)
            except (OSError, SafetensorError) as error:
                raise ModelError(f"'{path}' cannot be read.", why=f"{error}.", fix=_FIX) from error
        return weights

    def _check(self, name: str, wanted: Mapping[str, tuple[int, ...]], given: Mapping[str, torch.Tensor]) -> None:
        missing, extra = sorted(wanted.keys() - given.keys()), sorted(given.keys() - wanted.keys())
        other = sorted(key for key in wanted.keys() & given.keys() if tuple(given[key].shape) != wanted[key])
        faults = [
            f"{len(keys)} {words}, for example {keys[0]}"
            for words, keys in (("are missing", missing), ("do not belong", extra), ("have another shape", other))
            if keys
        ]
        if faults:
            raise ModelError(f"The weights in '{self.folder / name}' do not fit their config.json.", why=f"{'; '.join(faults)}.", fix=_FIX)

    def _config(self, name: str) -> dict[str, Any]:
        path = self.folder / name / "config.json"
        try:
            config: Any = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"'{path}' cannot be read.", why=f"{error}.", fix=_FIX) from error
        if config.get("_class_name") != _CLASSES[name]:
            raise ModelError(f"'{path}' describes a {config.get('_class_name')}.", why=f"A {_CLASSES[name]} belongs there.", fix=_FIX)
        return {key: value for key, value in config.items() if not key.startswith("_")}

    def _files(self, name: str) -> list[Path]:
        """A network's weights: one file, or the shards of it, in order."""
        return sorted(path for path in (self.folder / name).glob("*.safetensors") if ".fp16" not in path.suffixes)
