"""Sharing a run: who may export it, whose an imported one is, what a report and a script hold."""

import io
import runpy
import shutil
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from starlette.applications import Starlette

from gan_core import GanError
from gan_core.commands.train import create_run
from gan_core.commands.train_run import train_run
from gan_core.data.catalog import MissingImages
from gan_core.runs import checkpoint, export_run, tensorboard
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import fixed_choices, jobs
from playground.shared.door import limits, owners, teachers, visible
from playground.shared.kept_files import IMAGES
from playground.train import run_import
from playground.train.share_routes import share_routes
from tests.playground.explore import explore_models
from tests.playground.explore.explore_models import Answer, get
from tests.playground.shared.door.a_class_of_browsers import (
    ANNA,
    BEN,
    NOBODY,
    TEACHER,
    Browsers,
    cookie,
    owned,
)

FILES = ("run.zip", "report.html", "card.md", "run.py", "tensorboard.zip")


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory, image_folder: Path) -> Path:
    """A zip of somebody's own images."""
    archive = tmp_path_factory.mktemp("ann") / "photos"
    return Path(shutil.make_archive(str(archive), "zip", image_folder))


@pytest.fixture(scope="module")
def of_photos(
    tmp_path_factory: pytest.TempPathFactory, make_config: Callable, photos: Path
) -> Path:
    """The directory of a finished run on them."""
    config = replace(make_config(16), dataset=str(photos))
    run = create_run(tmp_path_factory.mktemp("first") / "runs", config)
    assert train_run(run) == "done"
    return run.path


@pytest.fixture
def run(browsers: Browsers, of_photos: Path, runs: Path) -> RunDir:
    """The same as a run of Anna's."""
    return owned(RunDir(shutil.copytree(of_photos, runs / of_photos.name)))


def ask(run: RunDir, name: str, who: str) -> Answer:
    return get(share_routes, f"/api/runs/{run.id}/{name}", **cookie(who))


