"""The command, and the Python script, that train a run again from its first update.

The same recipe, data, settings, seed and number of images on the same kind of machine give the same
weights; `caveats` says where they do not.
"""

import dataclasses
import re
import shlex
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from pprint import pformat
from typing import Any

from gan_core import __version__
from gan_core.config.image_choices import ImageChoices
from gan_core.config.train_config import TrainConfig
from gan_core.data.catalog import DATASETS
from gan_core.data.files.names import normal
from gan_core.recipes import find_recipe
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import PATHS, RunDir
from gan_core.training.resolve import ONLY_OWN

WIDTH = 66  # characters of a line of the command
SCRIPT = '''\
"""Trains run {id} again{exactly}.

Needs gan-playground {version}{images}.{caveats}
"""

from pathlib import Path

from gan_core.commands.train import create_run
from gan_core.commands.train_run import train_run
from gan_core.config.train_config import TrainConfig
from gan_core.recipes import find_recipe

CONFIG = {config}

if __name__ == "__main__":
    recipe = find_recipe(CONFIG["recipe"])
    run = create_run(Path("runs"), TrainConfig.from_json(CONFIG, recipe.settings_type))
    train_run(run)
    print(run.path)
'''


def command(run: RunDir) -> str:
    """`python -m gan_core train ...`, over several lines. Raises GanError for a damaged config."""
    config, _ = load_config(run)
    budget, amount = _budget(run, config)
    words = [
        f"python -m gan_core train {shlex.quote(config.recipe)}",
        f"--dataset {shlex.quote(dataset_name(config.dataset))}",
        f"--{budget} {amount:.12g}",
        f"--seed {config.seed}",
        f"--image-size {config.image_size}",
        f"--device {config.device.partition(':')[0]}",
    ]
    if config.followed_seeds:
        words.append(f"--follow {' '.join(map(str, config.followed_seeds))}")
    if assignments := [shlex.quote(each) for each in _assignments(config)]:
        words += [f"--set {assignments[0]}", *assignments[1:]]
    return _wrapped(words)


def caveats(run: RunDir) -> list[str]:
    """Sentences on what the command does not repeat; none where the weights will be the same."""
    config, _ = load_config(run)
    found = []
    if origin := run.origin():
        found.append(
            f"It was forked from {parent_words(run)} at {origin['images_seen']:,} images"
            f"{_changed_words(origin['changed'])}; this trains with its settings from the start."
        )
    if follows_the_clock(config):
        found.append(
            "What was trained late in the run followed the clock, so the exact weights do not come "
            "again; with a budget in images they would."
        )
    if run.changes()[0]:
        found.append("It was adjusted while it trained, which this does not do again.")
    if config.dataset not in DATASETS:
        found.append(f"Put the path of your copy of the images for {dataset_name(config.dataset)}.")
    return found


def follows_the_clock(config: TrainConfig) -> bool:
    """Whether what the run learned depended on how fast its machine was."""
    by_progress = config.settings.anneal > 0 or config.settings.frechet == "on"
    return config.budget.unit == "minutes" and by_progress


def is_exact(run: RunDir) -> bool:
    """Whether the command gives the same weights on the same kind of machine."""
    return not (run.origin() or run.changes()[0] or follows_the_clock(load_config(run)[0]))


def parent_words(run: RunDir) -> str:
    """From which run a branch was forked."""
    return f"run {run.origin()['run']}" + (" of another machine" if run.imported_from() else "")


def script(run: RunDir) -> str:
    """The source of a script that trains the run again, CPU threads included."""
    config, _ = load_config(run)
    budget, amount = _budget(run, config)
    values = {key: it for key, it in config.to_json().items() if key not in PATHS}
    values = {
        **values, "dataset": dataset_name(config.dataset),
        "budget": {"unit": budget, "amount": amount},
    }  # fmt: skip
    own = config.dataset not in DATASETS
    said = caveats(run)
    return SCRIPT.format(
        id=run.id,
        version=__version__,
        exactly=", bit for bit on the same kind of machine" if is_exact(run) else "",
        images=f" and the images {_plain(dataset_name(config.dataset))}" if own else "",
        caveats="".join(f"\n{_plain(sentence)}" for sentence in said),
        config=pformat(values, width=96, sort_dicts=False),
    )


def dataset_name(dataset: str) -> str:
    """A named set as it is called, of own images the last part of their path."""
    return normal(PurePosixPath(PureWindowsPath(dataset).as_posix()).name) or "images"


def _budget(run: RunDir, config: TrainConfig) -> tuple[str, float]:
    """Where the run began with minutes, the images it has come to: a clock repeats nothing."""
    seen = run.status().get("images_seen")
    if config.budget.unit == "minutes" and seen and not follows_the_clock(config):
        return "images", float(seen)
    return config.budget.unit, config.budget.amount


def _assignments(config: TrainConfig) -> Iterator[str]:
    """`key=value` of all that is not as the recipe has it, "auto" included, or not always."""
    varying = find_recipe(config.recipe).varying_defaults
    for field in dataclasses.fields(config.settings):
        value = getattr(config.settings, field.name)
        if value != field.default or field.name in varying:
            yield f"{field.name}={_text(value)}"
    if config.channels:
        yield f"channels={config.channels}"
    for field in dataclasses.fields(ImageChoices):
        value = getattr(config.image_choices, field.name)
        is_offered = config.dataset not in DATASETS or field.name not in ONLY_OWN
        if is_offered and value != field.default:
            yield f"{field.name}={_text(value)}"


def _changed_words(changed: dict[str, Any]) -> str:
    """As on the command line."""
    words = [
        f"{name}={_text(pair[1])}"
        for name, pair in changed.items()
        if isinstance(pair, list) and len(pair) == 2
    ]
    return f", with {' '.join(words)}" if words else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def _wrapped(words: list[str]) -> str:
    """One command, its long lines continued as a shell wants it."""
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + 3 > WIDTH:
            lines.append(f"    {word}")
        else:
            lines[-1] += f" {word}"
    return " \\\n".join(lines)


def _plain(text: str) -> str:
    """A name that somebody gave, inside a docstring."""
    return re.sub(r'["\\\x00-\x1f]', "_", text)
