"""A run that moves in a zip: it continues as if it had stayed, and nothing harmful moves along."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.commands.train import create_run
from gan_core.commands.train_run import train_run
from gan_core.config.train_config import Budget
from gan_core.data.catalog import MissingImages
from gan_core.queue.sweeps import runs_of
from gan_core.runs import checkpoint
from gan_core.runs import export_run as exports
from gan_core.runs.export_run import export_run
from gan_core.runs.fork import fork, forked_config
from gan_core.runs.import_destination import Destination
from gan_core.runs.import_run import import_run
from gan_core.runs.run_config import change_budget
from gan_core.runs.run_dir import RunDir, find
from gan_core.runs.run_label import RunLabel
from gan_core.runs.sweep_files import Place
from tests.gan_core.runs.hostile_zips import HOSTILE, zip_of

GOLDEN = Path(__file__).parents[2] / "golden" / "version_0_1" / "runs"
HALF, WHOLE = 80, 160  # images seen


@pytest.fixture(scope="module")
def photos(tmp_path_factory, image_folder):
    """A folder of somebody's own images."""
    return shutil.copytree(image_folder, tmp_path_factory.mktemp("ann") / "photos")


@pytest.fixture(scope="module")
def halfway(tmp_path_factory, make_config, photos):
    """A run on these images, stopped halfway; it has an owner, and a log that names places."""
    root = tmp_path_factory.mktemp("first") / "runs"
    config = replace(make_config(HALF), dataset=str(photos))
    run = create_run(root, config)
    assert train_run(run) == "done"
    run.write_owner("0" * 64)
    run.hide("owner")
    run.write_ticket({"state": "over", "person": "somebody"})
    run.log_file().write_text(f"reading {photos}")
    run.change_state("failed", error=f"The images in {photos} are gone.", host="ann-laptop")
    return run


def zipped(run, with_images=False):
    stream = io.BytesIO()
    export_run(run, stream, with_images)
    return stream.getvalue()


