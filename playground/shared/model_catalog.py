"""The generators a person may choose from, and how an id becomes a file. No torch in here."""

import re
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError
from gan_core.generator import shipped
from gan_core.runs import run_dir
from playground.shared import generator_files
from playground.shared.door import visible
from playground.shared.responses import Unknown

RUN, FILE = "run:", "file:"  # before a run's id; before the digest of a file that somebody brought
RAW = ":G"  # behind the images seen: G itself out of a checkpoint, not its average
EMA = ":ema"  # behind the images seen: the average of the length chosen at the end of the run
SHIPPED_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
SAMPLES = "samples.png"


class UnknownModel(Unknown):
    """A model id that names no generator there is."""


@dataclass(frozen=True)
class Choice:
    """One generator to choose, or one run with all its snapshots."""

    id: str
    label: str
    snapshots: tuple[int, ...] = ()
    """Images seen at each snapshot of a run, in order; empty for a shipped generator."""
    raw: tuple[int, ...] = ()
    """Images seen at each checkpoint of a run, which holds G itself beside its average G_ema."""


def choices(runs_root: Path) -> list[Choice]:
    """Shipped generators by name, then runs that have a snapshot, newest first.

    Behind a run comes its generator of another EMA length, where one was better at its end.
    """
    found = [Choice(name, name) for name in shipped.shipped(shipped.PRETRAINED)]
    for run in visible.visible_runs(runs_root):
        if snapshots := tuple(run.generators()):
            found.append(Choice(RUN + run.id, run.id, snapshots, tuple(run.checkpoints())))
            found += [
                Choice(f"{RUN}{run.id}@{seen}{EMA}", f"{run.id}, EMA length {length}")
                for seen in run.offered()
                if (length := run.choice().get("length"))
            ]
    return found


def others(model_id: str, choices: list[Choice]) -> list[tuple[str, str]]:
    """(id, label) of what a model may be compared with: snapshots and raw G of its run, others."""
    base, _ = split(model_id)
    own = [choice for choice in choices if choice.id == base]
    found = [
        (f"{base}@{seen}", f"this run at {seen:,} images")
        for choice in own
        for seen in choice.snapshots
    ]
    found += [
        (f"{base}@{seen}{RAW}", f"this run's raw G at {seen:,} images, not averaged")
        for choice in own
        for seen in reversed(choice.raw)
    ]
    found += [(choice.id, choice.label) for choice in choices if choice.id != base]
    return [(other, label) for other, label in found if other != model_id]


def split(model_id: str) -> tuple[str, int | None]:
    """(id without snapshot, images seen or None for the newest)."""
    base, at, number = model_id.removesuffix(RAW).removesuffix(EMA).partition("@")
    if not at:
        if model_id.endswith((RAW, EMA)):
            raise _no_model(model_id)
        return base, None
    if not base.startswith(RUN) or not re.fullmatch(r"[0-9]{1,12}", number):
        raise _no_model(model_id)
    return base, int(number)


def is_raw(model_id: str) -> bool:
    """Whether the id is of G itself out of a checkpoint."""
    return model_id.endswith(RAW)


def is_growing(model_id: str, runs_root: Path) -> bool:
    """Whether the id is of the newest generator of a run that still trains."""
    base, images_seen = split(model_id)
    return base.startswith(RUN) and images_seen is None and _run(base, runs_root).is_alive()


def resolve(model_id: str, runs_root: Path) -> Path:
    """The generator file of an id. UnknownModel for anything but the plain name of one there is."""
    base, images_seen = split(model_id)
    if base.startswith(FILE):
        if brought := generator_files.path_of(base.removeprefix(FILE), runs_root):
            return brought
        raise UnknownModel("This generator file was deleted; open it again, or choose another.")
    if not base.startswith(RUN):
        if not SHIPPED_NAME.fullmatch(base) or base not in shipped.shipped(shipped.PRETRAINED):
            raise _no_model(model_id)
        return shipped.generator_path(base, shipped.PRETRAINED)
    run = _run(base, runs_root)
    if model_id.endswith(RAW):
        if images_seen not in run.checkpoints():
            raise UnknownModel(f"{base} keeps no raw G there any more; choose another.")
        return run.checkpoint_file(images_seen)
    if model_id.endswith(EMA):
        if images_seen not in run.offered():
            raise UnknownModel(f"{base} has no other EMA length there any more; choose another.")
        return run.offered_file(images_seen)
    generators = run.generators()
    if not generators:
        raise UnknownModel(f"{base} has no snapshot yet; let the run train a little first.")
    if images_seen is None:
        return list(generators.values())[-1]
    if images_seen not in generators:
        raise UnknownModel(f"{base} has no snapshot at {images_seen:,} images; choose another.")
    return generators[images_seen]


def poster(model_id: str, runs_root: Path) -> Path | None:
    """A saved sample grid, to look at while the model loads; None without one."""
    generator = resolve(model_id, runs_root)
    base, images_seen = split(model_id)
    if not base.startswith(RUN):
        path = generator.parent / SAMPLES
        return path if path.is_file() else None
    grids = _run(base, runs_root).samples()
    until = [path for seen, path in grids.items() if images_seen is None or seen <= images_seen]
    return until[-1] if until else None


def _run(base: str, runs_root: Path) -> run_dir.RunDir:
    try:
        return visible.find_visible(base.removeprefix(RUN), runs_root)
    except GanError as error:
        raise UnknownModel(str(error)) from None


def _no_model(model_id: str) -> UnknownModel:
    return UnknownModel(f'There is no model "{model_id[:60]}"; choose one from the list.')
