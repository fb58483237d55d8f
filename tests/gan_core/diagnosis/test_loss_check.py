"""The check of reported losses: bounds that hold for any D, and the published table."""

import json
import math

import pytest
import torch

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.diagnosis.loss_check import check_example, check_losses, min_fake_term
from gan_core.objectives.losses import nonsaturating_loss_D, nonsaturating_loss_G


def test_the_published_table_is_impossible_as_a_sum_from_epoch_10_on():
    results = {epoch: found.result for epoch, found in check_example("sum")}
    assert results.pop(1) == "possible"
    assert set(results) == {10, 20, 30, 40, 50} and set(results.values()) == {"impossible"}
    row = dict(check_example("sum"))[10]
    assert row.min_fake_term == pytest.approx(0.796, abs=5e-4) and row.loss_D == 0.7
    assert row.score_real is None and "0.796" in row.explanation


def test_the_published_table_is_worse_than_chance_as_a_mean():
    results = {epoch: found.result for epoch, found in check_example("mean")}
    assert results.pop(1) == "possible" and set(results.values()) == {"worse than chance"}
    last = dict(check_example("mean"))[50]
    assert (last.score_fake, last.score_real) == pytest.approx((0.67, 0.68), abs=0.005)


def test_the_plot_of_the_same_project_is_possible_as_a_sum():
    found = check_losses(1.70, 0.92, "sum")
    assert found.result == "possible"
    assert found.score_fake == pytest.approx(0.18, abs=0.005) and found.score_real <= 0.67


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("convention", ["sum", "mean"])
def test_losses_of_a_real_D_are_never_impossible(seed, convention):
    generator = torch.Generator().manual_seed(seed)
    scale = 0.1 + seed / 4
    real, fake = scale * torch.randn(2, 40, generator=generator, dtype=torch.double)
    terms = nonsaturating_loss_D(real, fake)
    loss_D = sum(terms).item() / (1 if convention == "sum" else 2)
    found = check_losses(nonsaturating_loss_G(fake).item(), loss_D, convention, rounding=1e-9)
    assert found.result != "impossible"
    assert found.min_fake_term <= terms[1].item() + 1e-9


def test_the_bound_is_reached_when_all_fakes_have_the_same_logit():
    fake = torch.full((5,), -0.7, dtype=torch.double)
    _, fake_term = nonsaturating_loss_D(fake, fake)
    assert min_fake_term(nonsaturating_loss_G(fake).item()) == pytest.approx(fake_term.item())


@pytest.mark.parametrize("convention, chance", [("sum", 2 * math.log(2)), ("mean", math.log(2))])
def test_chance_is_possible_and_just_above_it_is_worse(convention, chance):
    assert check_losses(math.log(2), chance, convention).result == "possible"
    assert check_losses(math.log(2), chance, convention).chance == chance
    assert check_losses(math.log(2), chance + 0.01, convention).result == "worse than chance"


def test_a_G_loss_of_0_needs_an_infinite_D_loss():
    assert check_losses(0.0, 8.0, "sum").result != "impossible"  # 0.0004 rounds to 0, needs 7.8
    assert check_losses(0.0, 8.0, "sum", rounding=0.0).result == "impossible"


@pytest.mark.parametrize("g, d", [(-0.1, 1), (1, -0.1), (math.nan, 1), (1, math.inf)])
def test_values_that_no_cross_entropy_has_are_refused(g, d):
    with pytest.raises(GanError, match="0 or more"):
        check_losses(g, d, "sum")
    with pytest.raises(GanError, match="sum"):
        check_losses(1, 1, "total")


def test_the_command_prints_and_gives_json(capsys):
    assert main(["check-losses", "--g", "0.6", "--d", "0.7", "--convention", "sum"]) == 0
    assert "impossible" in capsys.readouterr().out
    assert main(["check-losses", "--example", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 12 and {row["convention"] for row in rows} == {"sum", "mean"}


@pytest.mark.parametrize("words", [[], ["--g", "1"], ["--example", "--g", "1", "--d", "1"]])
def test_the_command_asks_for_what_is_missing(words, capsys):
    assert main(["check-losses", *words]) == 2
    assert "--example" in capsys.readouterr().err or words == ["--g", "1"]
