"""Records that look odd and are no fault, and where the line is."""

import numpy as np
import pytest

from gan_core.diagnosis import diagnose
from gan_core.diagnosis.balance import count_swings
from gan_core.diagnosis.progress import count_turns
from tests.gan_core.diagnosis.synthetic_histories import (
    balanced,
    evaluations,
    history,
    kinds,
    records,
)


def test_an_untrained_generator_is_no_fault() -> None:
    """It generates one grey image; neither that nor a single odd evaluation is a finding."""
    young = dict(distinct=1, diversity_within_class=0.0, class_histogram=[1000, 0, 0])
    row = {**evaluations(1)[0], **young, "images_seen": 0}
    assert kinds(history(balanced(20), [row, {**row, "images_seen": 1000}])) == []
    once = evaluations(12, distinct=lambda n: 5 if n == 12 else 995)
    assert "collapse" not in kinds(history(balanced(), once))


def test_low_diversity_that_still_grows_is_no_fault() -> None:
    """As measured for a narrow DCGAN in its first 9,000 images, and for large batches later."""
    diversity = [0.0036, 0.028, 0.082, 0.133, 0.136, 0.179, 0.265]
    seen = [0, 1_280, 2_240, 3_520, 5_120, 7_040, 8_960]
    one_class = [1000, 0, 0]
    rows = [
        {**evaluations(1)[0], "images_seen": images, "diversity_within_class": value,
         "class_histogram": one_class, "distinct": 900}
        for images, value in zip(seen, diversity, strict=True)
    ]  # fmt: skip
    assert kinds(history(balanced(30), rows)) == []
    later = [{**row, "images_seen": 30_000 + row["images_seen"]} for row in rows]
    assert not {"collapse", "collapse_in_class"} & {*kinds(history(balanced(30), later))}
    still = [{**row, "diversity_within_class": 0.01, "step": 20} for row in later]
    assert kinds(history(balanced(30), still)) == []


def test_a_rare_class_is_found_while_the_rest_improves_but_not_while_it_grows() -> None:
    """As measured for a quick generator without bags in its data: the distance fell throughout."""
    shares = {"class_histogram": lambda n: [490, 40 + n % 3, 470]}
    assert {"learning", "rare_class"} == {*kinds(history(balanced(), evaluations(**shares)))}
    growing = {"class_histogram": lambda n: [490, 5 * n, 500 - 5 * n]}
    assert kinds(history(balanced(), evaluations(**growing))) == ["learning"]
    few = {"class_histogram": lambda n: [400, 120, 480]}  # rarer than real, and no fault
    assert kinds(history(balanced(), evaluations(**few))) == ["learning"]


def test_a_strong_D_for_a_few_batches_is_no_fault() -> None:
    rows = balanced(200)
    for row in rows[-12:]:
        row |= {"loss/D": 0.001, "score/real": 1.0, "score/fake": 0.0, "loss/G": 12.0}
    assert kinds(history(rows)) == []


def test_a_wasserstein_loss_is_not_taken_for_a_strong_D() -> None:
    made = history(
        records(loss_G=-3.0, loss_D=-1.5, score_real=0.9, score_fake=0.1), settings={
            "loss": "wasserstein", "weight_clip": 0.01},
    )  # fmt: skip
    made.loss_D["chance"] = 0.0
    assert kinds(made) == []


@pytest.mark.parametrize("ratios", [(1e-3, 1e-3), (5e-7, 1e-3), (1e-3, 5e-7), (4e-5, 4e-5)])
def test_a_network_that_moves_is_no_standstill(ratios: tuple[float, float]) -> None:
    rows = evaluations(update_ratio_G=ratios[0], update_ratio_D=ratios[1])
    assert "still" not in kinds(history(balanced(), rows))


@pytest.mark.parametrize("network", ["update_ratio_G", "update_ratio_D"])
@pytest.mark.parametrize("when", [11, 12])  # one of the last two of twelve evaluations
def test_what_is_not_a_number_is_no_standstill(network: str, when: int) -> None:
    ratios = {"update_ratio_G": 1e-7, "update_ratio_D": 1e-7}
    changed = ratios | {network: lambda n: float("nan") if n == when else 1e-7}
    assert "still" in kinds(history(balanced(), evaluations(**ratios)))
    assert "still" not in kinds(history(balanced(), evaluations(**changed)))


def test_an_oscillating_distance_is_a_fault_unless_it_improves() -> None:
    """As measured for a narrow DCGAN with learning rates of 0.1, after its first 1,000 images."""
    jumps = [88.5, 87.0, 149.6, 121.3, 90.3, 83.1, 108.3, 87.6]
    wild = evaluations(len(jumps), fd=lambda n: jumps[n - 1])
    (found,) = diagnose(history(balanced(60), wild).latest())
    assert found.kind == "oscillation" and "between 83.1 and 149.6" in found.evidence[0]
    few = evaluations(len(jumps), fd=lambda n: jumps[n - 1], samples=50)
    assert "oscillation" not in kinds(history(balanced(60), few))
    better = evaluations(len(jumps), fd=lambda n: jumps[n - 1] / n)
    assert "oscillation" not in kinds(history(balanced(60), better))


@pytest.mark.parametrize(
    "values, turns",
    [([], 0), ([9, 5, 4, 3], 0), ([9, 5, 6.5, 3], 2), ([9, 5, 5.4, 5, 5.4, 3], 0),
     ([5, 5.5, 6, 6.5, 3], 1), ([4, 8, 4, 8, 4], 3)],
)  # fmt: skip
def test_turns_within_the_noise_are_not_counted(values: list[float], turns: int) -> None:
    assert count_turns(np.array(values), 1.15) == turns


def test_swings_are_counted_only_from_below_low_to_above_high() -> None:
    assert count_swings(np.array([0.1, 0.5, 0.9, 1.2, 0.6, 0.1, np.nan, 1.3]), 0.25, 1.0) == 3
    assert count_swings(np.array([0.3, 0.9, 0.4, 0.8]), 0.25, 1.0) == 0


def test_a_D_at_chance_level_is_a_fault_only_if_the_images_stay_bad() -> None:
    at_chance = records(loss_G=0.75, loss_D=1.33, score_real=0.52, score_fake=0.47)
    assert kinds(history(at_chance)) == []
    assert "d_too_weak" not in kinds(history(at_chance, evaluations()))
    bad = [{**evaluations(1)[0], "images_seen": 0}, *evaluations(fd=200.0)]
    assert kinds(history(at_chance, bad))[0] == "d_too_weak"
    assert "d_too_weak" not in kinds(history(at_chance, bad, settings={"r1_gamma": 1.0}))
