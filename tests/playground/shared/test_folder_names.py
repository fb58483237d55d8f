"""Names in any script are names of folders; what a system cannot hold is refused."""

import pytest

from gan_core import GanError
from playground.shared.folder_names import MAX_NAME, class_folder_name, folder_name, same_name

ZWJ, SURROGATE, RIGHT_TO_LEFT = "\u200d", "\ud800", "\u202e"


@pytest.mark.parametrize(
    "text",
    ["cat", "our class", "7b", "Äpfel", "猫", "Кошка", "قطة", "बिल्ली", "고양이", "🐱", f"👩{ZWJ}🎨",
     "rock'n'roll", "x" * MAX_NAME],
)  # fmt: skip
def test_a_name_in_any_script_is_kept(text: str, tmp_path) -> None:
    name = folder_name("set", text)
    assert name == text
    (tmp_path / name).mkdir()
    assert [path.name for path in tmp_path.iterdir()] == [text]


def test_spaces_are_tidied_and_accents_are_one_letter() -> None:
    assert folder_name("set", "  our \t class ") == "our class"
    assert folder_name("set", "A\u0308pfel") == "Äpfel"


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "..", ".hidden", "../x", "a/b", "a\\b", "-x", "a\0b", "x" * (MAX_NAME + 1),
     "a:b", "a*b", "nul", "COM1", "a.png", "<b>", SURROGATE, f"a{RIGHT_TO_LEFT}b"],
)  # fmt: skip
def test_what_cannot_be_a_folder_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(GanError, match=r"^[^\n]+\.$|choose another"):
        folder_name("set", text)


@pytest.mark.parametrize("text", ["test", "Test", "val", "validation2"])
def test_a_class_cannot_be_called_like_a_folder_of_held_out_images(text: str) -> None:
    assert folder_name("set", text) == text
    with pytest.raises(GanError, match="held-out"):
        class_folder_name(text)


@pytest.mark.parametrize(
    "first, second, same",
    [("Cat", "cat", True), ("ÄPFEL", "A\u0308pfel", True), ("straße", "STRASSE", True),
     ("cat", "cats", False), ("猫", "犬", False)],
)  # fmt: skip
def test_names_are_the_same_whatever_their_capitals(first: str, second: str, same: bool) -> None:
    assert same_name(first, second) is same
