"""How much faster is this engine than a typical tutorial's loop? Images per second, same networks.

The plain loop: a Dataset of PIL images with torchvision transforms and a DataLoader with two
workers, Adam with its defaults, eager steps in which every `.backward()` computes all gradients,
and three `.item()` per step. The engine: the recipe as `python -m gan_core train` runs it on this
machine. Both use the same networks, batch size, loss and penalties.
"""

import dataclasses
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import tyro
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from benchmarks.report import write_report
from gan_core.config.train_config import Budget
from gan_core.config.training_options import TrainingOptions
from gan_core.data.image_set import ImageSet, load_images
from gan_core.objectives import losses
from gan_core.objectives.updates import penalty_due
from gan_core.recipes import find_recipe
from gan_core.recipes.base import Recipe
from gan_core.recipes.layer_table import layer_tables
from gan_core.training import devices
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer


@dataclass(frozen=True)
class Throughput:
    """Time both loops alternately, for each recipe."""

    recipes: tuple[str, ...] = ("quick", "dcgan")
    """Recipes to time; only those whose step is one update of D, then one of G."""
    dataset: str = "fashion-mnist"
    """Data set."""
    pairs: int = 5
    """Number of pairs of timings."""
    seconds: float = 10.0
    """Length of one timing."""
    device: str = "auto"
    """auto, cpu or cuda."""
    set: tuple[str, ...] = ()
    """Settings for every recipe as key=value."""


def main(options: Throughput) -> None:
    results = {name: compare(name, options) for name in options.recipes}
    write_report("throughput", dataclasses.asdict(options), results)


def compare(name: str, options: Throughput) -> dict[str, float | str]:
    """Medians of both loops and of the ratios within the pairs."""
    config = resolve_config(
        name, options.dataset, budget=Budget("images", 1e9), device=options.device,
        settings=options.set,
    )  # fmt: skip
    data = load_images(config.dataset, image_size=config.image_size, channels=config.channels)
    recipe = find_recipe(name)
    trainer, plain = (
        Trainer(recipe, config, data),
        PlainLoop(recipe, config.settings, data, torch.device(config.device)),
    )
    for step in (trainer.train_step, plain.step):
        speed(step, config.settings.batch_size, 2.0, trainer.device)  # warm-up
    engine_speeds, plain_speeds = [], []
    for pair in range(options.pairs):
        for speeds, step in ((engine_speeds, trainer.train_step), (plain_speeds, plain.step)):
            batch = config.settings.batch_size
            speeds.append(speed(step, batch, options.seconds, trainer.device))
        print(f"{name}, pair {pair + 1}: engine {engine_speeds[-1]:,.0f} img/s, "
              f"plain {plain_speeds[-1]:,.0f} img/s")  # fmt: skip
    ratios = [a / b for a, b in zip(engine_speeds, plain_speeds, strict=True)]
    found = {
        "engine_images_per_second": round(statistics.median(engine_speeds), 1),
        "plain_images_per_second": round(statistics.median(plain_speeds), 1),
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
        "precision": config.settings.precision,
        **roofline(trainer, statistics.median(engine_speeds)),
        "device": devices.describe(trainer.device),
        "threads": torch.get_num_threads(),
    }
    print(f"{name}: {found}")
    return found


def roofline(trainer: Trainer, images_per_second: float) -> dict[str, float]:
    """FLOP/s of training, and their share of those of one large matrix product on this device.

    One image costs as much as four forward passes of G (one for D's update, three for G's forward
    and backward) and eight of D (three each for reals and fakes, two for the fakes of G's update),
    plus three for each penalty when it is due.
    """
    settings, data = trainer.config.settings, trainer.data
    G, D = layer_tables(
        trainer.recipe, data.channels, data.image_size, trainer.num_classes, settings
    )
    penalties = 3 * (bool(settings.r1_gamma) + bool(settings.r2_gamma)) / settings.penalty_every
    flop_per_image = 2 * (4 * G.macs + (8 + penalties) * D.macs)
    reached = flop_per_image * images_per_second
    peak = matrix_product(trainer.device, settings.precision)
    return {
        "gflop_per_second": round(reached / 1e9, 1),
        "matrix_product_gflop_per_second": round(peak / 1e9, 1),
        "share_of_matrix_product": round(reached / peak, 3),
    }


