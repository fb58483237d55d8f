"""deck: real and fake images of a run, with D's logits, for the game "Be the discriminator"."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from gan_core import GanError
from gan_core.commands.train import Train, create_run
from gan_core.commands.train_run import train_run
from gan_core.runs.run_dir import RunDir, run_of_generator

if TYPE_CHECKING:
    from gan_core.generator.deck import Deck as DeckFiles

KEEP_D = "give a run directory, or train one that keeps D of four moments: deck --train RECIPE."


@dataclass(frozen=True)
class Deck:
    """Make a deck of a run, or of a training of its own: held-out reals, fakes of four moments, and
    D's logits. The last line of stdout is its folder.

    A run keeps generators of many moments but only its last D, which then judges all of them; a
    training by this command keeps D of each moment, too."""

    run_dir: Annotated[Path | None, tyro.conf.Positional] = None
    """Run directory, or one of its generators; leave it out with --train."""
    train: str | None = None
    """Recipe to train."""
    dataset: str | None = None
    """Data set to train on, with --train."""
    data_root: Path | None = None
    """Folder of the named data sets."""
    minutes: float | None = None
    """Budget in minutes of training; default: 5, if no other budget is given."""
    images: float | None = None
    """Budget in real images seen by D: the same moments on a fast and on a slow machine."""
    seed: int = 0
    """Seed of the training."""
    out: Path = Path("runs")
    """Folder in which the run is created, with --train."""
    others: tuple[Path, ...] = ()
    """Other runs on the same data, whose D judges the same images."""
    to: Path | None = None
    """Folder to write the deck to; default: deck/ in the run directory."""

    def run(self) -> None:
        """Make and write the deck, print its folder."""
        if (self.run_dir is None) == (self.train is None):
            raise GanError("Give either a run directory, or --train RECIPE and --dataset NAME.")
        of_training = (self.dataset, self.data_root, self.minutes, self.images)
        if self.run_dir is not None and any(option is not None for option in of_training):
            raise GanError("A run has its data and its training; leave out the options of --train.")
        folder, deck = self._of_a_training() if self.train else self._of_a_run()
        seen = ", ".join(f"{number:,}" for number in deck.about["moments"])
        print(f"{deck.about['title']}: moments at {seen} images seen, {len(deck.sheet):,} bytes")
        print(folder)

    def _of_a_run(self) -> "tuple[Path, DeckFiles]":
        path = self.run_dir or Path()
        run = run_of_generator(path) if os.path.exists(path) else None
        if run is None:
            raise GanError(f"{path} is no run, and only a run has a D: {KEEP_D}")
        from gan_core.generator.deck_making import make_deck, moments_of, trainer_of

        if not any(run.generators()):
            raise GanError(f"{run.id} has no trained generator yet; let it train a little first.")
        moments = moments_of(run)
        folder = self.to or run.deck_folder()
        return folder, make_deck(folder, trainer_of(run), moments, self._others())

    def _of_a_training(self) -> "tuple[Path, DeckFiles]":
        from gan_core.generator.deck_making import MomentKeeper, make_deck

        others = self._others()  # a wrong path is better told before the training than after it
        run = self._create()
        keeper = MomentKeeper()
        state = train_run(run, keeper)
        if state != "done" or keeper.trainer is None:
            raise GanError(f"The training was {state}, so there is no deck; start it again.")
        folder = self.to or run.deck_folder()
        return folder, make_deck(folder, keeper.trainer, keeper.moments, others)

    def _others(self) -> list[RunDir]:
        found = []
        for path in self.others:
            run = run_of_generator(path) if os.path.exists(path) else None
            if run is None or not run.checkpoints():
                raise GanError(f"{path} is no run with a D; give run directories to --others.")
            found.append(run)
        return found

    def _create(self) -> RunDir:
        training = Train(
            recipe=self.train, dataset=self.dataset, data_root=self.data_root,
            minutes=self.minutes, images=self.images, seed=self.seed, out=self.out,
        )  # fmt: skip
        return create_run(self.out, training.resolved())
