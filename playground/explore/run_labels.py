"""What the runs in the list are called, so that many of one recipe can be told apart."""

import contextlib
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gan_core import GanError
from gan_core.runs.run_dir import RunDir
from playground.shared import run_words, setting_labels
from playground.shared.model_catalog import RUN, Choice

MOST_SETTINGS = 3  # named in a label
MOST_RUNS = 200  # the newest, whose settings are read at every rerun of the page

Settings = Mapping[str, str]  # the recipe and each of its settings, in words


def told_apart(choices: Sequence[Choice], root: Path) -> list[Choice]:
    """The choices, each run with when it began and the settings in which it differs from most.

    Runs come newest first; the settings of those beyond MOST_RUNS are not read.
    """
    runs = {each.id: RunDir(root / each.id.removeprefix(RUN)) for each in choices if each.snapshots}
    newest = itertools.islice(runs.items(), MOST_RUNS)
    settings = {model_id: _settings(run) for model_id, run in newest}
    usual = _usual(settings.values())
    return [
        replace(each, label=_label(each, runs[each.id], _unusual(settings.get(each.id, {}), usual)))
        if each.id in runs
        else each
        for each in choices
    ]


def _label(choice: Choice, run: RunDir, unusual: list[str]) -> str:
    """`Run 00047, 26 Nov 14:05: fashion-mnist-quick-seed0, Learning rate of D 0.01, 160 images`."""
    number, name = run.id[:5], run_words.called(run)
    began = _began(run.generator_file(choice.snapshots[0]))
    words = [name, *unusual, f"{choice.snapshots[-1]:,} images"]
    return f"Run {number}{began}: {', '.join(words)}"


def _began(first_snapshot: Path) -> str:
    """The time of the first snapshot; the configuration is written again when a run is extended."""
    try:
        then = time.localtime(first_snapshot.stat().st_mtime)
    except OSError:
        return ""
    return f", {then.tm_mday} {time.strftime('%b %H:%M', then)}"


def _settings(run: RunDir) -> Settings:
    with contextlib.suppress(GanError, KeyError, AttributeError):  # damaged, or another version's
        config = run.config()
        settings = config["settings"].items()
        words = {name: setting_labels.setting_words(name, value) for name, value in settings}
        return {"recipe": str(config["recipe"]), **words}
    return {}


def _usual(all_settings: Iterable[Settings]) -> dict[tuple[str, str], str]:
    """For each setting of a recipe what most of the runs have."""
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for settings in all_settings:
        for name, words in settings.items():
            counted[settings["recipe"], name][words] += 1
    return {key: count.most_common(1)[0][0] for key, count in counted.items()}


def _unusual(settings: Settings, usual: Mapping[tuple[str, str], str]) -> list[str]:
    found = [
        f"{setting_labels.label(name)} {words}"
        for name, words in settings.items()
        if words != usual[settings["recipe"], name]
    ]
    return found[:MOST_SETTINGS] + ["…"] * (len(found) > MOST_SETTINGS)
