"""ship: put a run's generator into pretrained/, with a card that says how it came about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from gan_core.errors import GanError

SAMPLES = 10_000
FILES = ("generator.safetensors", "config.json", "metrics.json", "samples.png", "README.md")


@dataclass(frozen=True)
class Ship:
    """Copy the newest generator of a run into pretrained/NAME, measure it and write its card."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory of a finished run."""
    name: tyro.conf.Positional[str]
    """Name in pretrained/."""
    command: str = ""
    """The command that trained it, as it is to stand on the card."""
    weaknesses: str = ""
    """What it does badly, as it is to stand on the card."""

    def run(self) -> None:
        """Measure, write the five files, print the folder."""
        from gan_core import atomic, images
        from gan_core.generator import load_generator
        from gan_core.models import PRETRAINED
        from gan_core.run_dir import RUN_ID, RunDir

        if RUN_ID.fullmatch(f"00000-{self.name}") is None:
            raise GanError("A name is lower-case letters, digits, dots and dashes.")
        run = RunDir(self.run_dir)
        generators = run.generators()
        if run.status()["state"] != "done" or not generators:
            raise GanError(f"{run.id} is not done; let it use its budget before it is shipped.")
        newest = list(generators.values())[-1]
        session = load_generator(newest)
        metrics = {**_facts(run, self.command), **_measure(session, run.config())}
        folder = PRETRAINED / self.name
        folder.mkdir(parents=True, exist_ok=True)
        tiles = session.sample(range(8 * images.sheet_columns(session.num_classes)))
        sheet = images.sheet(tiles, images.sheet_columns(session.num_classes))
        atomic.write_bytes(folder / FILES[0], newest.read_bytes())
        config = {key: value for key, value in run.config().items() if key != "data_root"}
        atomic.write_json(folder / FILES[1], config)
        atomic.write_json(folder / FILES[2], metrics)
        atomic.write_bytes(folder / FILES[3], images.png(sheet, scale=2))
        card = write_card(self.name, metrics, self.weaknesses)
        atomic.write_bytes(folder / FILES[4], card.encode())
        print(folder)


def _facts(run: Any, command: str) -> dict[str, Any]:
    status, about = run.status(), run.about()
    rows, _ = run.stats()
    last = [row for row in rows if row["images_seen"] > 0.98 * status["images_seen"]]
    names = ("loss/G", "loss/D", "score/real", "score/fake")
    return {
        "command": command,
        "machine": about["device"],
        "threads": about["threads"],
        "torch": about["torch"],
        "training_seconds": round(status["seconds"]),
        "images_seen": status["images_seen"],
        "epochs": round(status["epoch"], 2),
        "seed": run.config()["seed"],
        "parameters": about["parameters"],
        "last_2_percent": {n: round(sum(row[n] for row in last) / len(last), 4) for n in names},
    }


def _measure(session: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Figures of `SAMPLES` samples against the test images, beside those of real images."""
    import torch

    from gan_core.catalog import DATASETS
    from gan_core.data import load_images
    from gan_core.pixel_measures import PixelMeasures

    if config["dataset"] not in DATASETS:
        return {}
    shape = {"image_size": session.image_size, "channels": session.channels}
    shape["data_root"] = config.get("data_root")
    train = load_images(config["dataset"], **shape)
    test = load_images(config["dataset"], **shape, split="test")
    measures = PixelMeasures(train.images, train.labels)
    seeds = range(SAMPLES)
    drawn = torch.from_numpy(session.sample(seeds)).permute(0, 3, 1, 2)
    same_count = train.images[: len(test)]
    figures: dict[str, Any] = {
        "samples": SAMPLES,
        "test_images": len(test),
        "fd_pixels64": round(measures.frechet(drawn, test.images), 3),
        "fd_pixels64_real": round(measures.frechet(same_count, test.images), 3),
    }
    if session.num_classes:
        asked = torch.tensor(session.labels(seeds))
        agreement = measures.class_agreement(drawn, asked)
        real = measures.class_agreement(test.images, test.labels)
        figures |= {"class_agreement": round(agreement, 4), "class_agreement_real": round(real, 4)}
    return {"licence": DATASETS[config["dataset"]].licence, "dataset": config["dataset"], **figures}


def write_card(name: str, metrics: dict[str, Any], weaknesses: str) -> str:
    """The model card: how it was trained, what it scores, what it may be used for."""
    minutes = metrics["training_seconds"] / 60
    speed = metrics["images_seen"] / metrics["training_seconds"]
    parameters, last = metrics["parameters"], metrics["last_2_percent"]
    machine = f"{metrics['machine']}, {metrics['threads']} threads, torch {metrics['torch']}"
    rows = [
        ("data", f"{metrics.get('dataset')} train split; licence {metrics.get('licence')}"),
        ("machine", machine),
        ("time", f"{minutes:.0f} minutes, {speed:.0f} images a second"),
        ("length", f"{metrics['epochs']:g} epochs, {metrics['images_seen']:,} images seen"),
        ("seed", metrics["seed"]),
        ("parameters", f"G {parameters['G']:,}, D {parameters['D']:,}"),
        ("at the end", ", ".join(f"{key} {value:.3f}" for key, value in last.items())),
    ]  # fmt: skip
    if "fd_pixels64" in metrics:
        rows += [(
            "fd_pixels64",
            f"{metrics['fd_pixels64']:g} for {metrics['samples']:,} samples against the "
            f"{metrics['test_images']:,} test images; real against real "
            f"{metrics['fd_pixels64_real']:g}; 0 is perfect",
        )]  # fmt: skip
    if "class_agreement" in metrics:
        rows += [(
            "class agreement",
            f"{metrics['class_agreement']:.1%} of samples lie nearest, by pixels, to the mean of "
            f"the class asked for; real test images {metrics['class_agreement_real']:.1%}",
        )]  # fmt: skip
    table = "\n".join(f"| {what} | {value} |" for what, value in rows)
    command = f"    {metrics['command']}\n\n" if metrics["command"] else ""
    weak = f"\nKnown weaknesses: {weaknesses}\n" if weaknesses else ""
    return (
        f"# {name}\n\n![Samples of seeds 0 to 79](samples.png)\n\nTrained with\n\n{command}"
        f"| | |\n|---|---|\n{table}\n{weak}\n"
        "`fd_pixels64` is a Frechet distance on 64 principal components of the training pixels; "
        "it is no FID.\n`config.json` holds the whole configuration, `metrics.json` these figures; "
        "all are written by `python -m gan_core ship`.\n"
    )