def matrix_product(device: torch.device, precision: str) -> float:
    """FLOP/s of a square matrix product in the networks' number format, the best of six."""
    side = 8192 if device.type == "cuda" else 1024
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    a = torch.ones(side, side, device=device, dtype=kind)
    fastest = math.inf
    for _ in range(6):
        devices.synchronize(device)
        start = time.perf_counter()
        a @ a
        devices.synchronize(device)
        fastest = min(fastest, time.perf_counter() - start)
    return 2 * side**3 / fastest


def speed(step: Callable[[], object], batch: int, seconds: float, device: torch.device) -> float:
    """Images per second of `step` over at least `seconds`."""
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        step()
        steps += 1
    devices.synchronize(device)
    return steps * batch / (time.perf_counter() - start)


class PILImages(Dataset):
    """Like torchvision's own data sets: one PIL image at a time, with transforms."""

    def __init__(self, data: ImageSet):
        self.images = data.images.permute(0, 2, 3, 1).squeeze(-1).numpy()
        self.labels = data.labels
        half = (0.5,) * data.channels
        self.transform = transforms.Compose(
            [transforms.ToTensor(), transforms.Normalize(half, half)]
        )

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(Image.fromarray(self.images[index])), int(self.labels[index])


class PlainLoop:
    """The usual loop: D on reals and on fakes, backward; D on fakes again, backward; `.item()`."""

    def __init__(
        self, recipe: Recipe, settings: TrainingOptions, data: ImageSet, device: torch.device
    ):
        self.settings, self.device, self.steps = settings, device, 0
        self.classes = data.num_classes if settings.labels else 0
        shape = (data.channels, data.image_size, self.classes)
        self.G, self.D = (net.to(device) for net in recipe.build_with(*shape, settings))
        betas = (settings.beta1, settings.beta2)
        self.opt_G = torch.optim.Adam(self.G.parameters(), settings.lr_G, betas)
        self.opt_D = torch.optim.Adam(self.D.parameters(), settings.lr_D, betas)
        loader = DataLoader(
            PILImages(data), settings.batch_size, shuffle=True, num_workers=2, drop_last=True
        )
        self.batches = endless(loader)

    def step(self) -> tuple[float, float, float]:
        settings, (real, labels) = self.settings, next(self.batches)
        real = real.to(self.device)
        c = None
        if self.classes:
            c = nn.functional.one_hot(labels, self.classes).float().to(self.device)
        z = torch.randn(len(real), settings.z_dim, device=self.device)
        fake, due = self.G(z, c), penalty_due(settings, self.steps)

        self.opt_D.zero_grad()
        inputs = real.requires_grad_(due), fake.detach().requires_grad_(due)
        real_logits, fake_logits = self.D(inputs[0], c), self.D(inputs[1], c)
        loss_D = sum(losses.loss_D(settings.loss, real_logits, fake_logits))
        if due:
            for images, logits in zip(inputs, (real_logits, fake_logits), strict=True):
                (gradient,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
                weight = settings.penalty_every * settings.r1_gamma / 2
                loss_D = loss_D + weight * gradient.flatten(1).square().sum(1).mean()
        loss_D.backward()
        self.opt_D.step()

        self.opt_G.zero_grad()
        fake_logits = self.D(fake, c)
        real_logits = self.D(real.detach(), c) if settings.loss == "relativistic" else None
        loss_G = losses.loss_G(settings.loss, fake_logits, real_logits)
        loss_G.backward()
        self.opt_G.step()
        self.steps += 1
        return loss_D.item(), loss_G.item(), torch.sigmoid(fake_logits).mean().item()


def endless(loader: DataLoader):
    while True:
        yield from loader


if __name__ == "__main__":
    main(tyro.cli(Throughput))
