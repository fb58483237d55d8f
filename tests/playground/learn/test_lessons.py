"""Lessons: the shipped ones are complete and true to the engine; a mistake in a file is named."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from gan_core import GanError
from playground.learn import lesson_shelf
from playground.learn.conditions import DIRAC, HISTORY, SCORE, STATS, check_condition
from playground.learn.lesson_content import PAGES, Lesson, read_lesson
from playground.learn.lesson_plan import is_plan, read_plan
from playground.learn.lessons_page import page_data
from playground.shared import questions
from playground.shared.exhibits import CONTENT, all_exhibits
from playground.shared.questions import lesson_files
from playground.shared.toml_fields import read_table
from playground.train import form_state

ROOT = Path(__file__).resolve().parents[3]
SHELF = lesson_shelf.shelf()
NEEDS_NODE = pytest.mark.skipif(shutil.which("node") is None, reason="wants node")
BY_NAME = pytest.mark.parametrize("lesson", SHELF.lessons.values(), ids=list(SHELF.lessons))
RESULTS = ROOT / "benchmarks" / "results" / "lesson_presets.json"


def test_eight_lessons_and_the_45_minutes_are_there_without_a_mistake():
    assert SHELF.problems == []
    assert [name[:2] for name in SHELF.lessons] == [f"{k:02d}" for k in range(1, 9)]
    assert sum(block.minutes for block in SHELF.plans["45-minutes"].blocks) == 45


@BY_NAME
def test_a_lesson_is_complete(lesson: Lesson):
    assert 5 <= lesson.minutes <= 10
    for stage in lesson.stages:
        assert stage.observe, "what happened is asked before it is explained"
    for question in lesson.questions:
        chosen = [option for option in question.options if option.id == question.right]
        assert len(chosen) == (1 if question.options else 0)
        assert all(option.reason for option in question.options) or question.reason
    assert lesson.explain.picture.startswith("<svg"), "python -m benchmarks.lesson_pictures"
    assert "<script" not in lesson.explain.picture and "href" not in lesson.explain.picture
    wrong = {
        (id, option.id)
        for stage in lesson.stages
        for id in stage.predict
        for question in lesson.questions
        if question.id == id
        for option in question.options
        if option.id != question.right
    }
    assert wrong == {(id, option) for id, says in lesson.teacher.say.items() for option in says}


@BY_NAME
def test_a_transfer_leads_to_a_page_whose_form_knows_the_settings(lesson: Lesson):
    pages = re.findall(r'url_path="(\w+)"', (ROOT / "playground" / "main.py").read_text("utf-8"))
    assert lesson.transfer.page in ("", *pages)
    shown = [lesson.transfer.exhibit, *(match.exhibit for match in lesson.transfer.match)]
    assert {*filter(None, shown)} <= {exhibit.id for exhibit in all_exhibits()[0]}
    if lesson.name == "03-losses-are-not-quality":
        assert len({match.cause for match in lesson.transfer.match}) == 4
    if lesson.transfer.page != "train":
        return
    from gan_core.config.image_choices import NAMES, image_choices_from
    from gan_core.config.train_config import Budget
    from gan_core.training.resolve import resolve_config

    assert set(lesson.transfer.query) <= form_state.NAMES
    query = dict(lesson.transfer.query)
    image_choices_from({name: query.pop(name) for name in NAMES & query.keys()})
    budget = Budget("images", float(query.pop("images_seen")))
    resolve_config(
        query.pop("recipe"), query.pop("dataset"),
        settings=[f"{name}={value}" for name, value in query.items()], budget=budget, device="cpu",
    )  # fmt: skip


COUNT = re.compile(r"(\d+) of 20\b")


@pytest.mark.parametrize("path", lesson_files().values(), ids=lambda path: path.stem)
def test_a_lesson_says_the_counts_that_were_measured(path: Path):
    counts = json.loads(RESULTS.read_text("utf-8"))
    own = {row["seen"] for key, row in counts.items() if key.startswith(f"{path.stem}/")}
    assert {int(count) for count in COUNT.findall(path.read_text("utf-8"))} <= own


def test_the_counts_of_the_lab_stand_in_no_other_words():
    """Exhibits have theirs from presets.json (failures.py); a text of their own would drift."""
    for path in CONTENT.glob("*.toml"):
        assert not re.search(r"of 20\b|seeds", path.read_text("utf-8")), path.name


ODD_VALUES = (3, -1.5, True, "", "x" * 3000, [], {}, [[]], [{}], {"a": []}, float("nan"))


def with_each_value_replaced(content: Any) -> Iterator[Any]:
    """The content with one value after the other, at any depth, replaced by odd ones.

    Of a list the first entry alone: the others have the same fields.
    """
    if not isinstance(content, (dict, list)):
        return
    for key in content if isinstance(content, dict) else range(min(1, len(content))):
        for odd in (*ODD_VALUES, *with_each_value_replaced(content[key])):
            changed = copy(content)
            changed[key] = odd
            yield changed


@pytest.mark.parametrize(
    "name",
    ["03-losses-are-not-quality", "04-collapse-and-cure", "06-why-it-circles", "45-minutes"],
)
def test_no_odd_value_in_a_file_takes_the_page_away(name):
    path = lesson_files()[name]
    content = read_table(path)
    if "lessons" in content:
        content["lessons"] = content["lessons"][:1]
    refused = 0
    for odd in with_each_value_replaced(content):
        try:
            if is_plan(odd):
                read_plan(path, odd, set(SHELF.lessons))
            else:
                read_lesson(path, odd)
        except GanError as mistake:
            refused += 1
            assert str(mistake).startswith(f"{path.name}: ") and "\n" not in str(mistake)
    assert refused > 100


def test_a_picture_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "20-mine.toml"
    path.with_suffix(".svg").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GanError, match=r"20-mine\.svg cannot be read"):
        read_lesson(path, read_table(lesson_files()["01-two-roles"]))


@NEEDS_NODE
def test_the_engine_reads_every_link_and_every_rule_of_the_dirac_gan():
    links = [
        link
        for lesson in SHELF.lessons.values()
        for stage in lesson.stages
        for link in (stage.link, *(run.link for run in stage.runs))
        if link is not None
    ]
    rules = [s.dirac for each in SHELF.lessons.values() for s in each.stages if s.dirac]
    script = """
      const [{ read }, { checkedRules }] = await Promise.all([import(process.argv[1] + "/link.js"),
        import(process.argv[1] + "/dirac.js")]);
      const { links, rules } = JSON.parse(process.argv[2]);
      rules.forEach(checkedRules);
      console.log(JSON.stringify(links.map((link) => read(link).problem)));
    """
    engine = (ROOT / "playground/lab/frontend/engine").as_uri()
    asked = json.dumps({"links": links, "rules": rules})
    run = subprocess.run(
        ["node", "--input-type=module", "-e", script, engine, asked],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(run.stdout) == [""] * len(links)


@NEEDS_NODE
def test_conditions_may_name_what_the_engine_measures_and_nothing_else():
    script = """
      const names = ["lab", "settings", "conditions"];
      const [{ Lab }, { checked }, { History }] = await Promise.all(names.map(
        (name) => import(`${process.argv[1]}/${name}.js`)));
      const lab = new Lab(checked({ width_G: 4, width_D: 4, batch_size: 8 }));
      lab.step();
      console.log(JSON.stringify(Object.keys(new History().add(lab.stats, lab.score()))));
    """
    engine = (ROOT / "playground/lab/frontend/engine").as_uri()
    run = subprocess.run(
        ["node", "--input-type=module", "-e", script, engine],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert sorted(json.loads(run.stdout)) == sorted((*STATS, *SCORE, *HISTORY))


def test_every_stage_shows_what_it_must_in_18_of_20_seeds():
    counts = json.loads(RESULTS.read_text("utf-8"))
    for lesson in SHELF.lessons.values():
        for number, _ in enumerate(lesson.stages, 1):
            found = counts[f"{lesson.name}/{number}"]
            assert found["of"] == 20 and found["seen"] >= 18, (lesson.name, number, found)


def changed(path: Path, old: str, new: str) -> dict:
    """The first lesson with one text replaced."""
    text = path.read_text("utf-8")
    assert old in text
    return tomllib.loads(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Two roles"', "", "title must be a text"),
        ("minutes = 7", "minutes = 700", "minutes must be a whole number"),
        ("minutes = 7", "minutes = 7\ncolour = 1", "colour is no part of a lesson"),
        ('predict = ["where"]', "predict = []", "stages, number 1: predict must name a question"),
        ('predict = ["where"]', 'predict = ["whither"]', 'predict names "whither"'),
        ('observe = "where-seen"', 'observe = "gone"', 'observe names "gone"'),
        ("batch_size-64~", "batch_size-0~", "stages, number 1: link: The batch size"),
        ("batch_size-64~", "batches-64~", "stages, number 1: link: "),
        ('name = "D_fake"', 'name = "D_fakes"', 'there is no number "D_fakes"'),
        ('is = ">="', 'is = "=>"', "is must be one of"),
        ("value = 0.95", "value = true", "value must be a number"),
        ('right = "uphill"', 'right = "up"', 'right is "up", which cannot be chosen'),
        ('right = "uphill"', "", "right must name the option that is right"),
        ('misconception = "G sees the data and copies them"', "", "needs the misconception"),
        ('checks = ["reaches-g", "why-d-moves"]', 'checks = ["reaches-g"]', "checks must name"),
        ('"minimax_loss_G"', '"maximin_loss_G"', "losses.py does not have"),
        ('page = "train"', 'page = "https://evil.example"', "page must be one of"),
        ('page = "train"', 'page = "train"\nexhibit = "../runs"', 'There is no exhibit "../runs"'),
        ('page = "train"', 'page = "train"\nmatch = [{ exhibit = "d-won" }]', "match has 2 to 6"),
        ('layers = ["fakes", "heat", "arrows"]', 'layers = ["fake"]', "layers has fake"),
        ("steps = 150", 'steps = "many"', "steps must be a whole number"),
    ],
)
def test_a_mistake_is_named_by_file_and_field(old, new, said):
    path = questions.lesson_files()["01-two-roles"]
    if "minimax" in old:
        path = questions.lesson_files()["05-when-d-is-too-good"]
    with pytest.raises(GanError) as error:
        read_lesson(path, changed(path, old, new))
    assert str(error.value).startswith(f"{path.name}: ") and said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_wrong_file_does_not_keep_the_others_away(tmp_path, monkeypatch):
    own = tmp_path / "lessons"
    own.mkdir()
    (own / "80-broken.toml").write_text("title = ")
    (own / "81-binary.toml").write_bytes(b"\xff\xfe\x00")
    (own / "82-empty.toml").write_text("")
    (own / "83-deep.toml").write_text("a = " + "[" * 5000)
    (own / "84-plan.toml").write_text('title = "x"\ngoal = "y"\nminutes = 3\nblocks = [1]\n')
    shutil.copy(lesson_files()["01-two-roles"], own / "90-mine.toml")
    monkeypatch.setattr("playground.shared.questions.runs_root", lambda: tmp_path)
    found = lesson_shelf.shelf()
    assert list(found.lessons) == [*SHELF.lessons, "90-mine"]
    assert len(found.problems) == 5
    assert all(f"8{k}-" in problem for k, problem in enumerate(sorted(found.problems)))


@pytest.mark.parametrize(
    "condition",
    [3, {}, {"all": []}, {"all": [3]}, {"name": "js"}, {"name": "js", "is": "<", "value": "jss"},
     {"not": {"not": {"not": {"not": {"not": {}}}}}},
     {"name": "js", "is": "<", "value": 1, "times": "2"},
     {"name": "js", "is": "<", "value": 1, "or": 2}],
)  # fmt: skip
def test_a_condition_that_is_none_is_refused(condition):
    with pytest.raises(GanError):
        check_condition(condition, "")


def test_conditions_know_runs_and_the_dirac_gan():
    check_condition({"name": "A.js", "is": "<", "value": "B.js", "times": 2}, "", ["A", "B"])
    check_condition({"name": DIRAC[1], "is": "<", "value": 2}, "", dirac=True)
    with pytest.raises(GanError):
        check_condition({"name": "C.js", "is": "<", "value": 2}, "", ["A", "B"])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("1", "01-two-roles"), ("08", "08-learning-by-heart"), ("45-minutes", "45-minutes"),
     ("04-collapse-and-cure", "04-collapse-and-cure"), ("0", None), ("99", None), ("²", None),
     ("../../etc/passwd", None), ("", None)],
)  # fmt: skip
def test_an_address_names_a_lesson_by_number_or_name(wanted, found):
    opened = SHELF.find(wanted)
    assert (opened.name if opened else None) == found


def test_the_page_is_told_of_the_open_lesson_alone_and_of_no_hostile_seed():
    lesson = SHELF.find("2")
    data = page_data(SHELF, lesson, {"seed": "7", "teacher": "1", "lock": "lr_G", "hide": "code"})
    assert data["lesson"]["name"] == "02-what-d-learns" and data["next"]["name"][:2] == "03"
    assert data["seed"] == 7 and data["teacher"] and data["locked"] == ["lr_G"]
    assert json.dumps(data)
    for seed in ("-1", "1e3", "4294967296", "٣", "9" * 400, "0x1", ""):
        assert page_data(SHELF, None, {"seed": seed})["seed"] is None
    assert data["lesson"]["teacher"]["say"]
    assert page_data(SHELF, lesson, {})["lesson"]["teacher"] is None, "students are not sent it"
    assert page_data(SHELF, None, {})["lesson"] is None
    assert page_data(SHELF, None, {"lock": ",<b>,loss,"})["locked"] == ["loss"]
    assert page_data(SHELF, None, {})["locked"] == []
    last = page_data(SHELF, SHELF.find("8"), {})
    assert last["next"] is None


def test_a_class_of_the_45_minutes_answers_the_questions_of_its_lessons():
    ids = [question.id for question in questions.questions("45-minutes")]
    assert {"g-knows", "modes-without", "where", "best"} <= set(ids)
    assert len(ids) == len(set(ids)) <= questions.MOST_QUESTIONS


def test_a_plan_names_lessons_that_exist_and_minutes_that_add_up(tmp_path):
    path = lesson_files()["45-minutes"]
    for old, new, said in (
        ("minutes = 45", "minutes = 44", "together, not 44"),
        ('lesson = "01-two-roles"', 'lesson = "01-three-roles"', "which is no lesson here"),
        ('page = "game"', 'page = "gaming"', "page must be one of"),
    ):
        with pytest.raises(GanError, match=said):
            read_plan(path, changed(path, old, new), set(SHELF.lessons))
    assert "game" in PAGES and read_table(path)


def test_the_lesson_in_the_document_is_complete(tmp_path, monkeypatch):
    document = (ROOT / "docs" / "lessons.md").read_text("utf-8")
    (tmp_path / "lessons").mkdir()
    example = re.search(r"```toml\n(.*?)```", document, re.DOTALL)
    assert example
    (tmp_path / "lessons" / "20-my-lesson.toml").write_text(example[1], "utf-8")
    monkeypatch.setattr("playground.shared.questions.runs_root", lambda: tmp_path)
    found = lesson_shelf.shelf()
    assert found.problems == [] and found.find("20").title == "G alone"
