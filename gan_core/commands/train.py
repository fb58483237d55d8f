"""train: start a run, or go on with one."""

import contextlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import tyro
from filelock import Timeout
from tqdm import tqdm

from gan_core import GanError
from gan_core.config.train_config import Budget
from gan_core.runs.device_queue import Cancelled, hold_device
from gan_core.runs.run_dir import RunDir, create
from gan_core.runs.stop_signals import StopSignals

if TYPE_CHECKING:  # torch is imported only when this run's turn has come
    from gan_core.config.train_config import TrainConfig
    from gan_core.training.trainer import Record, Trainer

Words = tuple[str, ...]


@dataclass(frozen=True)
class Train:
    """Train a recipe on images, or resume a run. The run directory is the last line of stdout."""

    recipe: Annotated[str | None, tyro.conf.Positional] = None
    """Recipe, see `recipes`; leave out with --resume."""
    dataset: str | None = None
    """Data set by name, or the path of a folder, zip or tar of images (sub-folders are classes)."""
    data_root: Path | None = None
    """Folder of the named data sets (default: GAN_DATA_ROOT, else a per-user cache folder)."""
    out: Path = Path("runs")
    """Folder in which the run directory is made."""
    minutes: float | None = None
    """Budget by the clock, in minutes of training. Five, where no budget is given."""
    epochs: float | None = None
    """Budget in passes over the data."""
    images: float | None = None
    """Budget in images seen."""
    seed: int = 0
    """Seed of weights, image order and training noise."""
    device: str = "auto"
    """auto, cpu, cuda or mps."""
    image_size: int | None = None
    """Side of the images in px (default: the data's own where the recipe can make it)."""
    set: Annotated[tuple[Words, ...], tyro.conf.UseAppendAction] = ()
    """Settings of the recipe as key=value, see `recipes`."""
    resume: Path | None = None
    """Run directory to go on with; a budget given beside it is the new total."""
    dry_run: bool = False
    """Print the resolved configuration and leave."""

    def run(self) -> None:
        """Resolve, make or find the run directory, wait for the device, train, print its path."""
        if self.dry_run:
            print(
                json.dumps(
                    self._resumed()[0] if self.resume else self._resolve().to_json(), indent=2
                )
            )
            return
        run = self._open() if self.resume else self._create()
        state = train_in(run)
        print(f"{state}: {run.path}", file=sys.stderr)
        print(run.path)

    def _budget(self) -> Budget | None:
        given = {
            u: getattr(self, u)
            for u in ("minutes", "epochs", "images")
            if getattr(self, u) is not None
        }
        if len(given) > 1:
            raise GanError(f"Give one budget, not {' and '.join('--' + unit for unit in given)}.")
        return Budget(*next(iter(given.items()))) if given else None

    def _resolve(self) -> "TrainConfig":
        from gan_core.training.resolve import resolve_config

        if self.recipe is None or self.dataset is None:
            raise GanError(
                "Say what to train: `train RECIPE --dataset NAME`, or `train --resume RUN_DIR`."
            )
        return resolve_config(
            self.recipe,
            self.dataset,
            settings=[word for words in self.set for word in words],
            budget=self._budget(),
            seed=self.seed,
            device=self.device,
            image_size=self.image_size,
            data_root=self.data_root,
        )

    def _create(self) -> RunDir:
        from gan_core.training.resolve import auto_choices

        config = self._resolve()
        if chosen := auto_choices(config.settings):
            words = ", ".join(f"{name}={value}" for name, value in chosen.items())
            print(f"For this machine and these images: {words}", file=sys.stderr)
        return create_run(self.out, config)

    def _resumed(self) -> tuple[dict[str, Any], RunDir]:
        if self.recipe is not None or self.dataset is not None or self.set:
            raise GanError(
                "--resume goes on with the run's own recipe, data and settings; leave them out."
            )
        if not os.path.isdir(self.resume):
            raise GanError(f"There is no run directory {self.resume}.")
        run = RunDir(self.resume.resolve())
        config = run.config()
        if budget := self._budget():
            config = {**config, "budget": {"unit": budget.unit, "amount": budget.amount}}
        return config, run

    def _open(self) -> RunDir:
        config, run = self._resumed()
        if run.is_alive():
            raise GanError(f"{run.id} is being trained by another process; stop it first.")
        if config != run.config():
            run.write_config(config)
        return run


def create_run(root: Path, config: "TrainConfig") -> RunDir:
    """A run directory for `config` under `root`, named after data, recipe and seed."""
    data = (
        Path(config.dataset).stem
        if "/" in config.dataset or "\\" in config.dataset
        else config.dataset
    )
    return create(root, f"{data}-{config.recipe}-seed{config.seed}", config.to_json())


def train_in(run: RunDir) -> str:
    """Work on a run in this process: wait for its device, train, leave it in an ended state."""
    device = str(run.config().get("device", "cpu"))
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(run.lock().acquire(timeout=10))
        except Timeout:
            raise GanError(
                f"{run.id} is being trained by another process; stop it first."
            ) from None
        status = run.status()
        # The place in the queue is from when somebody asked, not from when this process started.
        asked_at = status.get("queued_at") if status["state"] == "queued" else None
        run.change_state("queued", device=device, queued_at=asked_at or _now())
        signals = StopSignals()  # Ctrl-C stops a queued run as it does one that trains
        try:
            held.enter_context(
                hold_device(run, device, lambda: signals.received or run.requested("stop"))
            )
        except Cancelled:
            run.withdraw()
            run.change_state("stopped")
            return "stopped"
        return _train_now(run, signals)


def _train_now(run: RunDir, signals: StopSignals) -> str:
    from gan_core.runs.training_run import TrainingRun

    # The delay keeps a run that is refused before its first update from drawing an empty bar.
    with tqdm(
        total=100, unit="%", bar_format=_BAR, file=sys.stderr, mininterval=0.5, delay=0.1
    ) as bar:

        def show(record: "Record", trainer: "Trainer") -> None:
            bar.n = round(100 * trainer.progress, 1)
            bar.set_postfix_str(
                f"epoch {record['epoch']:.2f}, "
                f"loss G {record['loss/G']:.3f} D {record['loss/D']:.3f}, "
                f"{record['images_per_second']:.0f} img/s",
                refresh=False,
            )
            bar.update(0)

        return TrainingRun(run, show, asked_to_stop=lambda: signals.received).train()


def _now() -> float:
    import time

    return time.time()


_BAR = "{desc}{percentage:5.1f}% |{bar:20}| {elapsed}<{remaining}{postfix}"
