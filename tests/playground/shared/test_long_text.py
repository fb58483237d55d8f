"""What people type is composed in parts: thousands of accents do not stop the server."""

import unicodedata

import pytest

import gan_core
from gan_core import GanError
from playground.shared.door import teachers
from playground.shared.folder_names import folder_name

MARKS = "a" + "\u0327\u0334" * 20_000


def test_a_passphrase_and_a_name_of_thousands_of_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = []
    normalize = unicodedata.normalize

    def counted(form: str, text: str) -> str:
        lengths.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counted)
    monkeypatch.setenv(teachers.VARIABLE, "x")
    with pytest.raises(GanError, match="at most 40 characters"):
        folder_name("class", MARKS)
    with pytest.raises(GanError, match="not the teacher's"):
        teachers.sign_in(MARKS, "10.1.2.3")
    assert len(lengths) > 2 * 40 and max(lengths) == gan_core.COMPOSED
