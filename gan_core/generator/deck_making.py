"""Makes a deck of a run: reals that D never saw, fakes in the order of their seeds, D's logits.

Nothing is selected. Reals are the first of the test split, of every class as many; the fakes of a
moment are those of the seeds 0, 1, 2, ... D judges what a player sees: 8-bit pixels, without
augmentation or instance noise, in eval mode.
"""

import dataclasses
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from gan_core import GanError
from gan_core.config.train_config import Budget
from gan_core.data import images
from gan_core.data.catalog import DATASETS
from gan_core.data.image_set import ImageSet, load_images
from gan_core.data.images import to_float
from gan_core.generator.deck import COLUMNS, FAKES, LEAST, MOMENTS, REALS, Deck, write_deck
from gan_core.generator.deck_quality import SAMPLES, can_measure, quality_of
from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.metrics.discriminator_stats import UNCALIBRATED, preserved_state, run_in_batches
from gan_core.objectives.updates import in_eval_mode
from gan_core.runs import checkpoint
from gan_core.runs.description import describe_generator, to_nhwc
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Record, Trainer

PARTS = (0.04, 0.12, 0.35, 1.0)  # of the budget: most changes at first
Weights = dict[str, Tensor]


@dataclass
class Moments:
    """By images seen: fakes, uint8 [FAKES, H, W, C]; more of them, of a shipped data set; and D's
    weights where they are known."""

    fakes: dict[int, np.ndarray] = field(default_factory=dict)
    samples: dict[int, np.ndarray] = field(default_factory=dict)
    weights: dict[int, Weights] = field(default_factory=dict)

    def add(self, seen: int, session: GeneratorSession, dataset: str) -> None:
        """The fakes of G at this moment."""
        self.fakes[seen] = session.sample(range(FAKES))
        if can_measure(dataset):
            self.samples[seen] = session.sample(range(SAMPLES))


@dataclass(frozen=True)
class Items:
    """What every D judges: uint8 [N, C, H, W] and classes [N], if D is told any."""

    reals: Tensor
    real_classes: Tensor | None
    fakes: list[Tensor]  # of each moment
    fake_classes: Tensor | None


class MomentKeeper:
    """Called with each record of a training, it keeps G's fakes and D at each of PARTS."""

    def __init__(self) -> None:
        self.moments = Moments()
        self.trainer: Trainer | None = None

    def __call__(self, record: Record, trainer: Trainer) -> None:
        self.trainer = trainer
        if trainer.progress < PARTS[len(self.moments.fakes)]:
            return
        session = GeneratorSession(trainer.G_ema, describe_generator(trainer), trainer.device)
        state = trainer.gan.D.state_dict()
        self.moments.add(trainer.images_seen, session, trainer.config.dataset)
        self.moments.weights[trainer.images_seen] = {n: t.clone() for n, t in state.items()}


def moments_of(run: RunDir) -> Moments:
    """Up to MOMENTS generators of a run, from the first trained to the last, and the D it keeps.

    A run keeps many generators but only its newest checkpoints, so D is that of its end.
    """
    seen = [number for number in run.generators() if number]
    found = Moments()
    for number in spread(seen, MOMENTS):
        found.add(number, load_generator(run.generator_file(number)), run.config()["dataset"])
    number, weights = last_D(run)
    found.weights[number] = weights
    return found


def last_D(run: RunDir) -> tuple[int, Weights]:
    """(images seen, weights) of the newest D of a run that can be read."""
    for number, path in reversed(run.checkpoints().items()):
        try:
            return number, checkpoint.load_state(path)["D"]
        except (GanError, KeyError):
            continue  # damaged: the one before
    raise GanError(f"{run.id} has no checkpoint that can be read; resume it until it saves one.")


def spread(seen: list[int], count: int) -> list[int]:
    """At most `count` of these ascending numbers, from first to last at about equal ratios."""
    if len(seen) <= count:
        return seen
    wanted = np.geomspace(seen[0], seen[-1], count)
    places: list[int] = []
    for rank, target in enumerate(wanted):
        low, high = (places[-1] + 1 if places else 0), len(seen) - count + rank
        places.append(min(range(low, high + 1), key=lambda place: abs(seen[place] - target)))
    return [seen[place] for place in places]


def trainer_of(run: RunDir) -> Trainer:
    """The networks of a run on the CPU, untrained, with its data."""
    config, recipe = load_config(run)
    config = dataclasses.replace(config, device="cpu", budget=Budget())
    about = run.about()
    data = load_images(
        config.dataset, image_size=config.image_size, channels=config.channels,
        data_root=config.data_root, choices=config.image_choices,
        classes=tuple(about.get("class_names", ())),
    )  # fmt: skip
    if about.get("digest", data.digest) != data.digest:
        raise GanError(f"{data.name} has changed since {run.id}: which reals D saw is not known.")
    return Trainer(recipe, config, data)


def make_deck(
    folder: Path, trainer: Trainer, moments: Moments, others: Iterable[RunDir] = ()
) -> Deck:
    """Write the deck of `moments` to `folder`; D of `trainer` ends with the last known weights.

    D of each of the `others`, runs on the same data, judges the same items.
    """
    held_out, rows = held_out_reals(trainer)
    items = _items(trainer, held_out, rows, moments)
    discriminators = []
    for seen, weights in sorted(moments.weights.items()):
        trainer.gan.D.load_state_dict(weights)
        discriminators.append({"images_seen": seen} | _judged(trainer, items))
    config = trainer.config
    known = DATASETS.get(config.dataset)
    about: dict[str, Any] = {
        "title": f"{known.title if known else trainer.data.name}, {config.recipe}",
        "data": held_out.source,
        "kind": trainer.data.name,
        "recipe": config.recipe,
        "seed": config.seed,
        "image_size": trainer.data.image_size,
        "channels": trainer.data.channels,
        "class_names": list(trainer.conditions.names),
        "reals": {"split": "test", "index": rows.tolist(), "class": _list(items.real_classes)},
        "fakes": {"seed": list(range(FAKES)), "class": _list(items.fake_classes)},
        "moments": list(moments.fakes),
        "discriminators": discriminators,
        "threshold": _threshold(trainer),
        "others": [_other(run, trainer, items) for run in others],
        "quality": quality_of(trainer, [*moments.samples.values()]),
    }
    sheet = _sheet([to_nhwc(items.reals), *moments.fakes.values()])
    return write_deck(folder, about, sheet)


