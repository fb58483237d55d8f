"""train: start a run, resume one, or fork one."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import tyro

from gan_core import GanError, unknown
from gan_core.commands.train_run import train_run, trained_elsewhere
from gan_core.config.request import Request
from gan_core.config.train_config import Budget
from gan_core.data.catalog import DATASETS, no_such_dataset
from gan_core.data.process_lock import is_lease
from gan_core.queue.outlook import budget_seconds
from gan_core.queue.tickets import enqueue
from gan_core.queue.trash import require_outside
from gan_core.runs.run_dir import RunDir, create

if TYPE_CHECKING:  # torch is imported only when this run leaves the queue
    from gan_core.config.train_config import TrainConfig

Words = tuple[str, ...]


@dataclass(frozen=True)
class Train:
    """Train a recipe, resume a run or fork one. The last line of stdout is the run directory."""

    recipe: Annotated[str | None, tyro.conf.Positional] = None
    """Name of the recipe (see `recipes`); leave it out with --resume."""
    dataset: str | None = None
    """Name of a data set, or path of a folder, zip or tar of images (sub-folders are classes)."""
    data_root: Path | None = None
    """Folder of the named data sets; default: GAN_DATA_ROOT, or else a cache folder."""
    out: Path | None = None
    """Folder in which the run directory is created; default: runs, for a branch that of its
    parent."""
    minutes: float | None = None
    """Budget in minutes of training; default: 5, if no other budget is given."""
    epochs: float | None = None
    """Budget in epochs: passes over the data."""
    images: float | None = None
    """Budget in real images seen by D."""
    seed: int | None = None
    """Seed of the initial weights, the order of images and the training noise; default: 0."""
    device: str = "auto"
    """auto, cpu, cuda or mps. A queued run that has trained waits for the kind it trained on,
    since it resumes exactly on no other, unless another is named here."""
    gpus: int = 1
    """GPUs that train the run together, each with its part of every batch; with --device cpu, as
    many processes on the CPU, to try it out."""
    image_size: int | None = None
    """Side of the images in px; default: the supported size nearest to that of the data."""
    set: Annotated[tuple[Words, ...], tyro.conf.UseAppendAction] = ()
    """Settings of the recipe as key=value (see `recipes`)."""
    follow: tuple[int, ...] = ()
    """Up to 64 seeds that the sample grids show instead of the first ones; any seed of Explore."""
    resume: Path | None = None
    """Run directory to resume; with it a budget is the new total, --dataset the new place."""
    fork: str | None = None
    """RUN_DIR@IMAGES: train a branch of that run from its checkpoint at so many images seen
    (default: the newest), with --set for what changes; a budget given with it is the total."""
    enqueue: bool = False
    """Queue the run for the workers of its folder (see `work`); this process does not train it."""
    person: str = ""
    """With --enqueue: whose run this is; nobody's second run starts before everybody's first."""
    dry_run: bool = False
    """Print the resolved configuration and exit."""

    def run(self) -> None:
        """Create or find the run directory, wait for the device, train, print the path."""
        if self.dry_run:
            print(json.dumps(self._planned(), indent=2))
            return
        if self.person and not self.enqueue:
            raise GanError("--person is for the queue; give --enqueue with it, or leave it out.")
        if self.gpus != 1 and self.enqueue:
            raise GanError("Workers train on one GPU; leave out --gpus, or --enqueue.")
        run = self._begin()
        if self.enqueue:
            self._enqueue(run)
            print(run.path)
            return
        state = train_run(run, gpus=self.gpus)
        print(f"{state}: {run.path}", file=sys.stderr)
        print(run.path)

    def _begin(self) -> RunDir:
        """The run directory to train."""
        if self.fork is not None:
            from gan_core.runs.fork import fork

            return fork(*self._forked())
        return self._open() if self.resume else self._create()

    def _planned(self) -> dict[str, Any]:
        """The config that would be trained."""
        if self.fork is not None:
            return self._forked()[2].to_json()
        return self._resumed()[0] if self.resume else self.resolved().to_json()

    def _enqueue(self, run: RunDir) -> None:
        is_new = self.resume is None and self.fork is None
        request = Request(self._assignments(), self.image_size) if is_new else None
        seconds = budget_seconds(run)
        enqueue(run, self.person, request=request, device=self._kind(), seconds=seconds)

    def _assignments(self) -> Words:
        return tuple(word for words in self.set for word in words)

    def _kind(self) -> str:
        """The kind of device that an enqueued run waits for; "" for any."""
        return "" if self.device == "auto" else self.device.split(":")[0]

    def _budget(self) -> Budget | None:
        units = ("minutes", "epochs", "images")
        given = {unit: it for unit in units if (it := getattr(self, unit)) is not None}
        if len(given) > 1:
            raise GanError(f"Give one budget, not {' and '.join('--' + unit for unit in given)}.")
        return Budget(*next(iter(given.items()))) if given else None

    def resolved(self) -> "TrainConfig":
        """The complete config of the run to be. Raises GanError for what cannot be trained."""
        from gan_core.training.resolve import resolve_config

        if self.recipe is None or self.dataset is None:
            raise GanError(
                "Choose what to train: `train RECIPE --dataset NAME`, or `train --resume RUN_DIR`."
            )
        return resolve_config(
            self.recipe,
            self.dataset,
            settings=self._assignments(),
            budget=self._budget(),
            seed=self.seed or 0,
            device="auto" if self.enqueue else self.device,  # it trains elsewhere
            image_size=self.image_size,
            data_root=self.data_root,
            followed_seeds=self.follow,
        )

    def _create(self) -> RunDir:
        from gan_core.training.devices import KINDS
        from gan_core.training.ranks import check_ranks
        from gan_core.training.resolve import auto_choices

        if self._kind() not in ("", *KINDS):  # of an enqueued run nothing else looks at it here
            raise unknown("device", self.device, ("auto", *KINDS))
        config = self.resolved()
        check_ranks(config, self.gpus, is_cpu_chosen=self._kind() == "cpu")
        if not self.enqueue and (chosen := auto_choices(config.settings)):
            words = ", ".join(f"{name}={value}" for name, value in chosen.items())
            print(f"Chosen for this machine and data: {words}", file=sys.stderr)
        return create_run(self.out or Path("runs"), config)

    def _forked(self) -> "tuple[RunDir, int, TrainConfig]":
        """(parent, images seen, config) of the branch. Raises GanError for what a fork keeps."""
        from gan_core.runs.fork import fork_point, forked_config
        from gan_core.training.ranks import check_ranks

        kept = ("recipe", "dataset", "data_root", "out", "seed", "image_size", "follow", "resume")
        if given := next((name for name in kept if getattr(self, name) not in (None, ())), None):
            raise GanError(f"A branch has all but --set from its parent; leave {given} out.")
        assert self.fork is not None
        parent, images_seen = fork_point(self.fork)
        require_outside(parent)
        config = forked_config(parent, images_seen, self._assignments(), self._budget())
        check_ranks(config, self.gpus)
        return parent, images_seen, config

    def _resumed(self) -> tuple[dict[str, Any], RunDir]:
        if self.recipe is not None or self.set or self.follow:
            raise GanError("--resume uses the recipe and settings of the run; leave them out.")
        if self.resume is None or not os.path.isdir(self.resume):
            raise GanError(f"There is no run directory {self.resume}.")
        run = RunDir(self.resume.resolve())
        require_outside(run)
        config = run.config()
        if budget := self._budget():
            config = {**config, "budget": {"unit": budget.unit, "amount": budget.amount}}
        if self.dataset is not None:  # they have moved; the process checks that they are the same
            config = {**config, "dataset": _place(self.dataset)}
        return config, run

    def _open(self) -> RunDir:
        config, run = self._resumed()
        # Of a lease only `train_run` can tell, by waiting, that its holder died.
        if run.is_alive() and not is_lease(run.lock()):
            raise trained_elsewhere(run)
        if self.gpus != 1:
            from gan_core.runs.run_config import load_config
            from gan_core.training.ranks import check_ranks

            check_ranks(load_config(run)[0], self.gpus)
        if config != run.config():
            run.write_config(config)
        return run


def _place(dataset: str) -> str:
    """A data set as config.json names it."""
    if dataset in DATASETS:
        return dataset
    if not os.path.exists(dataset):
        raise no_such_dataset(dataset)
    return str(Path(dataset).resolve())


def create_run(root: Path, config: "TrainConfig") -> RunDir:
    """A run directory for `config` under `root`, named after data, recipe and seed."""
    data = (
        Path(config.dataset).stem
        if "/" in config.dataset or "\\" in config.dataset
        else config.dataset
    )
    return create(root, f"{data}-{config.recipe}-seed{config.seed}", config.to_json())
