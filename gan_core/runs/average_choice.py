"""At the end of a run: which EMA length draws the best images, by the run's own metric.

A few lengths are compared by their Frechet distance to held-out images, on the seeds of the run's
evaluations. The best of several is likely to look better than it is, so it is compared with G_ema
once more on seeds that no evaluation has used; the gain must then exceed twice its standard error.
Otherwise G_ema is kept. G_ema itself stays as it is either way.
"""

import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.metrics.evaluator import Evaluator, rounded
from gan_core.metrics.frechet import Moments, frechet_distance, moments
from gan_core.objectives.ema_lengths import lengths_offered
from gan_core.runs.average_generator import generator_of_length
from gan_core.runs.average_words import words
from gan_core.runs.checkpoint import save_generator
from gan_core.runs.evaluation import generate, sample_count
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Trainer

# G_ema's own length is 0.063 with half-lives of 5%. Tried from its neighbours outwards, until the
# time is up.
CANDIDATES = (0.04, 0.10, 0.03, 0.14, 0.20)
MOST_SECONDS, TIME_SHARE = 15.0, 0.15  # the less of both: seconds, and share of the training time
CERTAIN = 2.0  # standard errors
GROUPS = 10  # of samples, left out one after the other, for the standard error


def choose_or_report(
    run: RunDir,
    trainer: Trainer,
    evaluator: Evaluator,
    should_stop: Callable[[], bool],
    evaluation_seconds: float,
) -> None:
    """`choose`, said on stderr. A run is done whether or not that succeeds."""
    try:
        if run.averages() and (
            found := choose(run, trainer, evaluator, should_stop, evaluation_seconds)
        ):
            print(words(found), file=sys.stderr)
    except Exception:
        traceback.print_exc()  # into the run's log.txt


def choose(
    run: RunDir,
    trainer: Trainer,
    evaluator: Evaluator,
    should_stop: Callable[[], bool] = lambda: False,
    evaluation_seconds: float = 0.0,
) -> dict[str, Any] | None:
    """Compare, write the outcome and, where a length is better, its generator.

    None, and nothing is written, where there is no time or the run must stop meanwhile. Whether
    there is time for a first candidate is told by `evaluation_seconds`, those of one evaluation.
    `length` is the chosen one, None where G_ema is kept; `best` is the best candidate, and
    `distance`, `distance_G_ema`, `gain` and `standard_error` are those of the fresh seeds.
    """
    comparison = _Comparison(run, trainer, evaluator)
    tried = comparison.try_lengths(should_stop, evaluation_seconds)
    if not tried or should_stop():  # what follows takes as long as two candidates
        return None
    best = min(tried, key=lambda length: tried[length])
    count = comparison.count
    before = comparison.features(trainer.G_ema, first=count)
    after = comparison.features(comparison.generators[best][0], first=count)
    gain, error = gain_of(before, after, evaluator.reference.moments)
    is_better = gain > CERTAIN * error
    choice = {
        "images_seen": trainer.images_seen,
        "length": best if is_better else None,
        "best": best,
        "distances": {f"{length:g}": distance for length, distance in tried.items()},
        "distance_G_ema": frechet_distance(moments(before), evaluator.reference.moments),
        "distance": frechet_distance(moments(after), evaluator.reference.moments),
        "gain": gain,
        "standard_error": error,
        "samples": count,
        "reals": len(evaluator.reference.real),
        "fd_name": evaluator.config.distance_name,
        "reals_of": evaluator.describe()["reals_of"],
        "seconds": round(comparison.spent, 2),
    }
    if is_better:
        G, about = comparison.generators[best]
        about = {**about, "images_seen": trainer.images_seen}
        save_generator(run.offered_file(trainer.images_seen), G, about)
    run.write_choice(rounded(choice))
    return choice


def gain_of(before: Tensor, after: Tensor, real: Moments) -> tuple[float, float]:
    """(decrease of the Frechet distance, its standard error) for features of the same seeds [N, d].

    A jackknife: one of `GROUPS` groups of seeds is left out at a time, from both sides. That both
    have the same seeds takes most of the noise out of the difference.
    """

    def gain(kept: Tensor) -> float:
        distances = [frechet_distance(moments(side[kept]), real) for side in (before, after)]
        return distances[0] - distances[1]

    group = torch.arange(len(before)) % GROUPS
    without = torch.tensor([gain(group != index) for index in range(GROUPS)], dtype=torch.float64)
    spread = (without - without.mean()).square().sum() * (GROUPS - 1) / GROUPS
    return gain(group >= 0), float(spread.sqrt())


class _Comparison:
    """The candidates of one run, and how long they took."""

    def __init__(self, run: RunDir, trainer: Trainer, evaluator: Evaluator):
        self.run, self.trainer, self.evaluator = run, trainer, evaluator
        self.count = sample_count(trainer)
        self.generators: dict[float, tuple[nn.Module, dict[str, Any]]] = {}
        self.allowed = min(MOST_SECONDS, TIME_SHARE * trainer.clock.seconds)
        self._since = time.perf_counter()

    @property
    def spent(self) -> float:
        return time.perf_counter() - self._since

    def try_lengths(
        self, should_stop: Callable[[], bool], evaluation_seconds: float
    ) -> dict[float, float]:
        """Distance by length, of as many candidates as there is time for.

        The first one is expected to take as long as an evaluation.
        """
        offered = lengths_offered(tuple(self.run.averages()))
        distances: dict[float, float] = {}
        took: list[float] = []
        for length in CANDIDATES:
            if not offered or not offered[0] <= length <= offered[1]:
                continue
            # The comparison on fresh seeds costs about two candidates.
            expected = max(took, default=evaluation_seconds)
            if should_stop() or self.spent + 3 * expected > self.allowed:
                break
            start = self.spent
            G, about = generator_of_length(self.run, length)
            self.generators[length] = G.to(self.trainer.device), about
            real = self.evaluator.reference.moments
            distances[length] = frechet_distance(moments(self.features(G)), real)
            took.append(self.spent - start)
        return distances

    @torch.inference_mode()
    def features(self, G: nn.Module, first: int = 0) -> Tensor:
        """Features [N, d] of the samples of G from seed `first` on."""
        pixels, _ = generate(self.trainer, G, self.count, first)
        return self.evaluator.extract(pixels).features
