"""Settings and names as words of a page: nothing is called 0 that is not none, names stay text."""

from playground.shared.plain_text import plain
from playground.shared.setting_labels import IMAGE_LABELS, label, setting_words


def test_what_zero_stands_for_is_said() -> None:
    assert setting_words("width", 0) == "chosen by size" and setting_words("width", 32) == "32"
    assert setting_words("subset", 0) == "all" and setting_words("leave_out", "") == "none"
    assert setting_words("minibatch_std", 0) == "0"


def test_image_choices_have_the_words_of_the_form() -> None:
    assert setting_words("fit", "pad") == "Add bars" and setting_words("classes", "one") == "on"
    assert label("flip") == "Add mirrored copies" and label("classes") == "One class for all"
    assert label("subset") == IMAGE_LABELS["subset"] == "Random subset"


def test_a_text_is_shown_as_it_is_written() -> None:
    assert plain("a_b [x](y) |") == r"a\_b \[x\]\(y\) \|"
    assert plain("one\n# two\r\n- three") == r"one \# two \- three"  # no heading, no list
