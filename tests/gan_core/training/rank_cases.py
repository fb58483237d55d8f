"""Runs of a few updates on one process and on several, for test_ranks.py."""

import math
import multiprocessing

CASES = {
    "quick": ("quick", {}),
    "dcgan": ("dcgan", {"labels": True}),
    "cgan_fashion": ("cgan_fashion", {}),
    "cgan_cifar10": ("cgan_cifar10", {}),
    "dcgan64": ("dcgan64", {}),
    # with dropout in D
    "keras_dcgan": ("keras_dcgan", {}),
    "tconv_mlp": ("tconv_mlp", {}),
    "fashiongan": ("fashiongan", {}),
    # with everything that draws numbers, mixes the batch or differentiates twice
    "noise": ("quick", {
        "augment": "all", "instance_noise": 0.2, "minibatch_std": True, "penalty_every": 2,
        "anneal": 0.5,
    }),
    "wasserstein": ("dcgan", {
        "loss": "wasserstein", "gp_weight": 10.0, "d_steps": 2, "r1_gamma": 0.1,
    }),
    "spectral": ("dcgan64", {"spectral_norm": True, "target_noise": 0.1, "loss": "least_squares"}),
}  # fmt: skip
IMAGES = 21  # whole epochs of batches of 8 end with one of 5
UPDATES = 8


def train(case, ranks, double=True, change=None):
    """(weights of G, D and G_ema, last losses) after some updates, as plain lists.

    `change` is called with the trainer before the fourth; it may return another one to go on with.
    """
    import torch

    from gan_core.recipes import RECIPES
    from gan_core.training.trainer import Trainer
    from tests.conftest import drawn_set, tiny_config

    name, settings = CASES[case]
    recipe = RECIPES[name]
    data = drawn_set(IMAGES, recipe.image_sizes[0], recipe.channels[0])
    torch.set_default_dtype(torch.float64 if double else torch.float32)
    trainer = Trainer(recipe, tiny_config(recipe=name, images=8 * UPDATES, **settings), data, ranks)
    losses = {}
    for step in range(UPDATES):
        if change and step == 3:
            trainer = change(trainer) or trainer
        losses = trainer.train_step()
    parts = trainer.gan.G, trainer.gan.D, trainer.G_ema
    weights = {
        f"{name}.{key}": value.double().flatten().tolist()
        for name, part in zip("GDE", parts, strict=True)
        for key, value in part.state_dict().items()
    }
    return weights, {name: float(value) for name, value in losses.items()}


def as_rank(rank, size, store, jobs, answers):
    """The main function of a process: train each of `jobs`, (case, double, change)."""
    from gan_core.training import rank_processes, trainer
    from gan_core.training.ranks import Ranks
    from tests.conftest import tiny_config

    ranks = Ranks()
    if size > 1:
        ranks.rank, ranks.size = rank, size
        job = rank_processes.Job(tiny_config(), (), "", store, size)
        rank_processes._meet(rank, job)
    in_double(trainer)
    answers.put((rank, [train(case, ranks, *how) for case, *how in jobs]))


def in_double(trainer):
    """Images and classes in the precision of the networks, which is single in a real run."""
    import torch

    to_float, one_hot = trainer.to_float, trainer.Trainer._one_hot

    def images(*arguments):
        return to_float(*arguments).to(torch.get_default_dtype())

    def classes(self, labels):
        found = one_hot(self, labels)
        return None if found is None else found.to(torch.get_default_dtype())

    trainer.to_float, trainer.Trainer._one_hot = images, classes


def run_ranks(size, folder, jobs):
    """What each rank has trained: a list of (weights, losses) for each, rank 0's first."""
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(kind)
    if kind == "forkserver":
        context.set_forkserver_preload(["pytest", "torch._dynamo", "gan_core.runs.training_run"])
    answers = context.Queue()
    store = folder / f"meeting-{size}"
    processes = [
        context.Process(target=as_rank, args=(rank, size, store, jobs, answers), daemon=True)
        for rank in range(size)
    ]
    for process in processes:
        process.start()
    found = dict(answers.get(timeout=300) for _ in processes)
    for process in processes:
        process.join(30)
    return [found[rank] for rank in range(size)]


def difference(one, other):
    """The largest relative distance of two runs in the weights of a layer or in a loss."""
    (weights, losses), (other_weights, other_losses) = one, other
    assert weights.keys() == other_weights.keys() and losses.keys() == other_losses.keys()
    apart = [
        math.dist(weights[k], other_weights[k]) / (math.hypot(*weights[k]) or 1) for k in weights
    ]
    return max(*apart, *(abs(losses[k] - other_losses[k]) / (abs(losses[k]) or 1) for k in losses))
