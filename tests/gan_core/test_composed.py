"""Text in NFC, at a cost that grows with its length alone."""

import unicodedata

import gan_core
from gan_core import composed
from gan_core.config.image_choices import ImageChoices
from gan_core.data.files.names import normal

MARKS = "a" + "\u0327\u0334" * 20_000


def test_a_letter_and_its_accent_are_one_text_however_they_were_typed():
    for text in ("Äpfel", "Ñandú " * 60, ""):
        assert composed(unicodedata.normalize("NFD", text)) == text


def test_thousands_of_marks_are_composed_in_parts_wherever_text_comes_in(monkeypatch):
    lengths = []
    normalize = unicodedata.normalize

    def counted(form: str, text: str) -> str:
        lengths.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counted)
    normal(MARKS)
    assert ImageChoices(leave_out=MARKS).folders_left_out
    assert len(lengths) > 2 * 40 and max(lengths) == gan_core.COMPOSED
