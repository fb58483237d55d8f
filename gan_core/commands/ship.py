"""ship: copy a run's generator to pretrained/, with a model card."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tyro

from gan_core import GanError

if TYPE_CHECKING:
    from gan_core.generator.session import GeneratorSession
    from gan_core.runs.run_dir import RunDir

SAMPLES = 10_000
FILES = (
    "generator.safetensors", "config.json", "metrics.json", "samples.png", "README.md",
    "network.json",
)  # fmt: skip


@dataclass(frozen=True)
class Ship:
    """Copy the newest generator of a run to pretrained/NAME, evaluate it and write its card."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory of a finished run."""
    name: tyro.conf.Positional[str]
    """Name in pretrained/."""
    command: str = ""
    """The command that trained it, for the card."""
    weaknesses: str = ""
    """Its known weaknesses, for the card."""
    data: str = ""
    """Named data set that the folder or archive is a copy of; its feature network is then used."""
    title: str = ""
    """Name of the images on the card; default: the title of the data set."""
    licence: str = ""
    """Licence of the images, for the card; default: that of the data set."""

    def run(self) -> None:
        """Evaluate, write the six files, print the folder."""
        from gan_core.data import durable_files, images
        from gan_core.generator import network_file
        from gan_core.generator.session import load_generator
        from gan_core.generator.shipped import PRETRAINED
        from gan_core.runs.run_dir import RUN_ID, RunDir

        if RUN_ID.fullmatch(f"00000-{self.name}") is None:
            raise GanError("A name has only lower-case letters, digits, dots, dashes, underscores.")
        run = RunDir(self.run_dir)
        generators = run.generators()
        if run.status()["state"] != "done" or not generators:
            raise GanError(f"{run.id} is not done; train it to the end of its budget first.")
        newest = list(generators.values())[-1]
        session = load_generator(newest)
        metrics = _training_facts(run, self.command) | self._evaluate(session, run.config())
        folder = PRETRAINED / self.name
        durable_files.make_folder(folder)
        columns = images.grid_columns(session.num_classes)
        grid = images.grid(session.sample(range(8 * columns)), columns)
        durable_files.write_bytes(folder / FILES[0], newest.read_bytes())
        config = {key: value for key, value in run.config().items() if key != "data_root"}
        config["dataset"] = self.data or Path(config["dataset"]).name  # no local path
        durable_files.write_json(folder / FILES[1], config)
        durable_files.write_json(folder / FILES[2], metrics)
        durable_files.write_bytes(folder / FILES[3], images.png(grid, scale=2))
        card = write_card(self.name, metrics, self.weaknesses)
        durable_files.write_bytes(folder / FILES[4], card.encode())
        network_file.write(folder / FILES[0])
        print(folder)

    def _evaluate(self, session: "GeneratorSession", config: dict[str, Any]) -> dict[str, Any]:
        """Metrics of `SAMPLES` samples and of the same number of real images."""
        from gan_core.commands.evaluate import evaluate
        from gan_core.config.image_choices import image_choices_from
        from gan_core.data.catalog import DATASETS

        root = config.get("data_root")
        choices = image_choices_from(config.get("image_choices"))  # the images of the run
        dataset = config["dataset"]
        metrics = evaluate(session, dataset, SAMPLES, root, like=self.data, choices=choices)
        known = DATASETS.get(self.data or config["dataset"])
        metrics["dataset"] = self.title or (known.title if known else metrics["dataset"])
        licence = self.licence or (known.licence if known else "that of its owner")
        return {"licence": licence, **metrics}


