"""evaluate: measure a generator against real images and print the figures as JSON."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from gan_core import GanError

LEAST, MOST = 20, 100_000  # samples


@dataclass(frozen=True)
class Evaluate:
    """Measure a generator: distances, density, coverage, classes, each beside its real floor."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    dataset: str = ""
    """Data set, or folder or archive of images; what the generator was trained on unless given."""
    samples: int = 10_000
    """How many images are drawn; seeds 0, 1, 2, ..."""
    inception: bool = False
    """Also the FID of the literature, by torch-fidelity; slow, and fetches 90 MB the first time."""
    device: str = "cpu"
    """cpu, cuda, mps or auto."""
    data_root: Path | None = None
    """Folder of the data sets."""
    like: str = ""
    """Named data set that a folder or archive is a copy of; its features then do the looking."""

    def run(self) -> None:
        """Measure and print one JSON object."""
        from gan_core.generator.session import load_generator
        from gan_core.training import devices

        if not LEAST <= self.samples <= MOST:
            raise GanError(f"--samples is {LEAST} to {MOST:,}, not {self.samples}.")
        session = load_generator(self.model, device=str(devices.choose(self.device)))
        dataset = self.dataset or self._trained_on(session.about.get("dataset"))
        root, inception = self.data_root, self.inception
        figures = evaluate(session, dataset, self.samples, root, self.like, inception)
        print(json.dumps({"model": self.model, **figures}, indent=2))

    def _trained_on(self, dataset: Any) -> str:
        """The data set that the generator names, if it is there to compare with."""
        from gan_core.data.catalog import DATASETS

        if str(dataset) not in DATASETS and not os.path.exists(str(dataset)):
            raise GanError(
                f"{self.model} was trained on {dataset}, which is not here; "
                "say what to compare it with by --dataset."
            )
        return str(dataset)


def evaluate(
    session: Any,
    dataset: str,
    samples: int,
    data_root: Path | None = None,
    like: str = "",
    inception: bool = False,
) -> dict[str, Any]:
    """Every measure of seeds 0 to `samples` - 1 of a GeneratorSession; plain numbers."""
    import torch

    from gan_core.metrics import evaluator
    from gan_core.metrics.kernel_distance import SUBSET_SIZE, SUBSETS, kid_of_subsets

    shape = {"channels": session.channels, "image_size": session.image_size}
    reals = evaluator.load_real_images(dataset, **shape, data_root=data_root)
    if like:
        reals = dataclasses.replace(reals, dataset=like)
    seeing = evaluator.finish(evaluator.prepare(reals, session.device))
    labels = None
    if session.num_classes and seeing.config.class_names == session.class_names:
        labels = seeing.labels_like_real(samples)
    drawn = session.sample(range(samples), None if labels is None else labels.tolist())
    drawn = torch.from_numpy(drawn).permute(0, 3, 1, 2)
    fake, reference = seeing.look(drawn, labels), seeing.reference
    mean, deviation = kid_of_subsets(fake.features, reference.real.features)
    figures = {
        **seeing.facts(), **reference.evaluate(fake),
        "kid_subsets": {
            "subsets": SUBSETS, "size": min(SUBSET_SIZE, samples), "mean": mean, "std": deviation,
        },
    }  # fmt: skip
    if inception:
        from gan_core.metrics.inception import inception_fid

        real = reals.held_out or reals.train
        cuda = session.device.type == "cuda"
        figures["fid_inception"] = inception_fid(drawn, real.images, cuda)
        figures["fid_inception_samples"] = [samples, len(real)]
    return evaluator.plain(figures)
