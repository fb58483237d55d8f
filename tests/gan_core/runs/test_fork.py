"""Branches of a run: bit for bit like their parent where nothing changed, whole without it."""

import dataclasses
import shutil

import pytest
import torch

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.settings import may_change, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data import durable_files
from gan_core.recipes import RECIPES, Environment
from gan_core.runs import checkpoint, kept_moments, run_dir, training_run
from gan_core.runs.fork import fork, fork_point, forked_config
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir
from gan_core.runs.training_run import TrainingRun

FIRST, UPDATES, BATCH = 104, 100, 8  # images at the first grid; updates after it that are compared
# Recipe, its settings beside the small ones, and what conditions G.
RUNS = {
    "quick": ("quick", {"clusters": 4}),
    "dcgan": ("dcgan", {}),
    "conditional": ("cgan_fashion", {}),
}


@pytest.fixture(autouse=True)
def early_grids(monkeypatch):
    """The first sample grid, and with it the first moment, after few images."""
    monkeypatch.setattr(training_run, "FIRST_GRID", FIRST)


def begin(root, image_folder, small, name="dcgan", images=FIRST + UPDATES * BATCH, **settings):
    """A new run on the folder of images; conditional on its sub-folders where the recipe is."""
    recipe, own = RUNS[name]
    of_recipe = RECIPES[recipe]
    chosen = settings_from(of_recipe.settings_type, {**small, **own, **settings})
    chosen = of_recipe.resolve_auto(chosen, Environment("cpu", 40, lambda: False))
    config = TrainConfig(
        recipe, str(image_folder), 28, chosen, Budget("images", images), channels=1, threads=1
    )
    return run_dir.create(root, f"drawn-{recipe}-seed0", config.to_json())


@pytest.fixture(scope="module")
def parents(tmp_path_factory, image_folder, small):
    """parents(name): a finished run of that name, for tests that only read it."""
    made = {}

    def parent(name="dcgan"):
        if name not in made:
            made[name] = begin(tmp_path_factory.mktemp(name), image_folder, small, name)
            assert TrainingRun(made[name]).train() == "done"
        return made[name]

    return parent


@pytest.fixture
def parent(parents, tmp_path):
    """A copy of a finished run."""
    path = tmp_path / "runs" / parents().id
    shutil.copytree(parents().path, path)
    return RunDir(path)


def newest_state(run):
    return checkpoint.load_state(run.checkpoints()[max(run.checkpoints())])


def bytes_of(run):
    return sum(path.stat().st_size for path in run.path.rglob("*") if path.stat().st_nlink == 1)


# what a branch is


@pytest.mark.parametrize("name", RUNS)
def test_an_unchanged_branch_equals_its_parent_bit_for_bit(
    name, parents, assert_same, without_times
):
    parent = parents(name)
    assert min(parent.moments()) == FIRST
    branch = fork(parent, FIRST, forked_config(parent, FIRST))
    assert TrainingRun(branch).train() == "done"
    assert_same(newest_state(branch), newest_state(parent))
    assert newest_state(branch)["step"] == FIRST // BATCH + UPDATES
    later = [row for row in parent.stats()[0] if row["images_seen"] > FIRST]
    assert without_times(branch.stats()[0]) == without_times(later)
    grids = {seen: path.read_bytes() for seen, path in branch.samples().items()}
    assert grids == {seen: parent.samples()[seen].read_bytes() for seen in grids}
    assert min(grids) == FIRST and len(grids) > 3
    assert branch.reals().read_bytes() == parent.reals().read_bytes()


def test_a_branch_remembers_its_parent_the_moment_and_what_was_changed(parent):
    branch = fork(parent, FIRST, forked_config(parent, FIRST, ["lr_D=1e-5", "lr_G=2e-4"]))
    assert branch.id[6:] == parent.id[6:] and branch.path.parent == parent.path.parent
    origin = branch.origin()
    assert (origin["run"], origin["images_seen"]) == (parent.id, FIRST)
    assert origin["changed"] == {"lr_D": [2e-4, 1e-5]}
    assert parent.origin() == {}
    status = branch.status()
    assert status["state"] == "queued" and status["images_seen"] == FIRST
    record = next(row for row in parent.stats()[0] if row["images_seen"] == FIRST)
    assert status["seconds"] == round(record["seconds"], 2)
    assert 0 < status["progress"] < 1


