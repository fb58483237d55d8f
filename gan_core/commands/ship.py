"""ship: put a run's generator into pretrained/, with a card that says how it came about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from gan_core import GanError

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
    data: str = ""
    """Named data set whose images the folder or archive holds; its features then measure it."""
    title: str = ""
    """What the card calls the images, where it is not what the data set is usually called."""

    def run(self) -> None:
        """Measure, write the five files, print the folder."""
        from gan_core.data import durable_files, images
        from gan_core.generator.session import load_generator
        from gan_core.generator.shipped import PRETRAINED
        from gan_core.runs.run_dir import RUN_ID, RunDir

        if RUN_ID.fullmatch(f"00000-{self.name}") is None:
            raise GanError("A name is lower-case letters, digits, dots and dashes.")
        run = RunDir(self.run_dir)
        generators = run.generators()
        if run.status()["state"] != "done" or not generators:
            raise GanError(f"{run.id} is not done; let it use its budget before it is shipped.")
        newest = list(generators.values())[-1]
        session = load_generator(newest)
        metrics = _facts(run, self.command) | self._measure(session, run.config())
        folder = PRETRAINED / self.name
        folder.mkdir(parents=True, exist_ok=True)
        tiles = session.sample(range(8 * images.grid_columns(session.num_classes)))
        sheet = images.grid(tiles, images.grid_columns(session.num_classes))
        durable_files.write_bytes(folder / FILES[0], newest.read_bytes())
        config = {key: value for key, value in run.config().items() if key != "data_root"}
        config["dataset"] = self.data or Path(config["dataset"]).name  # no path of this machine
        durable_files.write_json(folder / FILES[1], config)
        durable_files.write_json(folder / FILES[2], metrics)
        durable_files.write_bytes(folder / FILES[3], images.png(sheet, scale=2))
        card = write_card(self.name, metrics, self.weaknesses)
        durable_files.write_bytes(folder / FILES[4], card.encode())
        print(folder)

    def _measure(self, session: Any, config: dict[str, Any]) -> dict[str, Any]:
        """Figures of `SAMPLES` samples, beside those of as many real images."""
        from gan_core.commands.evaluate import evaluate
        from gan_core.data.catalog import DATASETS

        root = config.get("data_root")
        figures = evaluate(session, config["dataset"], SAMPLES, root, like=self.data)
        known = DATASETS.get(self.data or config["dataset"])
        figures["dataset"] = self.title or (known.title if known else figures["dataset"])
        return {"licence": known.licence if known else "that of its owner", **figures}


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
        "training_seconds": round(status["seconds"], 1),
        "images_seen": status["images_seen"],
        "epochs": round(status["epoch"], 2),
        "seed": run.config()["seed"],
        "parameters": about["parameters"],
        "last_2_percent": {n: round(sum(row[n] for row in last) / len(last), 4) for n in names},
    }


def write_card(name: str, metrics: dict[str, Any], weaknesses: str) -> str:
    """The model card: how it was trained, what it scores, what it may be used for."""
    minutes = metrics["training_seconds"] / 60
    speed = metrics["images_seen"] / max(metrics["training_seconds"], 0.1)
    parameters, last = metrics["parameters"], metrics["last_2_percent"]
    threads = "1 thread" if metrics["threads"] == 1 else f"{metrics['threads']} threads"
    machine = f"{metrics['machine']}, {threads}, torch {metrics['torch']}"
    rows = [
        ("data", f"{metrics.get('dataset')} train split; licence {metrics.get('licence')}"),
        ("machine", machine),
        ("time", f"{minutes:.1f} minutes, {speed:.0f} images a second"),
        ("length", f"{metrics['epochs']:g} epochs, {metrics['images_seen']:,} images seen"),
        ("seed", metrics["seed"]),
        ("parameters", f"G {parameters['G']:,}, D {parameters['D']:,}"),
        ("at the end", ", ".join(f"{key} {value:.3f}" for key, value in last.items())),
    ]  # fmt: skip
    rows += _measured(metrics)
    table = "\n".join(f"| {what} | {value} |" for what, value in rows)
    command = f"    {metrics['command']}\n\n" if metrics["command"] else ""
    weak = f"\nKnown weaknesses: {weaknesses}\n" if weaknesses else ""
    return (
        f"# {name}\n\n![Samples of seeds 0 to 79](samples.png)\n\nTrained with\n\n{command}"
        f"| | |\n|---|---|\n{table}\n{weak}\n"
        f"`{metrics['fd_name']}` is a Frechet distance on features of our own network; it is no "
        "FID.\n`config.json` holds the whole configuration, `metrics.json` these figures; all are "
        "written by `python -m gan_core ship`.\n"
    )


def _measured(metrics: dict[str, Any]) -> list[tuple[str, str]]:
    """Rows of the card: each figure with what real images get and what would be perfect."""
    split = {"test": "held-out", "train": "training"}[metrics["reals_of"]]
    rows = [
        ("measured", f"seeds 0 to {metrics['samples'] - 1:,} against {metrics['reals']:,} "
                     f"{split} images; in brackets as many real images in their place"),
        (f"`{metrics['fd_name']}`",
         f"{metrics['fd']:.3g} ({metrics['fd_floor']:.3g}); 0 is perfect"),
        ("kid", f"{metrics['kid']:.3g} ({metrics['kid_floor']:.3g}); 0 is perfect"),
        ("density", f"{metrics['density']:.3f} ({metrics['density_floor']:.3f})"),
        ("coverage", f"{metrics['coverage']:.3f} ({metrics['coverage_floor']:.3f})"),
    ]  # fmt: skip
    if "class_agreement" in metrics:
        rows += [(
            "class agreement",
            f"the class asked for is seen in {metrics['class_agreement']:.1%} of samples; in real "
            f"images their own in {metrics['class_agreement_real']:.1%}",
        )]  # fmt: skip
    if "diversity_within_class" in metrics:
        rows += [("diversity within a class",
                  f"{metrics['diversity_within_class']:.3f} of that of real images")]  # fmt: skip
    if "copying" in metrics:
        rows += [("copying",
                  f"{metrics['copying']:.3f}: distance to the nearest training image over that of "
                  "images that are no copies; near 0 would be copies")]  # fmt: skip
    return rows
