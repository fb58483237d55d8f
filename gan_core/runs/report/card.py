"""A model card of a run, as Markdown: what to know before its generator is used.

Model cards are those of Mitchell et al., arXiv 1810.03993.
"""

import re
from collections.abc import Iterable
from typing import Any

from gan_core import __version__
from gan_core.data.catalog import DATASETS
from gan_core.metrics.metric_names import METRICS, distance_label, with_labels
from gan_core.runs import reproduce
from gan_core.runs.findings import findings_now
from gan_core.runs.report.svg_curves import number
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$])")
Row = dict[str, Any]


def card(run: RunDir) -> str:
    """The card of the newest generator of a run. Raises GanError for a damaged config."""
    config, recipe = load_config(run)
    known = DATASETS.get(config.dataset)
    images = known.title if known else reproduce.dataset_name(config.dataset)
    measured = [row for row in run.metrics()[0] if isinstance(row.get("images_seen"), int)]
    weak = [finding for finding in findings_now(run) if finding.tone != "good"]
    command = "".join(f"    {line}\n" for line in reproduce.command(run).splitlines())
    parts = [
        f"# {plain(images)}, {config.recipe}\n",
        f"A GAN that draws images of {config.image_size} x {config.image_size} px like those of "
        f"{plain(images)}: {plain(recipe.title)} ({plain(recipe.source)}).\n",
        "## Training\n", _table(_training(run, config.seed, known.licence if known else "")),
        f"Trained again by\n\n{command}",
        *(f"{plain(sentence)}\n" for sentence in reproduce.caveats(run)),
        "## Quality\n", _quality(measured),
        "## Known weaknesses\n",
        "\n".join(f"- {plain(it.title)}: {plain(with_labels('; '.join(it.evidence)))}"
                  for it in weak) or "None that can be said for certain.",
        "\nIts images are no evidence of anything: they resemble the training images, with their "
        "gaps and prejudices, and some may be nearly copies of them.\n",
        "## Use\n\n    from gan_core import load_generator\n\n"
        f'    images = load_generator("{run.id}").sample(seeds=[0, 1, 2])\n',
        f"Written by GAN Playground {__version__} from the files of run {run.id}.\n",
    ]  # fmt: skip
    return "\n".join(parts)


def plain(text: str) -> str:
    """Text that somebody gave, as it is written and in one line."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def _training(run: RunDir, seed: int, licence: str) -> Iterable[tuple[str, str]]:
    about, status = run.about(), run.status()
    parameters = about.get("parameters", {})
    yield "images", f"{about['images']:,}" if about else ""
    yield "licence of the images", licence or "that of their owner"
    yield "images seen", f"{status.get('images_seen', 0):,}"
    yield "epochs", number(status.get("epoch", 0.0))
    yield "time", f"{status.get('seconds', 0.0) / 60:.1f} min"
    yield "machine", f"{about.get('device', '')}, torch {about.get('torch', '')}" if about else ""
    yield "seed", str(seed)
    yield "parameters", ", ".join(f"{name} {count:,}" for name, count in parameters.items())


def _quality(measured: list[Row]) -> str:
    """The last evaluation, with what real images score."""
    if not measured:
        return "It was not evaluated.\n"
    last = measured[-1]
    of = {"test": "held-out", "train": "training"}.get(str(last.get("reals_of")), "real")
    lines = []
    for key, name, ideal, better, _ in METRICS:
        if better and isinstance(last.get(key), (int, float)):
            real = next((last[it] for it in (f"{key}_floor", f"{key}_real") if it in last), None)
            title = distance_label(last.get("fd_name")) if key == "fd" else name
            score = f" (real images {number(real)})" if isinstance(real, (int, float)) else ""
            lines.append((title, f"{number(last[key])}{score}; ideal: {ideal}"))
    return (
        f"After {last['images_seen']:,} images seen, on {last.get('samples', 0):,} samples and "
        f"{last.get('reals', 0):,} {of} images.\n\n{_table(lines)}"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {plain(name)} | {plain(value)} |" for name, value in rows if value]
    return "\n".join(["| | |", "|---|---|", *lines, ""])
