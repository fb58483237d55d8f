"""What a person writes on a run: bounded, in NFC, without what nobody would see."""

import pytest

from gan_core import GanError
from gan_core.runs.run_dir import create
from gan_core.runs.run_label import MOST_NAME, MOST_NOTE, MOST_TAG, MOST_TAGS, RunLabel


def test_a_label_is_kept_with_the_run_and_shows_in_its_version(environment):
    run = create(environment / "runs", "run", {})
    assert run.label() == RunLabel()
    before = run.version()
    label = RunLabel.checked("Best one", "lr too high?\nno", ["for Monday", "64 px"])
    run.write_label(label)
    assert run.label() == label and run.version() != before


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  two   words ", "two words"),
        ("line\nbreak\tand tab", "line break and tab"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("a\u202eb\x1b[31m\x00", "ab[31m"),
        ("\ud800x", "x"),
        ("\u200b\u200d \u0301", ""),
        ("<b>bold</b> & [link](x) \U0001f600", "<b>bold</b> & [link](x) \U0001f600"),
    ],
    ids=["spaces", "lines", "composed", "control", "surrogate", "invisible", "as typed"],
)
def test_a_name_is_one_line_that_can_be_seen(typed, kept):
    assert RunLabel.checked(typed, "", []).name == kept


def test_tags_are_distinct_and_a_note_keeps_its_lines():
    label = RunLabel.checked("", "one\r\ntwo", ["Best", "", "best", " sharp  eyes"])
    assert label.tags == ("Best", "sharp eyes") and label.note == "one\ntwo"


@pytest.mark.parametrize(
    "name, note, tags, said",
    [
        ("x" * (MOST_NAME + 1), "", [], "at most 60 characters"),
        ("", "x" * (MOST_NOTE + 1), [], "at most 500 characters"),
        ("", "", [str(n) for n in range(MOST_TAGS + 1)], "at most 8 tags"),
        ("", "", ["x" * (MOST_TAG + 1)], "at most 24 characters"),
        (5, "", [], "text"),
        ("", None, [], "text"),
        ("", "", "best", "text"),
        ("", "", [["best"]], "text"),
    ],
    ids=["name", "note", "tags", "tag", "number", "null", "one tag", "nested"],
)
def test_what_is_too_long_or_no_text_is_refused_in_a_sentence(name, note, tags, said):
    with pytest.raises(GanError, match=said):
        RunLabel.checked(name, note, tags)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"name": 5, "note": null, "tags": {"a": 1}}', b'{"name": NaN}',
     b'{"tags": [1, null, ["x"], "kept"]}'],
)  # fmt: skip
def test_a_damaged_file_costs_what_is_damaged_alone(environment, content):
    run = create(environment / "runs", "run", {})
    (run.path / "label.json").write_bytes(content)
    label = run.label()
    assert (label.name, label.note) == ("", "") and label.tags in ((), ("kept",))


def test_a_file_of_megabytes_is_cut():
    label = RunLabel.from_json({"name": "x" * 10**6, "note": "y" * 10**6, "tags": ["z" * 99] * 999})
    assert (len(label.name), len(label.note)) == (MOST_NAME, MOST_NOTE)
    assert label.tags == ("z" * MOST_TAG,)