def _training_facts(run: "RunDir", command: str) -> dict[str, Any]:
    status, about = run.status(), run.about()
    rows, _ = run.stats()
    last = [row for row in rows if row["images_seen"] > 0.98 * status["images_seen"]]
    names = ("loss/G", "loss/D", "score/real", "score/fake")
    return {
        "command": command,
        "machine": about["device"],
        "threads": about["threads"],
        "torch": about["torch"],
        "training_seconds": round(status["seconds"], 1),
        "images_seen": status["images_seen"],
        "epochs": round(status["epoch"], 2),
        "seed": run.config()["seed"],
        "parameters": about["parameters"],
        "last_2_percent": {n: round(sum(row[n] for row in last) / len(last), 4) for n in names},
    }


def write_card(name: str, metrics: dict[str, Any], weaknesses: str) -> str:
    """The model card as Markdown: training, metrics, weaknesses, licence of the data."""
    minutes = metrics["training_seconds"] / 60
    speed = metrics["images_seen"] / max(metrics["training_seconds"], 0.1)
    parameters, last = metrics["parameters"], metrics["last_2_percent"]
    threads = "1 thread" if metrics["threads"] == 1 else f"{metrics['threads']} threads"
    machine = f"{metrics['machine']}, {threads}, torch {metrics['torch']}"
    rows = [
        ("data", f"{metrics.get('dataset')} train split; licence {metrics.get('licence')}"),
        ("machine", machine),
        ("time", f"{minutes:.1f} minutes, {speed:.0f} images per second"),
        ("length", f"{metrics['epochs']:g} epochs, {metrics['images_seen']:,} images seen"),
        ("seed", metrics["seed"]),
        ("parameters", f"G {parameters['G']:,}, D {parameters['D']:,}"),
        ("at the end", ", ".join(f"{key} {value:.3f}" for key, value in last.items())),
    ]  # fmt: skip
    rows += _metric_rows(metrics)
    table = "\n".join(f"| {label} | {value} |" for label, value in rows)
    command = f"    {metrics['command']}\n\n" if metrics["command"] else ""
    weak = f"\nKnown weaknesses: {weaknesses}\n" if weaknesses else ""
    return (
        f"# {name}\n\n![Samples of seeds 0 to 79](samples.png)\n\nTrained with\n\n{command}"
        f"| | |\n|---|---|\n{table}\n{weak}\n"
        f"`{metrics['fd_name']}` is a Fréchet distance on features of this project's own network; "
        "it is not an FID.\n`config.json` contains the whole configuration, `metrics.json` these "
        "metrics; all files are written by `python -m gan_core ship`.\n"
    )


def _metric_rows(metrics: dict[str, Any]) -> list[tuple[str, str]]:
    """Rows of the card: each metric with its value for real images and its ideal value."""
    split = {"test": "held-out", "train": "training"}[metrics["reals_of"]]
    rows = [
        ("evaluation", f"seeds 0 to {metrics['samples'] - 1:,} compared with {metrics['reals']:,} "
                       f"{split} images; in brackets: the same number of real images instead"),
        (f"`{metrics['fd_name']}`",
         f"{metrics['fd']:.3g} ({metrics['fd_floor']:.3g}); ideal: 0"),
        ("kid", f"{metrics['kid']:.3g} ({metrics['kid_floor']:.3g}); ideal: 0"),
        ("density", f"{metrics['density']:.3f} ({metrics['density_floor']:.3f})"),
        ("coverage", f"{metrics['coverage']:.3f} ({metrics['coverage_floor']:.3f})"),
    ]  # fmt: skip
    if "class_agreement" in metrics:
        rows += [(
            "class accuracy",
            f"{metrics['class_agreement']:.1%} of samples are classified as the requested class, "
            f"{metrics['class_agreement_real']:.1%} of real images as their own",
        )]  # fmt: skip
    if "diversity_within_class" in metrics:
        diversity = f"{metrics['diversity_within_class']:.3f} times that of real images"
        rows += [("diversity within a class", diversity)]
    if "copying" in metrics:
        rows += [("copying",
                  f"{metrics['copying']:.3f}: distance to the nearest training image, divided by "
                  "that of images that are not copies; copies are near 0")]  # fmt: skip
    return rows