def names_in(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        return archive.namelist()


def upload(content: bytes, name: str = "run.zip") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.parametrize("name", FILES)
def test_only_who_sees_a_run_gets_its_files(run: RunDir, name: str) -> None:
    run.hide(visible.BY_OWNER)
    for who in (BEN, NOBODY):
        assert "There is no run" in ask(run, name, who).json()["error"]
    for who in (ANNA, TEACHER):
        answer = ask(run, name, who)
        assert answer.status == 200 and "attachment" in answer.headers["content-disposition"]


def test_its_images_get_only_its_owner_and_the_teacher(run: RunDir) -> None:
    assert not any(
        "images/" in name or "real" in name for name in names_in(ask(run, FILES[0], BEN))
    )
    assert "images/photos.zip" in names_in(ask(run, "run.zip?images=1", ANNA))
    refused = ask(run, "run.zip?images=1", BEN)
    assert refused.status == 400 and "only by who started it" in refused.json()["error"]
    assert ask(run, "run.zip?images=1", TEACHER).status == 200


def test_the_zip_for_tensorboard_holds_what_the_command_writes(run: RunDir, tmp_path: Path) -> None:
    written = tensorboard.export_events(run, tmp_path)
    with zipfile.ZipFile(io.BytesIO(ask(run, "tensorboard.zip", ANNA).body)) as archive:
        assert archive.namelist() == [f"{run.id}/{written.name}"]
        assert archive.read(f"{run.id}/{written.name}") == written.read_bytes()
    for grid in (*run.samples().values(), run.path / "stats.jsonl"):
        grid.unlink()
    refused = ask(run, "tensorboard.zip", ANNA)
    assert refused.status == 400 and "has logged nothing yet" in refused.json()["error"]


def test_nobody_on_the_network_gets_the_images_of_a_run_of_the_command_line(
    run: RunDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may lie anywhere on the server, and without a teacher everybody may stop the run."""
    (run.path / "owner.json").unlink()
    assert ask(run, "run.zip?images=1", TEACHER).status == 200
    monkeypatch.delenv(teachers.VARIABLE)
    monkeypatch.setattr(owners, "is_this_machine_alone", lambda address: False)
    for who in (ANNA, NOBODY):
        assert ask(run, "run.zip", who).status == 200
        assert ask(run, "run.zip?images=1", who).status == 400


def test_an_imported_run_is_of_who_imported_it_and_hidden_with_its_images(
    browsers: Browsers, run: RunDir
) -> None:
    content = ask(run, "run.zip?images=1", ANNA).body
    browsers.page_of(BEN)
    moved = run_import.take(upload(content))
    assert moved.owner() != run.owner() and moved.hidden_by() == visible.BY_OWNER
    assert [path.name for path in IMAGES.mine().values()] == ["photos.zip"]
    assert moved.config()["dataset"] == str(next(iter(IMAGES.mine().values())))
    browsers.page_of(ANNA)
    assert not visible.may_see(moved)


def test_nobody_reaches_the_images_of_another_by_a_run(
    browsers: Browsers, run: RunDir, photos: Path, launched: list[str]
) -> None:
    kept = IMAGES.store("0" * 32, "photos.zip", lambda to: shutil.copy(photos, to), 1)
    IMAGES.enlist("0" * 32)
    config = run.config() | {"dataset": str(kept)}
    run.write_config(config)
    content = ask(run, "run.zip", ANNA).body
    assert run_import.take(upload(content)).config()["dataset"] == str(kept)
    browsers.page_of(BEN)
    moved = run_import.take(upload(content))
    assert moved.config()["dataset"].endswith("photos.zip") != str(kept)
    assert Path(moved.config()["dataset"]) != kept
    with pytest.raises(MissingImages, match="photos.zip: put it there"):
        train_run(moved)


def test_to_continue_without_an_upload_names_it(
    run: RunDir, launched: list[str], runs: Path
) -> None:
    run.write_config(run.config() | {"dataset": str(runs / "data" / ("1" * 32) / "zoo.zip")})
    with pytest.raises(GanError, match="The images of run 00001, zoo.zip, are not here: upload"):
        jobs.resume(run)
    assert not launched


def test_what_the_teacher_has_fixed_holds_for_an_imported_run(
    browsers: Browsers, run: RunDir, launched: list[str], make_config: Callable
) -> None:
    moved = run_import.take(upload(ask(run, "run.zip?images=1", ANNA).body))
    other = replace(make_config(), recipe="dcgan64")
    fixed_choices.fix(other, "silhouettes", (fixed_choices.RECIPE,))
    jobs.resume(run)  # it was begun before, here
    with pytest.raises(GanError, match="the recipe dcgan64"):
        jobs.resume(moved)
    assert launched == [run.id]


def test_what_is_no_run_or_has_no_room_is_a_sentence(
    run: RunDir, monkeypatch: pytest.MonkeyPatch, runs: Path
) -> None:
    with pytest.raises(GanError, match="holiday.zip is not the zip of a run"):
        run_import.take(upload(b"GIF89a" * 20, "../holiday.zip"))
    content = ask(run, "run.zip", ANNA).body
    monkeypatch.setenv(limits.DISK.variable, "0.0000001")
    with pytest.raises(GanError, match="one person has 1e-07 GB here"):
        run_import.take(upload(content))
    assert [it.id for it in all_runs(runs)] == [run.id]


def test_the_script_trains_the_same_weights(
    make_config: Callable, runs: Path, monkeypatch: pytest.MonkeyPatch, assert_same: Callable,
    signals: None,
) -> None:  # fmt: skip
    run = create_run(runs, make_config(16))
    assert train_run(run) == "done"
    file = runs / "again.py"
    file.write_bytes(ask(run, "run.py", NOBODY).body)
    monkeypatch.chdir(runs)
    again = runpy.run_path(str(file), run_name="__main__")["run"]
    states = [checkpoint.load_state(it.checkpoint_file(16)) for it in (run, again)]
    assert again.path.resolve() != run.path
    assert_same(*states)


def test_who_waits_for_a_whole_run_takes_no_thread_from_the_pages(
    run: RunDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    monkeypatch.setattr(export_run, "export_run", lambda *given: may_end.wait(60))
    app = Starlette(routes=share_routes)

    async def pressed_often() -> None:
        async with anyio.create_task_group() as waiting:
            for _ in range(60):  # more than there are threads
                waiting.start_soon(lambda: explore_models.ask(app, f"/api/runs/{run.id}/run.zip"))
            await anyio.sleep(0.1)
            try:
                with anyio.fail_after(10):
                    answer = await explore_models.ask(app, f"/api/runs/{run.id}/card.md")
            finally:
                may_end.set()
            assert answer.status == 200

    anyio.run(pressed_often)