@pytest.mark.parametrize(
    "setting, value",
    [("lr_D", 1e-5), ("beta1", 0.9), ("adam_eps", 1e-3), ("loss", "hinge"), ("ema_kimg", 0.0)],
)
def test_a_changed_setting_counts_from_the_first_update_of_the_branch(setting, value, parent):
    states = []
    for assignments in ([], [f"{setting}={value}"]):
        config = forked_config(parent, FIRST, assignments, Budget("images", FIRST + 3 * BATCH))
        branch = fork(parent, FIRST, config)
        TrainingRun(branch).train()
        states.append(newest_state(branch))
        group = states[-1]["opt_D"]["param_groups"][0]
        settings = config.settings
        assert (*group["betas"], group["eps"]) == (
            settings.beta1, settings.beta2, settings.adam_eps,
        )  # fmt: skip
    networks = "G_ema" if setting == "ema_kimg" else "D"
    pairs = zip(states[0][networks].values(), states[1][networks].values(), strict=True)
    assert not all(torch.equal(before, after) for before, after in pairs)


def test_a_branch_is_whole_when_its_parent_is_deleted(parent, assert_same):
    expected = newest_state(parent)
    branch = fork(parent, FIRST, forked_config(parent, FIRST))
    shutil.rmtree(parent.path)
    assert TrainingRun(branch).train() == "done"
    assert_same(newest_state(branch), expected)
    second = fork(branch, FIRST, forked_config(branch, FIRST, budget=Budget("images", 2000)))
    assert second.origin()["run"] == branch.id
    assert second.status()["step"] == FIRST // BATCH and second.status()["seconds"] > 0


def test_ten_branches_cost_less_than_a_tenth_of_their_parent_each(parent):
    before = bytes_of(parent)
    branches = [fork(parent, FIRST, forked_config(parent, FIRST)) for _ in range(10)]
    assert sum(map(bytes_of, branches)) < before / 10
    for branch in branches:
        assert branch.checkpoints()[FIRST].samefile(parent.checkpoints()[FIRST])


