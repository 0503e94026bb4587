"""The run: passes, steps, checkpoints; goes on where it was, to the bit."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs

from uprez.core.errors import Cancelled, JobError, ModelError
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.training.folders import held_folder
from uprez.training.manifest import Entry
from uprez.training.unimmvsr.average import Average
from uprez.training.unimmvsr.checkpoints import State, checkpoints, config_of, load, save
from uprez.training.unimmvsr.config import TASKS, Config
from uprez.training.unimmvsr.failures import told_in_words
from uprez.training.unimmvsr.feed import Item, passes
from uprez.training.unimmvsr.log import Log, Told
from uprez.training.unimmvsr.loss import encoded, flow_loss
from uprez.training.unimmvsr.parts import Parts

Watch = Callable[[Told], None]
"""Called after each step, in the first process; may raise."""
_FREE = ("output", "save_every", "keep", "workers", "cache_gib", "checkpointing")
"""Fields that change nothing of the result."""


class Trainer:
    """Trains; holds the lock of the output folder while it runs."""

    def __init__(
        self,
        config: Config,
        entries: Sequence[Entry],
        parts: Parts,
        *,
        on_note: Callable[[str], None],
        watch: Watch = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take the parts, moved in place; `stopped` is asked after each step.

        Raises:
            JobError: as many processes cannot share the passes of a step, or the device lacks the precision.
        """
        self._config, self._entries, self._parts = config, entries, parts
        self._on_note, self._watch, self._stopped = on_note, watch, stopped
        self._accelerator = _accelerator(config)
        self._named: set[str] = set()

    def run(self) -> UniMMVSRTransformer3DModel:
        """Go on from the newest checkpoint to the end; gives the network as it is then (not its average).

        Raises:
            Cancelled: it was stopped; the checkpoint is written.
            BusyError: another run writes to the output folder.
            InputError: the data set cannot be used.
            ModelError: the loss is no number any more.
            ResourceError, OutputError: out of memory, or a checkpoint cannot be written; earlier ones are whole.
        """
        with ExitStack() as held:
            if self._accelerator.is_main_process:
                held.enter_context(held_folder(self._config.output))
            self._accelerator.wait_for_everyone()
            with told_in_words():
                return self._trained()

    def _trained(self) -> UniMMVSRTransformer3DModel:
        accelerator, config = self._accelerator, self._config
        plain = self._parts.network
        plain.train().requires_grad_(True)
        if config.checkpointing:
            plain.enable_gradient_checkpointing()
        self._parts.encoder.to(accelerator.device)
        told = config.optimiser
        optimiser: Any = torch.optim.AdamW(plain.parameters(), lr=config.rate(0), betas=told.betas, weight_decay=told.decay)
        network, optimiser = accelerator.prepare(plain, optimiser)
        average = None if told.average is None else Average(plain, told.average)
        step = self._restored(plain, optimiser, average)
        log = Log(config.output / "log.jsonl", step) if accelerator.is_main_process else None
        feed = passes(config, self._entries, step, accelerator.process_index, accelerator.num_processes)
        while step < config.steps:
            made = self._step(step, network, optimiser, feed)
            if average is not None:
                average.add(plain, step)
            step += 1
            if log is not None:
                log.add(made)
                self._watch(made)
            self._kept(step, plain, optimiser, average)
        return plain

    def _step(self, step: int, network: Any, optimiser: Any, feed: Iterator[Item]) -> Told:
        """One step of the optimiser over this process's share of the passes."""
        accelerator, config, begun = self._accelerator, self._config, time.monotonic()
        rate = config.rate(step)
        for group in optimiser.param_groups:
            group["lr"] = rate
        sums: Any = torch.zeros(len(TASKS), 2, device=accelerator.device)
        for _ in range(config.accumulate // accelerator.num_processes):
            wanted, samples = next(feed)
            for sample in samples:
                self._name_bad(sample.bad)
            batch = encoded(samples, self._parts.encoder, self._parts.texts, config.seed, accelerator.device)
            with accelerator.accumulate(network):
                with accelerator.autocast():
                    loss = flow_loss(network, batch)
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    norm: Any = accelerator.clip_grad_norm_(network.parameters(), config.optimiser.norm)
                    if accelerator.scaler is None and not math.isfinite(float(norm)):  # a scaler leaves such a step out
                        raise _no_number("gradient", step)
                optimiser.step()
                optimiser.zero_grad()
            sums[TASKS.index(wanted.task)] += torch.stack((loss.detach().float(), loss.new_ones(())))
        sums = accelerator.reduce(sums)
        mean = float(sums[:, 0].sum() / sums[:, 1].sum())
        if not math.isfinite(mean):
            raise _no_number("loss", step)
        tasks = {task: float(total / count) for task, (total, count) in zip(TASKS, sums.tolist(), strict=True) if count}
        return Told(step + 1, mean, rate, time.monotonic() - begun, tasks)

    def _kept(self, step: int, plain: UniMMVSRTransformer3DModel, optimiser: Any, average: Average | None) -> None:
        """Write a checkpoint where one is due, and stop where that is asked."""
        flag = torch.tensor([int(self._stopped())], device=self._accelerator.device)
        asked: Any = self._accelerator.reduce(flag)
        stop = bool(asked.item())
        if stop or step % self._config.save_every == 0 or step == self._config.steps:
            if self._accelerator.is_main_process:
                scaler: Any = self._accelerator.scaler
                values = None if average is None else average.values
                kept = None if scaler is None else scaler.state_dict()
                save(self._config, plain, State(step, plain.state_dict(), optimiser.state_dict(), values, kept))
            self._accelerator.wait_for_everyone()
        if stop and step < self._config.steps:
            raise Cancelled(f"Stopped after step {step} of {self._config.steps}.", fix="Run the same command again to go on.")

    def _restored(self, plain: UniMMVSRTransformer3DModel, optimiser: Any, average: Average | None) -> int:
        """Go on from the newest checkpoint; gives the steps made."""
        found = checkpoints(self._config.output)
        if not found:
            return 0
        folder = found[-1][1]
        state = load(folder)
        if self._accelerator.is_main_process:
            self._say_changes(config_of(folder))
            self._on_note(f"Goes on after step {state.step}, from '{folder.name}'.")
        try:
            plain.load_state_dict(state.weights)
            optimiser.load_state_dict(state.optimiser)
            if average is not None:
                average.restore(state.weights if state.average is None else state.average)
        except (RuntimeError, ValueError, KeyError) as error:
            raise JobError(
                f"The checkpoint '{folder}' is of another network.",
                why=f"{str(error).splitlines()[0][:300]}",
                fix="Give `base` as it was, or another output folder.",
            ) from error
        scaler: Any = self._accelerator.scaler
        if scaler is not None and state.scaler is not None:
            scaler.load_state_dict(state.scaler)
        return state.step

    def _say_changes(self, before: dict[str, Any]) -> None:
        now: dict[str, Any] = self._config.model_dump(mode="json")
        changed = [key for key in now if now[key] != before.get(key) and key not in _FREE]
        if changed:
            self._on_note(f"The run was begun with another {', '.join(changed)}: the result is not what one run would have given.")

    def _name_bad(self, bad: dict[str, str]) -> None:
        for clip, why in bad.items():
            if clip not in self._named:
                self._named.add(clip)
                self._on_note(f"'{clip}' is left out: {why.rstrip('.')}.")


def _no_number(what: str, step: int) -> ModelError:
    return ModelError(
        f"The {what} of step {step + 1} is no number any more.",
        why="Weights or gradients have run out of their range.",
        fix="Give a lower `rate` or `precision` bf16 or no, and run again: it goes on from the last whole checkpoint.",
    )


def _accelerator(config: Config) -> Accelerator:
    if config.precision == "fp16" and (config.device == "cpu" or not torch.cuda.is_available()):
        raise JobError("`precision` fp16 needs a CUDA GPU.", why="Without one, accelerate computes in float32.", fix="Give bf16 or no.")
    # What references alone use has no gradient in a pass without them, and processes differ in that.
    unused = DistributedDataParallelKwargs(find_unused_parameters=True)
    asked: Any = Accelerator(mixed_precision=config.precision, cpu=config.device == "cpu", kwargs_handlers=[unused])
    world = asked.num_processes
    if config.accumulate % world:
        raise JobError(
            f"{world} processes cannot share the {config.accumulate} passes of a step.",
            fix=f"Make `accumulate` a multiple of {world}, or start fewer processes.",
        )
    asked.gradient_accumulation_steps = config.accumulate // world
    return asked
