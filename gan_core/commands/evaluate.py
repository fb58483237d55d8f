"""evaluate: metrics of a generator's samples compared with real images, as JSON."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tyro

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices, image_choices_from
from gan_core.runs.run_dir import run_of_generator

if TYPE_CHECKING:
    from gan_core.generator.session import GeneratorSession

MIN_SAMPLES, MAX_SAMPLES = 20, 100_000
AS_PUBLISHED = ImageChoices(background="black")


@dataclass(frozen=True)
class Evaluate:
    """Evaluate a generator: distances, density, coverage and classes, each also for real images."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    dataset: str = ""
    """Data set, or folder or archive of images; default: what the generator was trained on."""
    samples: int = 10_000
    """Number of samples, of seeds 0, 1, 2, ..."""
    inception: bool = False
    """Also compute the usual FID, by torch-fidelity; slow, and downloads 90 MB the first time."""
    device: str = "cpu"
    """cpu, cuda, mps or auto."""
    data_root: Path | None = None
    """Folder of the data sets."""
    like: str = ""
    """Named data set that the folder or archive is a copy of; its feature network is then used."""
    ema: float | None = None
    """EMA length of a run's generator, as a share of the run, instead of G_ema's; 0.03 to 0.25."""

    def run(self) -> None:
        """Evaluate and print one JSON object."""
        from gan_core.generator.averages import load_with_ema
        from gan_core.training import devices

        if not MIN_SAMPLES <= self.samples <= MAX_SAMPLES:
            raise GanError(
                f"--samples must be from {MIN_SAMPLES} to {MAX_SAMPLES:,}, not {self.samples}."
            )
        session = load_with_ema(self.model, self.ema, str(devices.choose(self.device)))
        dataset, root, choices = self.dataset, self.data_root, AS_PUBLISHED
        if not dataset and (config := self._config()):  # exactly the images of the run
            dataset, choices = config["dataset"], image_choices_from(config.get("image_choices"))
            root = root or config.get("data_root")
        dataset = self._available(dataset or session.about.get("dataset"))
        metrics = evaluate(session, dataset, self.samples, root, self.like, self.inception, choices)
        of = {"model": self.model} | ({} if self.ema is None else {"ema_length": self.ema})
        print(json.dumps({**of, **metrics}, indent=2))

    def _config(self) -> dict[str, Any] | None:
        """config.json of the run whose generator this is; None for any other generator."""
        run = run_of_generator(Path(self.model))
        return run.config() if run else None

    def _available(self, dataset: Any) -> str:
        """The data set, by name or path. GanError if it is not available."""
        from gan_core.data.catalog import DATASETS

        if self.dataset:
            return self.dataset
        if not dataset:
            raise GanError(
                f"{self.model} does not say what it was trained on; choose the images to compare "
                "it with by --dataset."
            )
        if str(dataset) not in DATASETS and not os.path.exists(str(dataset)):
            raise GanError(
                f"{self.model} was trained on {dataset}, which is not available; choose the images "
                "to compare it with by --dataset."
            )
        return str(dataset)


def evaluate(
    session: "GeneratorSession",
    dataset: str,
    samples: int,
    data_root: Path | None = None,
    like: str = "",
    inception: bool = False,
    choices: ImageChoices = AS_PUBLISHED,
) -> dict[str, Any]:
    """All metrics of the samples of seeds 0 to `samples` - 1, as JSON values."""
    import torch

    from gan_core.metrics import evaluator
    from gan_core.metrics.kernel_distance import SUBSET_SIZE, SUBSETS, kid_of_subsets
    from gan_core.metrics.sliced_distance import sliced_wasserstein

    reals = evaluator.load_real_images(
        dataset, channels=session.channels, image_size=session.image_size, data_root=data_root,
        choices=choices,
    )  # fmt: skip
    if like:
        reals = dataclasses.replace(reals, dataset=like)
    prepared = evaluator.run_to_end(evaluator.prepare(reals, session.device))
    labels = None
    if session.num_classes and prepared.config.class_names == session.class_names:
        labels = prepared.proportional_labels(samples)
    pixels = session.sample(range(samples), None if labels is None else labels.tolist())
    fakes = torch.from_numpy(pixels).permute(0, 3, 1, 2)
    fake, reference = prepared.extract(fakes, labels), prepared.reference
    mean, std = kid_of_subsets(fake.features, reference.real.features)
    metrics = {
        **prepared.describe(), **reference.evaluate(fake),
        "kid_subsets": {
            "subsets": SUBSETS, "size": min(SUBSET_SIZE, len(fake), len(reference.real)),
            "mean": mean, "std": std,
        },
    }  # fmt: skip
    count = metrics["samples"]  # in proportion to the classes, by which the samples are sorted
    some, ideal = fake[torch.arange(count) * len(fake) // count], reference.baseline[:count]
    for name, images in (("sliced_wasserstein", some), ("sliced_wasserstein_floor", ideal)):
        metrics[name] = sliced_wasserstein(images.features, reference.real.features)
    if inception:
        from gan_core.metrics.inception import inception_fid

        real = reals.held_out or reals.train
        cuda = session.device.type == "cuda"
        metrics["fid_inception"] = inception_fid(fakes, real.images, cuda)
        metrics["fid_inception_samples"] = [samples, len(real)]
    return evaluator.rounded(metrics)