def _items(trainer: Trainer, held_out: ImageSet, rows: Tensor, moments: Moments) -> Items:
    count = trainer.num_classes
    real_classes = trainer.conditions.labels_of(held_out, rows) if count else None
    if count and real_classes is None:
        raise GanError(
            f"D is told the classes of {held_out.name}, but its test images have none: put them "
            "into folders of their classes, like the training images."
        )
    fakes = [torch.from_numpy(part).permute(0, 3, 1, 2) for part in moments.fakes.values()]
    fake_classes = torch.arange(FAKES) % count if count else None
    return Items(held_out.images[rows], real_classes, fakes, fake_classes)


def _judged(trainer: Trainer, items: Items) -> dict[str, Any]:
    """The logits of the D of `trainer` for all items."""
    return {
        "reals": logits(trainer, items.reals, items.real_classes),
        "fakes": [logits(trainer, part, items.fake_classes) for part in items.fakes],
    }


def _other(run: RunDir, own: Trainer, items: Items) -> dict[str, Any]:
    """What D of another run says of the items; it must not have seen these reals either."""
    other = trainer_of(run)
    fits = (other.data.channels, other.data.image_size) == (own.data.channels, own.data.image_size)
    told = other.num_classes == 0 or other.conditions.names == own.conditions.names
    if not (fits and told):
        raise GanError(f"D of {run.id} is for images of another size, or for other classes.")
    trained = set(map(_checksum, other.data.images.numpy()))
    if any(_checksum(image) in trained for image in items.reals.numpy()):
        raise GanError(f"D of {run.id} was trained on some of the reals of this deck.")
    seen, weights = last_D(run)
    other.gan.D.load_state_dict(weights)
    if not other.num_classes:
        items = Items(items.reals, None, items.fakes, None)
    return {
        "title": f"{other.config.recipe}, seed {other.config.seed}",
        "images_seen": seen,
        "threshold": _threshold(other),
        **_judged(other, items),
    }


def _threshold(trainer: Trainer) -> str:
    return "midpoint" if trainer.config.settings.loss in UNCALIBRATED else "zero"


def held_out_reals(trainer: Trainer) -> tuple[ImageSet, Tensor]:
    """The test split and the rows [N] to use: none is, byte for byte, a training image.

    Raises GanError where nothing, or too little, is held out.
    """
    config, data = trainer.config, trainer.data
    try:
        held_out = load_images(
            config.dataset, image_size=data.image_size, channels=data.channels,
            data_root=config.data_root, split="test", progress=None, classes=data.class_names,
            choices=config.image_choices,
        )  # fmt: skip
    except GanError as error:
        if config.dataset in DATASETS:
            raise
        raise GanError(
            f"{data.name} has no images that D has not seen: put some into a folder test, beside "
            "train, and train again."
        ) from error
    trained = set(map(_checksum, data.images.numpy()))
    unseen = [
        row for row, image in enumerate(held_out.images.numpy()) if _checksum(image) not in trained
    ]
    rows = torch.tensor(balanced(unseen, held_out.labels, held_out.num_classes, REALS))
    if len(rows) < LEAST:
        raise GanError(
            f"{data.name} has {len(rows)} images that D has not seen; a deck needs {LEAST}."
        )
    return held_out, rows


def _checksum(image: np.ndarray) -> bytes:
    return hashlib.blake2b(image.tobytes(), digest_size=16).digest()


def balanced(rows: Iterable[int], labels: Tensor | None, classes: int, count: int) -> list[int]:
    """The first `count` of `rows`, of each class the same number while there are enough."""
    if labels is None or not classes:
        return list(rows)[:count]
    of_class: dict[int, int] = {}
    place = {}
    for row in rows:
        label = int(labels[row])
        place[row] = of_class.get(label, 0)
        of_class[label] = place[row] + 1
    return sorted(place, key=lambda row: (place[row], int(labels[row])))[:count]


def logits(trainer: Trainer, pixels: Tensor, labels: Tensor | None) -> list[float]:
    """D's logits for uint8 [N, C, H, W] and their classes [N], if D is told any."""
    D, settings = trainer.gan.D, trainer.config.settings
    real = to_float(pixels.to(trainer.device), trainer.recipe.data_range)
    c = None
    if labels is not None:
        c = F.one_hot(labels, trainer.num_classes).float().to(trainer.device)
    with preserved_state((D,), trainer.device, seed=0), in_eval_mode(D):
        found = run_in_batches(D, real, c, settings.batch_size)
    return [round(value, 4) for value in found.float().flatten().tolist()]


def _list(labels: Tensor | None) -> list[int]:
    return [] if labels is None else labels.tolist()


def _sheet(parts: list[np.ndarray]) -> bytes:
    stream = io.BytesIO()
    grid = images.grid(np.concatenate(parts), COLUMNS)
    images.to_pil(grid).save(stream, "PNG", optimize=True)
    return stream.getvalue()
