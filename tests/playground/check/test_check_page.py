"""The page that checks reported losses: the core's own sentences, a result each, no traceback."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.diagnosis.loss_check import EXAMPLE, check_example, check_losses

PAGE = str(Path(__file__).parents[3] / "playground" / "check" / "page.py")


def page(loss_G=None, loss_D=None, convention=None):
    test = AppTest.from_file(PAGE, default_timeout=60).run()
    if loss_G is not None:
        test.number_input(key="loss-G").set_value(loss_G)
        test.number_input(key="loss-D").set_value(loss_D)
    if convention:
        test.segmented_control(key="convention").set_value(convention)
    test.run()
    assert not test.exception, test.exception
    return test


def tables(test):
    return [m.value.splitlines()[2:] for m in test.markdown if m.value.startswith("|")]


@pytest.mark.parametrize("convention", ["sum", "mean"])
@pytest.mark.parametrize("losses", [(0.4, 0.75), (0.693, 1.386), (1.7, 0.92), (0.0, 0.0)])
def test_a_pair_gets_the_cores_result_and_sentence(losses, convention):
    (row,), example = tables(page(*losses, convention))
    found = check_losses(*losses, convention)
    assert f"[{found.result}]" in row and found.explanation in row
    assert len(example) == len(EXAMPLE)
    for line, (epoch, found) in zip(example, check_example(convention), strict=True):
        assert line.startswith(f"|epoch {epoch}|") and f"[{found.result}]" in line


def test_without_a_convention_both_are_checked():
    mine, example = tables(page())
    assert "(sum)" in mine[0] and "(average)" in mine[1] and len(example) == 2 * len(EXAMPLE)
    assert "red-badge[impossible]" in " ".join(example)
    assert "orange-badge[worse than chance]" in " ".join(example)


def test_the_first_sentence_says_why_the_page_exists():
    test = page()
    assert test.caption[0].value.strip().startswith("Read a paper's losses? Check whether they can")
    assert "(G)" in test.caption[0].value and "(D)" in test.caption[0].value


def test_what_is_said_of_the_example_is_true():
    """Read as sums all but the first row are impossible, as averages all worse than guessing."""
    sums, means = check_example("sum"), check_example("mean")
    assert {row.result for _, row in sums[1:]} == {"impossible"} and sums[0][1].result == "possible"
    assert {row.result for _, row in means[1:]} == {"worse than chance"}
