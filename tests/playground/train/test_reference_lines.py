"""The lines of the live view lie where D is undecided, whatever the loss function."""

import math

import pytest
import torch

from gan_core.config.settings import settings_from
from gan_core.config.training_options import LOSSES, REDUCTIONS, TrainingOptions
from gan_core.objectives import losses
from gan_core.objectives.reference_losses import reference_losses
from gan_core.recipes import RECIPES
from playground.train.reference_lines import UNDECIDED_G, reference_lines

UNDECIDED = torch.zeros(4)


def lines(loss="nonsaturating", reduction="sum", **settings):
    chosen = settings_from(
        TrainingOptions, {"loss": loss, **({"gp_weight": 10} if loss == "wasserstein" else {})}
    )
    found = reference_losses(chosen, reduction)
    return reference_lines(
        {"settings": {"loss": loss}}, {"loss_D": {"reduction": reduction, **vars(found)}}
    )


@pytest.mark.parametrize("loss", UNDECIDED_G)
def test_G_has_the_loss_of_its_line_when_D_is_undecided(loss):
    found = losses.loss_G(loss, UNDECIDED, UNDECIDED).item()
    assert found == pytest.approx(UNDECIDED_G[loss], abs=1e-6)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_D_has_the_loss_of_its_line_when_it_is_undecided(loss, reduction):
    terms = losses.loss_D(loss, UNDECIDED, UNDECIDED)
    expected = losses.reduce_terms(*terms, reduction, 4, 4).item()
    first = lines(loss, reduction)["lines"][0]
    assert first["value"] == pytest.approx(expected, abs=1e-6)
    assert first["of"] in ("D", "both")


def test_only_a_cross_entropy_makes_the_sigmoid_a_probability():
    assert lines("hinge")["output"] == "logit" and lines("minimax")["output"] == "score"


def test_sum_and_mean_are_named_and_a_floor_is_drawn():
    words = [line["words"] for line in lines()["lines"]]
    assert words == ["chance level of D (2 ln 2)", "of G (ln 2)"]
    assert [line["words"] for line in lines(reduction="mean")["lines"]] == ["chance level (ln 2)"]
    recipe = RECIPES["fashiongan"]
    about = {"loss_D": vars(recipe.reference_losses(recipe.settings_type()))}
    found = reference_lines({"settings": {"loss": "nonsaturating"}}, about)
    assert found["reduction"] == "mean" and found["lines"][-1]["words"] == "D never wrong (0.266)"


def test_a_run_of_an_earlier_version_is_read_as_a_sum():
    found = reference_lines({}, {})
    assert found["reduction"] == "sum" and found["output"] == "score"
    assert found["lines"][0]["value"] == pytest.approx(2 * math.log(2))