@pytest.fixture(scope="module")
def good(halfway):
    """Name and content of all that is in a good zip."""
    with zipfile.ZipFile(io.BytesIO(zipped(halfway))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def imported(tmp_path):
    """imported(content): the run in a zip, imported into an empty folder of runs."""

    def take(content):
        (tmp_path / "x.zip").write_bytes(content)
        return import_run(tmp_path / "x.zip", Destination(tmp_path / "elsewhere"))

    return take


def continued(run):
    change_budget(run, Budget("images", WHOLE))
    assert train_run(run) == "done"
    last = list(run.checkpoints().values())[-1]
    generators = {n: path.read_bytes() for n, path in run.samples().items()}
    return checkpoint.load_state(last), generators, run.stats()[0]


def test_exported_wiped_imported_and_continued_is_as_never_moved(
    tmp_path, make_config, signals, assert_same, without_times
):
    run = create_run(tmp_path / "runs", make_config(HALF))
    assert train_run(run) == "done"
    stayed = RunDir(shutil.copytree(run.path, tmp_path / "stayed" / run.path.name))
    (tmp_path / "x.zip").write_bytes(zipped(run))
    shutil.rmtree(tmp_path / "runs")
    moved = import_run(tmp_path / "x.zip", Destination(tmp_path / "runs"))
    assert moved.stats() == stayed.stats() and moved.config() == stayed.config()
    assert moved.exported().keys() == stayed.exported().keys()
    assert moved.about() == stayed.about()  # a new entry has to be listed in run_values
    state, grids, rows = continued(moved)
    expected, expected_grids, expected_rows = continued(stayed)
    assert_same(state, expected)
    assert grids == expected_grids and without_times(rows) == without_times(expected_rows)


def test_own_images_move_when_asked_for(halfway, imported, tmp_path, signals):
    run = imported(zipped(halfway, with_images=True))
    kept = str(tmp_path / "elsewhere" / "data")
    assert run.config()["dataset"].startswith(kept) and run.reals().exists()
    change_budget(run, Budget("images", HALF + 8))
    assert train_run(run) == "done"  # the checksum of the images is that of the run's


def test_own_images_stay_otherwise_and_to_continue_says_which_are_missing(good, imported, signals):
    assert not any(name.startswith("images/") or "nearest" in name for name in good)
    assert "reals.png" not in good
    run = imported(zip_of(good.items()))
    with pytest.raises(MissingImages, match="has no .*photos: put it there"):
        train_run(run)


def test_whose_it_is_and_where_it_lay_stay(good, halfway, photos):
    everything = b"".join(good.values()).decode("latin-1")
    for place in (str(photos), str(photos.parent), str(halfway.path.parent), "0" * 64, "somebody"):
        assert place not in everything
    assert "ann-laptop" not in everything
    assert json.loads(good["status.json"])["error"] == "The images in photos are gone."
    assert json.loads(good["config.json"])["dataset"] == "$GAN_DATA_ROOT/photos"


def test_the_name_of_a_person_is_in_no_path_that_stays(halfway, monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/Ann Smith"))
    run = RunDir(shutil.copytree(halfway.path, tmp_path / halfway.id))
    run.change_state("failed", error="/home/Ann Smith/.cache/gan has no mnist; put it there.")
    with zipfile.ZipFile(io.BytesIO(zipped(run))) as archive:
        assert json.loads(archive.read("status.json"))["error"] == "gan has no mnist; put it there."


@pytest.mark.parametrize(
    "name", ["\u0444\u043e\u0442\u043e.zip", "-.zip", "\u5199\u771f", "a b.zip"]
)
def test_images_under_any_name_are_taken(name, halfway, photos, imported, tmp_path):
    place = shutil.copytree(photos, tmp_path / "own" / Path(name).stem)
    if name.endswith(".zip"):
        place = Path(shutil.make_archive(str(place), "zip", place))
    run = RunDir(shutil.copytree(halfway.path, tmp_path / halfway.id))
    run.write_config(run.config() | {"dataset": str(place)})
    kept = Path(imported(zipped(run, with_images=True)).config()["dataset"])
    assert kept.name == ("a-b.zip" if " " in name else "images.zip")


def test_what_no_import_would_take_is_not_exported(halfway, monkeypatch, tmp_path):
    run = RunDir(shutil.copytree(halfway.path, tmp_path / halfway.id))
    with open(run.path / "stats.jsonl", "ab") as file:
        file.truncate(100_000_001)
    with pytest.raises(GanError, match="stats.jsonl of .* takes more than 100 MB"):
        zipped(run)
    monkeypatch.setattr(exports, "MOST_MEMBERS", 5)
    with pytest.raises(GanError, match="more than 5 files"):
        zipped(run)


def test_an_imported_run_has_the_next_number_and_says_where_it_is_from(good, imported, tmp_path):
    first, second = imported(zip_of(good.items())), imported(zip_of(good.items()))
    assert [run.id[:5] for run in (first, second)] == ["00001", "00002"]
    assert find(tmp_path / "elsewhere", second.id).imported_from()["id"] == first.id
    assert first.owner() == "" == first.hidden_by() and first.ticket() == {}


def test_a_branch_moves_before_its_first_update_with_its_origin_and_its_label(halfway, imported):
    config = forked_config(halfway, HALF, ["lr_D=1e-5"], Budget("images", WHOLE))
    branch = fork(halfway, HALF, config)
    branch.write_label(RunLabel("Slower D", "for Monday", ("best",)))
    run = imported(zipped(branch))
    assert run.origin() == branch.origin() and run.origin()["changed"] == {"lr_D": [2e-4, 1e-5]}
    assert run.label() == branch.label() and run.stats()[0] == []
    (branch.path / "fork.json").write_text("{")
    with pytest.raises(GanError, match="no readable fork.json"):
        zipped(branch)


def test_the_place_in_a_sweep_moves_and_is_none_in_a_sweep_of_this_machine(
    halfway, imported, tmp_path
):
    run = RunDir(shutil.copytree(halfway.path, tmp_path / halfway.id))
    run.write_place(Place(run.id, "lr_D", 2e-4, 1, runs=4, token="0f" * 8))
    first = imported(zipped(run))
    assert first.place() == Place(f"{run.id}@{'0f' * 8}", "lr_D", 2e-4, 1, 4, "0f" * 8)
    again = imported(zipped(first))
    assert again.place() == first.place(), "from one machine to the next"
    assert runs_of(first.place().sweep, (again, first, run)) == [first, again]
    assert runs_of(run.id, (again, first, run)) == [run]
    run.write_place(Place(run.id, "loss", "hinge", 0))  # of an earlier version
    assert imported(zipped(run)).place() == Place(f"{run.id}@", "loss", "hinge", 0)
    (run.path / "sweep.json").write_text("{}")
    with pytest.raises(GanError, match="no readable sweep.json"):
        zipped(run)


def test_a_run_that_trains_or_has_not_begun(make_config, tmp_path, halfway):
    run = create_run(tmp_path / "runs", make_config(HALF))
    with pytest.raises(GanError, match="no checkpoint yet"):
        zipped(run)
    copy = RunDir(shutil.copytree(halfway.path, tmp_path / "runs" / "00009-copy"))
    copy.change_state("running")
    with copy.lock(), zipfile.ZipFile(io.BytesIO(zipped(copy))) as archive:
        assert json.loads(archive.read("status.json"))["state"] == "stopped"


@pytest.mark.parametrize("name", ["00001-silhouettes-quick-seed5", "00002-silhouettes-quick-seed5"])
def test_runs_of_version_0_1_move_as_well(name, imported):
    old = RunDir(GOLDEN / name)
    run = imported(zipped(old))
    assert (run.stats(), run.metrics()[0]) == (old.stats(), old.metrics()[0])
    assert [row["words"] for row in run.changes()[0]] == [row["words"] for row in old.changes()[0]]
    assert run.generators().keys() == old.generators().keys()


@pytest.mark.parametrize("made, why", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_zip_is_one_sentence_and_nothing_is_written(
    made, why, good, imported, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GanError, match=why) as caught:
        imported(made(good))
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 700, sentence
    written = {path.name for path in tmp_path.rglob("*")}
    assert written <= {"x.zip", "elsewhere", "gan-playground"}, written


def test_the_good_zip_of_the_hostile_ones_is_taken(good, imported):
    assert imported(zip_of(good.items())).stats()[0]
