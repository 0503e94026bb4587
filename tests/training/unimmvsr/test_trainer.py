import json
import signal

import pytest
import torch

from tests.models.unimmvsr.small import difference
from tests.training.unimmvsr.tiny import config, copied, lay_data, parts, real_parts
from uprez.core.errors import BusyError, Cancelled, JobError, ModelError, ResourceError
from uprez.models.unimmvsr.checkpoint import read
from uprez.training.manifest import read_manifest
from uprez.training.unimmvsr import checkpoints as kept
from uprez.training.unimmvsr import feed, proof
from uprez.training.unimmvsr.checkpoints import checkpoints, load
from uprez.training.unimmvsr.config import Optimiser, Stage
from uprez.training.unimmvsr.feed import passes
from uprez.training.unimmvsr.log import lines
from uprez.training.unimmvsr.loss import encoded, flow_loss
from uprez.training.unimmvsr.parts import Parts
from uprez.training.unimmvsr.trainer import Trainer

ONE = (Stage(steps=1, frames=5, height=32, width=32),)


class Killed(BaseException):
    """Ends a run as a kill does: nothing is written after it."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    lay_data(folder)
    return folder


def _trained(run, notes=None, **more):
    told = [] if notes is None else notes
    return Trainer(run, read_manifest(run.data[0]), parts(run), on_note=told.append, **more).run()


def _kill_at(step):
    def watch(told):
        if told.step == step:
            raise Killed

    return watch


@pytest.fixture(scope="module")
def whole(home):
    """A run without interruption, with a moving average."""
    run = config(home, output=home / "whole", optimiser=Optimiser(average=0.9))
    return run, _trained(run)


def _losses(run):
    return [told["loss"] for _, told in lines(run.output / "log.jsonl")]


def test_a_run_learns_and_tells(whole, home):
    run, network = whole
    assert [step for step, _ in checkpoints(run.output)] == [1, 2, 3]
    told = [each for _, each in lines(run.output / "log.jsonl")]
    assert [each["step"] for each in told] == [1, 2, 3]
    assert {task for each in told for task in each["tasks"]} == {"text", "images", "video"}, "draw another seed"
    counted = load(run.output / "step-00000003").optimiser["state"][0]["step"]
    assert float(counted) == 3, "passes are steps: gradients are not gathered"
    start = parts(run).network
    assert difference(start.patch_embedding.weight, network.patch_embedding.weight) > 1e-5
    assert network.patch_embedding.weight[:, 16:].detach().abs().max() > 0, "the low-resolution channels have not learnt"
    assert network.ref_embedding.weight.detach().sub(start.ref_embedding.weight).abs().max() > 0, "references have not been shown"


def test_a_killed_run_goes_on_to_the_bit(whole, home):
    run, network = whole
    again = config(home, output=home / "killed", optimiser=Optimiser(average=0.9))
    with pytest.raises(Killed):
        _trained(again, watch=_kill_at(3))
    notes = []
    resumed = _trained(again, notes)
    assert any("after step 2" in note for note in notes)
    for name, values in network.state_dict().items():
        assert torch.equal(values, resumed.state_dict()[name]), name
    assert _losses(again) == _losses(run)
    first, second = load(run.output / "step-00000003"), load(again.output / "step-00000003")
    assert all(torch.equal(values, second.average[name]) for name, values in first.average.items())


def test_more_processes_share_the_same_samples(home):
    run = config(home, accumulate=4)
    entries = read_manifest(run.data[0])
    alone = [(wanted.number, samples[0].time) for wanted, samples in passes(run, entries, 1, 0, 1)]
    shared = [(wanted.number, samples[0].time) for rank in range(2) for wanted, samples in passes(run, entries, 1, rank, 2)]
    assert sorted(shared) == alone
    assert len(alone) == 8


def test_a_checkpoint_is_a_model(whole):
    run, network = whole
    folder = run.output / "step-00000003"
    assert (folder / "vae" / "config.json").is_file()
    assert (folder / "tokenizer").is_dir()
    stored = read(folder / "transformer")
    average = load(folder).average
    assert all(torch.equal(values, average[name]) for name, values in stored.state_dict().items() if name in average)
    assert difference(stored.proj_out.weight, network.proj_out.weight) > 0, "the average is not what is given"


def test_a_half_precision_checkpoint_keeps_what_diffusers_keeps(home):
    run = config(home, output=home / "half", saved="bf16", stages=ONE)
    network = _trained(run)
    stored = read(run.output / "step-00000001" / "transformer").state_dict()
    assert stored["blocks.0.attn1.to_q.weight"].dtype is torch.bfloat16
    assert stored["blocks.0.scale_shift_table"].dtype is torch.float32
    assert torch.equal(stored["aug_embedder.linear_2.weight"], network.aug_embedder.linear_2.weight)


def test_a_run_that_is_asked_to_stop_keeps_its_step(home):
    run = config(home, output=home / "stopped", keep=1)
    asked = iter([False, True])
    with pytest.raises(Cancelled, match="after step 2"):
        _trained(run, stopped=lambda: next(asked))
    assert [step for step, _ in checkpoints(run.output)] == [2], "the checkpoint before is still there"


def test_another_run_in_the_folder_is_refused(home):
    run = config(home, output=home / "busy", stages=ONE)
    with pytest.raises(BusyError, match="Another run"):
        _trained(run, watch=lambda _: _trained(run))


def test_a_full_disk_leaves_whole_checkpoints(home, monkeypatch):
    run = config(home, output=home / "full")
    monkeypatch.setattr(kept, "free_bytes", lambda _: 10_000 if (run.output / "step-00000001").exists() else 10**12)
    with pytest.raises(ResourceError, match="no room"):
        _trained(run)
    assert [path.name for path in sorted(run.output.glob("*")) if path.is_dir()] == ["step-00000001"]
    assert load(run.output / "step-00000001").step == 1


def test_a_damaged_checkpoint_is_named(whole, home):
    run, _ = whole
    copied(run.output, home / "damaged")
    weights = home / "damaged" / "step-00000003" / "training" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ResourceError, match="step-00000003"):
        _trained(config(home, output=home / "damaged", optimiser=Optimiser(average=0.9)))


def test_a_changed_run_says_so(whole, home):
    run, _ = whole
    copied(run.output, home / "changed")
    notes = []
    changes = {"seed": 5, "checkpointing": True, "keep": 3}
    _trained(config(home, output=home / "changed", optimiser=Optimiser(average=0.9), **changes), notes)  # nothing is left to do
    assert any("another seed:" in note for note in notes)


def test_a_checkpoint_of_another_base_is_refused(whole, home):
    run, _ = whole
    given = Parts(proof.network(proof.Folded(), layers=1), parts(run).encoder, parts(run).texts)
    with pytest.raises(JobError, match="another network"):
        Trainer(run, read_manifest(run.data[0]), given, on_note=print).run()


def test_a_precision_that_the_device_lacks_is_refused(home):
    with pytest.raises(JobError, match="fp16 needs a CUDA GPU"):
        _trained(config(home, output=home / "fp16", precision="fp16"))


def test_a_gradient_that_is_no_number_ends_the_run_before_it_is_kept(home):
    run = config(home, output=home / "nan", accumulate=1)
    given = parts(run)
    given.network.proj_out.weight.register_hook(lambda gradient: gradient * float("nan"))
    with pytest.raises(ModelError, match="gradient of step 1 is no number"):
        Trainer(run, read_manifest(run.data[0]), given, on_note=print).run()
    assert checkpoints(run.output) == []


def test_readers_live_through_a_launchers_signals_and_their_end_is_told(home, monkeypatch):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        feed._serving(0)
        for number in before:
            signal.raise_signal(number)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    def ended(*_):
        raise RuntimeError("DataLoader worker (pid 12) is killed by signal: Killed.")

    monkeypatch.setattr(feed.Samples, "of", ended)
    with pytest.raises(ResourceError, match="fewer `workers`"):
        _trained(config(home, output=home / "killed reader"))


def test_what_a_reader_lacks_comes_back_in_its_own_words(home, monkeypatch):
    """Raised in a reader, torch would make a traceback of it."""
    run = config(home)

    def lacking(*_):
        raise ResourceError("No encoder.")

    monkeypatch.setattr(feed.Samples, "of", lacking)
    assert isinstance(feed._Passes(run, read_manifest(run.data[0]), 0, 0, 1)[0], ResourceError)


def test_a_log_that_was_cut_short_is_read(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({"step": 1, "loss": 2.0}) + '\n{"step": 2, "lo')
    assert [told["step"] for _, told in lines(path)] == [1]


def test_the_loss_is_of_noise_less_clean(home):
    run = config(home)
    given = real_parts(run)
    _, samples = next(passes(run, read_manifest(run.data[0]), 0, 0, 1))
    batch = encoded(samples, given.encoder, given.texts, run.seed, torch.device("cpu"))
    assert batch.clean.shape == (1, 16, 2, 4, 4)
    assert difference(batch.footage, encoded(samples, given.encoder, given.texts, 1, torch.device("cpu")).footage) > 0.1

    class Perfect:
        def __call__(self, noisy, time, text, footage, references, level):
            share = time.view(-1, 1, 1, 1, 1) / 1000
            assert torch.equal(level, batch.level)
            assert difference(noisy, (1 - share) * batch.clean + share * batch.noise) < 1e-5

            class Made:
                sample = batch.noise - batch.clean

            return Made()

    assert float(flow_loss(Perfect(), batch)) == 0


def test_gradients_are_the_same_when_features_are_computed_again(home):
    run = config(home, output=home / "again", checkpointing=True, optimiser=Optimiser(average=0.9))
    with pytest.raises(Killed):
        _trained(run, watch=_kill_at(2))
    plain = _losses(config(home, output=home / "whole"))
    assert _losses(run) == pytest.approx(plain[:2], rel=1e-5)