def test_on_a_drive_without_second_names_the_checkpoint_is_copied(parent, monkeypatch):
    def refuse(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(durable_files.os, "link", refuse)
    branch = fork(parent, FIRST, forked_config(parent, FIRST))
    mine, theirs = branch.checkpoints()[FIRST], parent.checkpoints()[FIRST]
    assert not mine.samefile(theirs) and mine.read_bytes() == theirs.read_bytes()
    assert not list(branch.path.rglob("*.tmp"))


def test_a_branch_without_its_checkpoint_does_not_begin_anew(parent):
    branch = fork(parent, FIRST, forked_config(parent, FIRST))
    path = branch.checkpoints()[FIRST]
    path.unlink()
    path.write_bytes(b"damaged")
    with pytest.raises(GanError, match=f"fork {parent.id} again"):
        TrainingRun(branch).train()
    assert branch.status()["state"] == "failed"


def test_a_branch_may_begin_before_the_first_update(runs, image_folder, small, monkeypatch):
    run = begin(runs, image_folder, small)
    with monkeypatch.context() as patch:  # stopped while the first sample grid is drawn
        patch.setattr(RunDir, "write_reals", lambda self, png: self.request("stop"))
        assert TrainingRun(run).train() == "stopped" and list(run.checkpoints()) == [0]
    branch = fork(run, 0, forked_config(run, 0, budget=Budget("images", BATCH)))
    assert TrainingRun(branch).train() == "done"


def test_how_the_parent_was_adjusted_holds_in_the_branch(parent):
    only_g = Adjustment(lr_multiplier_D=0.0)
    parent.append_change({"images_seen": FIRST - BATCH, "step": 12, **only_g.to_json()})
    parent.append_change({"images_seen": FIRST + BATCH, "step": 14, **Adjustment().to_json()})
    branch = fork(parent, FIRST, forked_config(parent, FIRST))
    (change,) = branch.changes()[0]
    assert Adjustment.from_json(change) == only_g
    assert (change["images_seen"], change["words"]) == (FIRST, "only G trains")
    later = max(parent.moments())
    branch = fork(parent, later, forked_config(parent, later, budget=Budget("images", 10**6)))
    assert branch.changes()[0] == []


# what is refused


def test_settings_that_shape_the_networks_are_named_with_the_reason(parent):
    for assignment, why in (
        ("z_dim=8", "z_dim cannot change at a fork, since G's first layer is as wide as z"),
        ("width=8", "the networks are built for it"),
        ("labels=true", "built for these classes"),
        ("spectral_norm=true", "part of D's layers"),
        ("seed=1", "trained on these images in this order"),
        ("image_size=32", "trained on these images"),
        ("flip=true", "trained on these images"),
        ("posthoc_ema=false", "begin with the run"),
        ("learning_rate=1", "no setting"),
        ("lr_D=2", "between"),
    ):
        with pytest.raises(GanError) as refused:
            forked_config(parent, FIRST, [assignment])
        assert why in str(refused.value) and "\n" not in str(refused.value), assignment
    before, _ = load_config(parent)
    assert forked_config(parent, FIRST, ["z_dim=4", "width=4"]) == before


def test_auto_is_not_chosen_again_at_a_fork(parents):
    parent = parents("quick")
    with pytest.raises(GanError, match="augment is chosen when a run begins"):
        forked_config(parent, FIRST, ["augment=auto"])


def test_a_budget_that_is_used_up_is_refused(parent):
    last = max(parent.checkpoints())
    with pytest.raises(GanError, match="used up at 904 images; give the branch a larger one"):
        forked_config(parent, last)
    assert forked_config(parent, last, budget=Budget("images", 1000)).budget.amount == 1000


def test_a_moment_without_a_checkpoint_is_refused_and_nothing_is_left(parent):
    kept = ", ".join(map(str, parent.checkpoints()))
    with pytest.raises(GanError, match=f"no checkpoint at 7 images; those it has are at {kept}"):
        fork(parent, 7, forked_config(parent, 7))
    config = forked_config(parent, FIRST)
    parent.checkpoints()[FIRST].unlink()
    with pytest.raises(GanError, match="no checkpoint at 104"):
        fork(parent, FIRST, config)
    assert [path.name for path in parent.path.parent.glob("0*")] == [parent.id]


def test_a_checkpoint_that_vanishes_at_that_moment_leaves_no_branch(parent, monkeypatch):
    config = forked_config(parent, FIRST)
    link = durable_files.link_or_copy

    def late(source, path):
        source.unlink()
        link(source, path)

    monkeypatch.setattr(durable_files, "link_or_copy", late)
    with pytest.raises(GanError, match="no checkpoint at 104"):
        fork(parent, FIRST, config)
    assert [path.name for path in parent.path.parent.glob("0*")] == [parent.id]


def test_a_fork_point_is_a_run_directory_and_images_seen(parent):
    assert fork_point(f"{parent.path}@{FIRST}")[1] == FIRST
    assert fork_point(str(parent.path))[1] == max(parent.checkpoints())
    for text, said in (
        ("@104", "no run directory"),
        (f"{parent.path}@5", "no checkpoint at 5 images"),
        (f"{parent.path}x@5", "no run directory"),
        ("a" * 5000, "no run directory"),
        (f"{parent.path}@{'9' * 5000}", "no run directory"),
        (f"{parent.path}@\u00b2", "no run directory"),
        (str(parent.path.parent), "config.json"),
    ):
        with pytest.raises(GanError, match=said):
            fork_point(text)


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_a_branch_may_change_leaves_the_networks_as_they_are(recipe):
    """So a new setting that shapes them has to say `fixed`."""
    chosen = RECIPES[recipe]
    plain = {"width": 8, "loss": "hinge", "real_label": 1.0, "target_noise": 0.0}
    first = settings_from(chosen.settings_type, plain)
    fields = [field for field in dataclasses.fields(first) if may_change(field)]
    assert {"lr_G", "loss", "augment", "keep_checkpoints"} <= {field.name for field in fields}
    shape = (chosen.channels[0], chosen.image_sizes[0], 3)

    def shapes(settings):
        with torch.device("meta"):
            return [
                {name: tensor.shape for name, tensor in network.state_dict().items()}
                for network in chosen.build_with(*shape, settings)
            ]

    before = shapes(first)
    for field in fields:
        for value in other_values(field):
            values = {**dataclasses.asdict(first), field.name: value}
            try:
                settings = settings_from(chosen.settings_type, values)
            except GanError:
                continue  # it contradicts the others
            assert shapes(settings) == before, (field.name, value)


def other_values(field):
    if field.metadata["choices"]:
        return field.metadata["choices"]
    if isinstance(field.default, bool):
        return (True, False)
    return (field.metadata["low"], field.metadata["high"])


# which checkpoints are kept


def test_a_run_keeps_moments_beside_the_checkpoints_it_resumes_from(
    runs, image_folder, small, monkeypatch
):
    monkeypatch.setattr(kept_moments, "MOST_MOMENTS", 3)
    kept = begin(runs, image_folder, small)
    TrainingRun(kept).train()
    assert len(kept.checkpoints()) == 3 + 2 and max(kept.checkpoints()) == 904
    older = list(kept.checkpoints())[:-2]  # the newest two may be the clock's
    assert older == kept.moments()[:3] and older[0] == FIRST
    off = begin(runs, image_folder, small, keep_checkpoints=False)
    TrainingRun(off).train()
    assert len(off.checkpoints()) <= 2 and max(off.checkpoints()) == 904
