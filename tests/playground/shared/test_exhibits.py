"""Exhibit files with mistakes are named, the others work; ids of recordings lead nowhere else."""

import pytest

from gan_core import GanError
from gan_core.runs.run_dir import all_runs, find
from playground.shared import exhibits
from playground.shared.exhibit_content import read_exhibit

GOOD = (exhibits.CONTENT / "collapse.toml").read_text("utf-8")


def written(folder, text, name="collapse.toml"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_file_is_read_as_it_says(tmp_path):
    exhibit = read_exhibit(written(tmp_path, GOOD))
    assert (exhibit.id, exhibit.title, exhibit.finding) == ("collapse", "Collapse", "collapse")
    assert sum(option.right for option in exhibit.options) == 1
    assert exhibit.lab == "collapse"
    assert exhibit.cure_settings["recipe"]
    assert exhibit.marks[0].on == "grid"


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("[finding]", "[finding", "no valid TOML"),
        ('title = "Collapse"', "", "title must be a text"),
        ('title = "Collapse"', 'title = "Collapse"\nvideo = "x"', "video is no part"),
        ('kind = "collapse"', 'kind = "boredom"', "finding.kind must be one of"),
        ("right = true", "right = false", "one of them with right = true"),
        ('on = "grid"', 'on = "wall"', "marks.on must be one of"),
        ("box = [", "box = [2, ", "four numbers from 0 to 1"),
        ("[wrong_guess]", "[guess]", "guess is no part"),
        ("[wrong_guess]\n", "", "part of"),
        ('recipe = "', 'recipes = "', "must name the recipe"),
        ("told_at = ", "told_at = -", "told_at must be a whole number"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path, old, new, words):
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    if words == "part of":
        words = "missing"
    with pytest.raises(GanError, match=r"^collapse\.toml") as wrong:
        read_exhibit(path)
    assert words in str(wrong.value)


def test_a_box_outside_of_the_picture_and_an_odd_name_are_refused(tmp_path):
    start = GOOD.index("box = ")
    line = GOOD[start : GOOD.index("\n", start)]
    with pytest.raises(GanError, match="inside the picture"):
        read_exhibit(written(tmp_path, GOOD.replace(line, "box = [0.5, 0, 0.6, 1]")))
    with pytest.raises(GanError, match="small letters"):
        read_exhibit(written(tmp_path, GOOD, "Two words.toml"))
    with pytest.raises(GanError, match="UTF-8"):
        (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
        read_exhibit(tmp_path / "a.toml")


def test_one_damaged_file_does_not_stop_the_others(tmp_path):
    good = exhibits.CONTENT / "d-won.toml"
    bad = written(tmp_path, "order = 1")
    nowhere = written(tmp_path, GOOD, "not-recorded.toml")
    found, mistakes = exhibits.all_exhibits([good, bad, nowhere])
    assert [exhibit.id for exhibit in found] == ["d-won"]
    assert len(mistakes) == 2 and any("collapse.toml" in words for words in mistakes)


@pytest.mark.parametrize(
    "run_id", ["exhibit:", "exhibit:nothing", "exhibit:../fashion-mnist", "exhibit:.", "collapse",
               "exhibit:collapse/samples", "exhibit:" + "a" * 500],
)  # fmt: skip
def test_only_recordings_are_found_by_their_ids(run_id):
    with pytest.raises(GanError):
        exhibits.find_shown(run_id)
    with pytest.raises(GanError):
        exhibits.find_exhibit(run_id.removeprefix(exhibits.PREFIX) + "!")


def test_no_run_of_anybody_is_a_recording(tmp_path):
    run = exhibits.find_recording("exhibit:collapse")
    assert run.id == "exhibit:collapse"
    with pytest.raises(GanError):
        find(tmp_path, run.id)
    assert all_runs(exhibits.RECORDINGS) == []
