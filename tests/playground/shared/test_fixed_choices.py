"""What the teacher has fixed binds every new run of everybody else, wherever it is started."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import class_desk, drawing_sets, fixed_choices, jobs
from playground.shared.fixed_choices import DATASET, PARTS, RECIPE, UNIT
from playground.shared.kept_files import IMAGES
from tests.playground.shared.door.a_class_of_browsers import ANNA, TEACHER, Browsers


@pytest.fixture
def config(browsers: Browsers, launched: list[str], make_config: Callable) -> TrainConfig:
    return make_config()  # dcgan on silhouettes, 80 images


OTHERS = {
    RECIPE: {"recipe": "dcgan64"}, DATASET: {"dataset": "mnist"},
    UNIT: {"budget": Budget("minutes", 5)},
}  # fmt: skip
WORDS = {RECIPE: "the recipe dcgan ", DATASET: "the images Silhouettes", UNIT: "set 80 images"}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_by_itself(config: TrainConfig, browsers: Browsers, part: str, runs: Path):
    fixed_choices.fix(config, "silhouettes", (part,))
    for name, change in OTHERS.items():
        if name != part:
            jobs.start(replace(config, **change))
    before = len(all_runs(runs))
    with pytest.raises(GanError, match=WORDS[part]) as refused:
        jobs.start(replace(config, **OTHERS[part]))
    assert str(refused.value).endswith("change it on the form.")
    assert len(all_runs(runs)) == before, "nothing is left of a run that was refused"
    browsers.page_of(TEACHER)
    jobs.start(replace(config, **OTHERS[part]))


def test_no_run_is_extended_beyond_a_fixed_budget(config: TrainConfig, browsers: Browsers):
    run = jobs.start(config)
    run.write_status("done", images_seen=80)
    fixed_choices.fix(config, "silhouettes", (UNIT,))
    with pytest.raises(GanError, match="none can be extended"):
        jobs.resume(run, Budget("images", 160))
    browsers.page_of(TEACHER)
    jobs.resume(run, Budget("images", 160))
    assert RunDir(run.path).config()["budget"]["amount"] == 160


def test_nothing_is_fixed_where_there_is_no_teacher_any_more(
    config: TrainConfig, browsers: Browsers
):
    fixed_choices.fix(config, "silhouettes", PARTS)
    browsers.patch.setenv("GAN_TEACHER", "")
    jobs.start(replace(config, budget=Budget("minutes", 5)))


def test_a_set_drawn_together_may_be_fixed_though_each_run_copies_it(
    config: TrainConfig, browsers: Browsers, runs: Path
):
    folder = runs.resolve() / "drawings" / "cats"
    folder.mkdir(parents=True)
    assert drawing_sets.name_of(folder) == "cats"
    fixed_choices.fix(replace(config, dataset=str(folder)), "drawn:cats", (DATASET,))
    copy, upload = (
        IMAGES.store(digest * 32, "cats.zip", lambda path: path.write_bytes(b"x"), 1)
        for digest in "de"
    )
    IMAGES.enlist("e" * 32)
    jobs.start(replace(config, dataset=str(copy)))
    with pytest.raises(GanError, match="the images cats"):
        jobs.start(replace(config, dataset=str(upload)))


def test_private_images_cannot_be_fixed(config: TrainConfig, browsers: Browsers):
    path = IMAGES.store("d" * 32, "mine.zip", lambda path: path.write_bytes(b"x"), 1)
    IMAGES.enlist("d" * 32)
    own = replace(config, dataset=str(path))
    for token in ("upload:" + "d" * 32, "file:mine.zip"):
        with pytest.raises(GanError, match="private"):
            fixed_choices.fix(own, token, (DATASET,))
    fixed_choices.fix(own, "upload:" + "d" * 32, (UNIT,))
    assert fixed_choices.in_words(dict(class_desk.read().fixed)) == ["80 images"]


def test_no_budget_is_fixed_that_the_limits_refuse(config: TrainConfig, browsers: Browsers):
    long = replace(config, budget=Budget("minutes", 90))
    with pytest.raises(GanError, match="90 minutes, since one trains for at most 60 min"):
        fixed_choices.fix(long, "silhouettes", PARTS)
    assert class_desk.read().fixed == ()
    fixed_choices.fix(long, "silhouettes", (RECIPE,))
    browsers.patch.setenv("GAN_MOST_MINUTES", "90")
    fixed_choices.fix(long, "silhouettes", PARTS)
    jobs.start(long)


@pytest.mark.parametrize(
    "damaged", ["", "[]", "{", '{"fixed": 3, "look": 4, "cleared": "x"}',
                '{"fixed": {"unit": "hours", "amount": "x"}, "look": {"run": 1}}']
)  # fmt: skip
def test_a_damaged_desk_fixes_nothing(config: TrainConfig, runs: Path, damaged: str):
    runs.mkdir(exist_ok=True)
    (runs / class_desk.FILE).write_text(damaged)
    jobs.start(config)
    desk = class_desk.read()
    assert desk.look is None and desk.cleared == ()
    assert fixed_choices.in_words(dict(desk.fixed)) == []


def test_the_desk_is_parsed_again_only_when_it_has_changed(
    config: TrainConfig, browsers: Browsers, monkeypatch: pytest.MonkeyPatch
):
    fixed_choices.fix(config, "silhouettes", (RECIPE,))
    class_desk.read()
    parsed = []
    read_json = class_desk.durable_files.read_json
    monkeypatch.setattr(
        class_desk.durable_files, "read_json", lambda path: parsed.append(path) or read_json(path)
    )
    for _ in range(3):
        assert dict(class_desk.read().fixed) == {"recipe": "dcgan"}
    assert not parsed
    browsers.page_of(ANNA)
    assert fixed_choices.fixed() == {"recipe": "dcgan"}
    browsers.page_of(TEACHER)
    assert fixed_choices.fixed() == {}
