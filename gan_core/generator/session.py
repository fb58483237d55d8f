"""A loaded generator: seeds, classes and truncation in, uint8 images out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gan_core import GanError, unknown
from gan_core.data.images import to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latents
from gan_core.generator.importing import refusal
from gan_core.generator.shipped import generator_path
from gan_core.recipes.generators import data_range_of
from gan_core.runs.checkpoint import NoGeneratorFile, load_generator_file, load_state
from gan_core.runs.run_dir import RunDir

BATCH = 256  # images per forward pass; limits the memory of a large request


class GeneratorSession:
    """G_ema in eval mode and the description in its file. Read-only, so threads may share it."""

    def __init__(
        self,
        G: nn.Module,
        about: dict[str, Any],
        device: torch.device | str = "cpu",
        path: Path | None = None,
    ):
        self.G, self.about, self.device = G.to(device), about, torch.device(device)
        self.path = path  # of its file
        self.data_range = data_range_of(about)
        self.z_dim = int(about["settings"]["z_dim"])
        self.num_classes = int(about["num_classes"])
        self.class_names = tuple(str(name) for name in about.get("class_names", ()))
        self.channels, self.image_size = int(about["channels"]), int(about["image_size"])

    def sample(
        self,
        seeds: Sequence[int],
        classes: Sequence[int] | None = None,
        truncation: float | None = None,
    ) -> np.ndarray:
        """Images of these seeds, uint8 [N, H, W, C].

        With labels and without `classes`, seed s has class s modulo the number of classes, as in
        the sample grids of training.
        """
        z = latents.truncate(z_from_seeds(seeds, self.z_dim), truncation)
        return self.images(z, self.class_weights(seeds, classes))

    @torch.inference_mode()
    def images(self, z: Tensor, c: Tensor | None = None) -> np.ndarray:
        """Images of z [N, z_dim], class weights c [N, num_classes] or None; uint8 [N, H, W, C]."""
        if (c is None) != (self.num_classes == 0):
            raise GanError(
                "A generator trained with labels needs class weights, and one without has none."
            )
        batches = []
        for start in range(0, len(z), BATCH):
            part = None if c is None else c[start : start + BATCH].to(self.device)
            generated = self.G(z[start : start + BATCH].to(self.device), part)
            batches.append(to_uint8(generated, self.data_range))
        shape = (0, self.image_size, self.image_size, self.channels)
        return np.concatenate(batches) if batches else np.zeros(shape, np.uint8)

    def labels(
        self, seeds: Sequence[int], classes: Sequence[int] | None = None
    ) -> list[int] | None:
        """The class of each seed, or None for a generator without labels."""
        if not self.num_classes:
            if classes is not None:
                raise GanError("This generator was trained without labels; leave the class out.")
            return None
        if classes is None:
            return [int(seed) % self.num_classes for seed in seeds]
        for index in classes:
            if not 0 <= index < self.num_classes:
                raise GanError(f"Classes run from 0 to {self.num_classes - 1}, not {index}.")
        return list(classes)

    def class_weights(
        self, seeds: Sequence[int], classes: Sequence[int] | None = None
    ) -> Tensor | None:
        """One-hot rows [N, num_classes] for `labels(seeds, classes)`, or None without labels."""
        labels = self.labels(seeds, classes)
        if labels is None:
            return None
        indices = torch.tensor(labels, dtype=torch.long)  # dtype matters for an empty list
        return torch.nn.functional.one_hot(indices, self.num_classes).float()

    def class_index(self, word: str) -> int:
        """The index of a class from its name (in any case) or its number, from 0.

        Where the names are numbers, a number is a name: of folders 1 to 12 there is no 0.
        """
        names = [name.lower() for name in self.class_names]
        if word.lower() in names:
            return names.index(word.lower())
        if names and all(name.isdecimal() for name in names):
            raise unknown("class", word, self.class_names)
        if word.isdecimal() and int(word) < max(1, self.num_classes):
            self.labels([0], [int(word)])
            return int(word)
        if not self.num_classes:
            raise GanError("This generator was trained without labels; leave the class out.")
        raise unknown("class", word, self.class_names, f", or 0 to {self.num_classes - 1}")


def load_generator(model: str | Path, device: str = "cpu") -> GeneratorSession:
    """The generator called `model` in pretrained/, of a run directory or in a generator file."""
    path = generator_path(model)
    try:
        return GeneratorSession(*load_generator_file(path), device=device, path=path)
    except NoGeneratorFile as error:
        raise refusal(path) from error


def load_raw_generator(run: RunDir, images_seen: int) -> GeneratorSession:
    """G itself from a checkpoint of a run; generator files contain its average G_ema."""
    like = list(run.generators().values())
    if not like:
        raise GanError(f"{run.id} has no snapshot yet; let the run train a little first.")
    G, about = load_generator_file(like[-1])
    state = load_state(run.checkpoint_file(images_seen))
    try:
        G.load_state_dict(state["G"])
    except (KeyError, RuntimeError) as error:
        raise GanError(
            f"The checkpoint at {images_seen:,} images does not fit {run.id}; choose another."
        ) from error
    return GeneratorSession(G, {**about, "images_seen": images_seen, "raw": True})
