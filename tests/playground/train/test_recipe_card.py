"""The card of a recipe: papers as links, one row per layer with weights, no width of 0."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.recipes import RECIPES
from playground.train.published import changed_settings
from playground.train.recipe_card import linked
from tests.playground.train.sample_images import archive, photo


def card(name: str) -> str:
    def script(name: str) -> None:
        from gan_core.recipes import RECIPES
        from playground.train import recipe_card

        recipe_card.show(RECIPES[name], None)

    test = AppTest.from_function(script, args=(name,), default_timeout=60)
    test.session_state["about-model"] = True
    test.run()
    assert not test.exception
    return "\n".join(element.value for element in test.markdown)


def test_every_arxiv_number_is_a_link_to_its_paper() -> None:
    words = linked(RECIPES["quick"].source)
    assert words.count("](https://arxiv.org/abs/") == words.count("arXiv ") == 7
    assert "[arXiv 1807.00734](https://arxiv.org/abs/1807.00734)" in words
    assert linked("somebody/project") == "somebody/project"


def test_the_width_that_the_size_chooses_is_not_called_zero() -> None:
    assert "|Width|chosen by size|" in card("quick") and "|Width|64|" in card("dcgan")


def test_settings_that_follow_the_side_are_those_of_the_side() -> None:
    def gamma(image_size: int) -> list[object]:
        rows = changed_settings(RECIPES["quick"], image_size)
        return [here for name, here, _ in rows if name in ("r1_gamma", "r2_gamma")]

    assert gamma(28) == [0.1, 0.1] and gamma(64) == [1.0, 1.0]


@pytest.mark.parametrize("name", RECIPES)
def test_the_rows_say_what_each_layer_does(name: str) -> None:
    rows = [
        line.split("|")[1:3] for line in card(name).splitlines() if "×" in line or "Dense" in line
    ]
    for layer, shape in rows:
        assert "Tanh · tanh" not in layer and "3x3" not in layer
        if layer.endswith("logit"):
            assert shape in ("1", "1×1×1")
    assert [layer for layer, _ in rows if layer.endswith("logit")]


def test_the_layers_are_those_for_the_classes_that_are_used(environment: Path) -> None:
    from gan_core.training.resolve import resolve_config
    from playground.train.recipe_card import _images

    colours = {f"{kind}/{n}.png": photo((60 * n, 40, 90)) for kind in "abc" for n in range(9)}
    (environment / "abc.zip").write_bytes(archive(colours))

    def classes(*settings: str) -> int:
        wanted = ["labels=true", *settings]
        config = resolve_config(
            "dcgan", str(environment / "abc.zip"), device="cpu", settings=wanted
        )
        return _images(RECIPES["dcgan"], config)[2]

    assert classes() == 3 and classes("leave_out=b") == 2


def test_layers_that_read_the_class_say_so() -> None:
    words = card("quick")
    assert "|Class labels · Dense|64|" in words and "|Class labels · Dense|3072|" in words
    assert "|Conv 3×3 · Pixel shuffle ×2 · tanh|1×28×28|" in words
