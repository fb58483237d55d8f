"""What a finding names as its cause and what it suggests."""

import pytest

from gan_core.commands.diagnose import in_words
from gan_core.diagnosis import diagnose
from tests.gan_core.diagnosis.synthetic_histories import FAULTS


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [("d_overpowers", {"lr_D": 0.01, "lr_G": 2e-5},
      "D's learning rate (0.01) is 500 times that of G (2e-05)."),
     ("d_overpowers", {"d_steps": 5}, "D is updated 5 times for each update of G."),
     ("d_too_weak", {"lr_G": 8e-4}, "G's learning rate (0.0008) is 4 times that of D (0.0002)."),
     ("exploding", {"lr_G": 0.1}, "G's learning rate (0.1) is 500 times the usual 0.0002."),
     ("oscillation", {"beta1": 0.9}, "Adam's beta1 is 0.9; GANs usually need 0.5 or less."),
     ("collapse", {"z_dim": 2}, "The noise vector z has a length of only 2.")],
)  # fmt: skip
def test_a_finding_names_the_setting_that_causes_it(kind: str, settings: dict, words: str) -> None:
    made = FAULTS[kind]
    plain, before = next(f for f in diagnose(made.latest()) if f.kind == kind), made.settings
    made.settings = {**before, **settings}
    named = next(f for f in diagnose(made.latest()) if f.kind == kind)
    made.settings = before
    assert plain.cause == "" and named.cause == words and words in in_words(named)


def test_a_standstill_suggests_larger_steps() -> None:
    (found, *_) = diagnose(FAULTS["still"].latest())
    assert found.suggestions[0].assignments == ("lr_G=0.0002", "lr_D=0.0002")


def test_every_suggestion_is_a_valid_run_of_every_recipe() -> None:
    from gan_core.config.settings import settings_from
    from gan_core.diagnosis import suggestions
    from gan_core.recipes import RECIPES

    makers = (
        suggestions.weaker_D, suggestions.stronger_D, suggestions.smaller_steps,
        suggestions.more_stable, suggestions.more_variety, suggestions.against_overfitting,
        suggestions.fine_tuning, lambda settings: suggestions.all_classes(settings, True),
    )  # fmt: skip
    variants = ({}, {"lr_D": 1e-7}, {"lr_G": 1e-7}, {"lr_G": 0.5, "lr_D": 0.5}, {"beta1": 0.95})
    for recipe in RECIPES.values():
        for changed in variants:
            own = vars(settings_from(recipe.settings_type, changed))
            for make in makers:
                made = make(own)
                assert (not changed) <= len(made) <= 2, (recipe.name, make)
                for each in made:
                    words = dict(word.split("=") for word in each.assignments)
                    new = vars(settings_from(recipe.settings_type, {**own, **words}))
                    assert new != own, (recipe.name, each)
