"""What UniMMVSR costs at the size of Wan2.1-T2V-1.3B: multiplications and memory of calls and runs, counted, not run.

The real transformer is called on torch's meta device, which computes shapes alone: every product of matrices is counted (a
multiplication and an addition are two operations), attention as 4 x queries x keys x channels, and the bytes of all tensors that live
at once, in bf16 as it is run (norms and modulation in float32). Attention is taken to need no memory of its own, as
fused kernels do. A PF is 1e15 operations; runs are the paper's 50 steps with guidance by text and, with references, 15 steps by references.

    python benchmarks/unimmvsr_cost.py [--layers 30]
"""

from __future__ import annotations

import argparse
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from uprez.models.unimmvsr.attention import Area
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.references import Kept, Reference
from uprez.models.unimmvsr.torch_turns import converted
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel

SIZES = {"1888x1088x21": (6, 136, 236), "1888x1088x77": (20, 136, 236), "3616x2048x21": (6, 256, 452)}
"""Latent frames, rows and columns of the sizes of the paper's samples."""
WINDOW: Area = (34, 59)
"""Tokens: a quarter of the picture at 1888x1088."""
STEPS, WORDS = 50, 512
PETA, GIBI = 1e15, 2**30


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one call."""

    operations: float
    bytes: int
    """Most that lived at once, without weights and what was given."""


class Attention(TorchFunctionMode):
    """Counts attention, and makes of it no more than its result."""

    operations = 0

    def __torch_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """torch's own hook."""
        if func is not functional.scaled_dot_product_attention:
            return func(*args, **(kwargs or {}))
        given = {**dict(zip(("query", "key", "value"), args, strict=False)), **(kwargs or {})}
        query, key = given["query"], given["key"]
        self.operations += 4 * query.numel() * key.shape[-2]
        return torch.empty_like(query)


class Memory(TorchDispatchMode):
    """Counts the bytes of tensors that live."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.most = 0, 0
        self._known: set[int] = set()

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """torch's own hook."""
        made = func(*args, **(kwargs or {}))
        given = {id(each.untyped_storage()) for each in args if isinstance(each, torch.Tensor)}
        for tensor in made if isinstance(made, (list, tuple)) else (made,):
            if isinstance(tensor, torch.Tensor) and (name := id(tensor.untyped_storage())) not in self._known | given:
                self._known.add(name)
                self._change(tensor.untyped_storage().nbytes())
                weakref.finalize(tensor.untyped_storage(), self._gone, name, tensor.untyped_storage().nbytes())
        return made

    def _gone(self, name: int, count: int) -> None:
        self._known.discard(name)
        self._change(-count)

    def _change(self, count: int) -> None:
        self.now += count
        self.most = max(self.most, self.now)


class Bench:
    """The transformer, and what it is given at one size."""

    def __init__(self, network: UniMMVSRTransformer3DModel, size: tuple[int, int, int]) -> None:
        self._network, self._size = network, size
        frames, rows, columns = size
        self.latent = self._drawn(1, 16, *size)
        self.text = self._drawn(1, WORDS, 4096)
        self.images = [Reference(self._drawn(1, 16, 1, rows, columns)) for _ in range(2)]
        self.video = [Reference(self._drawn(1, 16, frames, rows, columns), "video")]

    @staticmethod
    def _drawn(*shape: int) -> torch.Tensor:
        return torch.empty(shape, device="meta", dtype=torch.bfloat16)

    def call(self, references: Sequence[Reference] = (), kept: Kept | None = None, window: Area | None = None) -> Cost:
        """One call with references as they are, or kept."""
        time = torch.zeros(1, device="meta")
        return counted(lambda: self._network(self.latent, time, self.text, self.latent, references, time, kept=kept, window=window))

    def kept(self, references: Sequence[Reference]) -> tuple[Kept, Cost]:
        """References, and what making them costs."""
        made: list[Kept] = []
        cost = counted(lambda: made.append(self._network.keep(references, self.text, self._size[0])))
        return made[0], cost


def counted(run: Callable[[], object]) -> Cost:
    """What is done meanwhile."""
    attention, memory, products = Attention(), Memory(), FlopCounterMode(display=False)
    with ExitStack() as stack:
        for mode in (torch.no_grad(), products, memory, attention):
            stack.enter_context(mode)
        run()
    return Cost(products.get_total_flops() + attention.operations, memory.most)


def rows(paper: Bench, apart: Bench) -> list[tuple[str, Cost, float, int]]:
    """A name, a call, operations of a run, and bytes that stay between calls."""
    alone = paper.call()
    few = Guidance().calls(STEPS, references=False)
    found = [("no references", alone, few * alone.operations, 0)]
    for name, references in (("2 images", paper.images), ("a video", paper.video)):
        given = paper.call(references)
        others = Guidance().calls(STEPS, references=True) - few
        found.append((f"{name}, seeing all", given, few * given.operations + others * alone.operations, 0))
        anew = apart.call(references)
        found.append((f"{name}, apart", anew, few * anew.operations + others * alone.operations, 0))
        kept, making = apart.kept(references)
        seen = apart.call(kept=kept)
        found.append(
            (f"{name}, apart and kept", seen, 2 * making.operations + few * seen.operations + others * alone.operations, 2 * kept.bytes)
        )
    windowed = paper.call(window=WINDOW)
    found.append((f"no references, windows of {WINDOW[0]} x {WINDOW[1]}", windowed, few * windowed.operations, 0))
    kept, making = apart.kept(apart.images)
    both = apart.call(kept=kept, window=WINDOW)
    run = 2 * making.operations + few * both.operations + (Guidance().calls(STEPS, references=True) - few) * windowed.operations
    return [*found, ("2 images, kept, windows", both, run, 2 * kept.bytes)]


def network(layers: int, *, apart: bool) -> UniMMVSRTransformer3DModel:
    """Without weights."""
    with torch.device("meta"):
        made = UniMMVSRTransformer3DModel(num_layers=layers, references_apart=apart)
    return converted(made, torch.device("meta"), torch.bfloat16)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=int, default=30)
    layers = parser.parse_args().layers
    paper, apart = (network(layers, apart=each) for each in (False, True))
    weights = list(paper.parameters())
    count, size = sum(each.numel() for each in weights), sum(each.nbytes for each in weights)
    print(f"{count / 1e9:.3f} B parameters, {size / GIBI:.2f} GiB\n")
    for name, latents in SIZES.items():
        frames, height, width = latents
        print(f"| {name}, {frames * height * width // 4} tokens | a call, PF | 50 steps, PF | features, GiB | kept, GiB |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for label, cost, run, kept in rows(Bench(paper, latents), Bench(apart, latents)):
            print(
                f"| {label} | {cost.operations / PETA:.2f} | {run / PETA:.0f} | {cost.bytes / GIBI:.1f} | {kept / GIBI:.1f} |", flush=True
            )
        print()


if __name__ == "__main__":
    main()
