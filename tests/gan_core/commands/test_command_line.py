"""The command line from outside: what it prints, what it writes, which errors it reports."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

import gan_core
from gan_core.__main__ import main
from gan_core.config.train_config import FORMAT
from gan_core.data import catalog, images
from gan_core.generator.keyframes import through_seeds
from gan_core.generator.latent_walk import walk_latents
from gan_core.generator.session import load_generator
from gan_core.recipes import RECIPES
from gan_core.runs.run_dir import RunDir

ROOT = Path(gan_core.__file__).parents[1]
SMALL = ["--device", "cpu", "--set", "width=4", "z_dim=4", "batch_size=8", "log_every=1"]


def command(*words):
    return subprocess.run(
        [sys.executable, "-m", "gan_core", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def run_verb(capfd, *words):
    """(exit code, stdout, stderr) of one verb, run in this process."""
    capfd.readouterr()
    code = main([str(word) for word in words])
    return (code, *capfd.readouterr())


# as a separate process


def test_train_on_silhouettes_and_sample_in_separate_processes(environment):
    out = environment / "runs"
    done = command("train", "dcgan", "--dataset", "silhouettes", "--images", 40, "--seed", 5,
                   "--out", out, *SMALL)  # fmt: skip
    assert done.returncode == 0, done.stderr
    run = RunDir(Path(done.stdout.splitlines()[-1]))
    assert run.path.parent == out and run.id == "00001-silhouettes-dcgan-seed5"
    assert "Traceback" not in done.stderr
    assert run.status()["state"] == "done" and run.status()["images_seen"] == 40
    assert [row["images_seen"] for row in run.stats()[0]] == [8, 16, 24, 32, 40]
    assert list(run.samples()) == list(run.generators()) == [0, 40]
    assert run.config()["seed"] == 5 and run.config()["settings"]["width"] == 4

    done = command("sample", run.path, "--out", environment / "grid.png", "--count", 20)
    assert (done.returncode, done.stdout) == (0, f"{environment / 'grid.png'}\n"), done.stderr
    assert Image.open(environment / "grid.png").size == (280, 56)


def test_an_error_is_one_line_and_exit_code_2():
    done = command("train", "dcgn", "--dataset", "silhouettes")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith('gan_core: There is no recipe "dcgn"; did you mean "dcgan"?')
    assert done.stderr.count("\n") == 1


# sample


def test_sample_writes_a_sample_grid(trained, environment, capfd):
    out = environment / "new" / "grid.png"
    assert run_verb(capfd, "sample", trained, "--out", out, "--count", 13)[:2] == (0, f"{out}\n")
    expected = images.grid(load_generator(trained).sample(range(13)), 10)
    assert np.array_equal(np.asarray(Image.open(out)), expected[..., 0])


def test_sample_writes_a_zip_of_pngs(trained, environment, capfd):
    out = environment / "images.zip"
    assert run_verb(capfd, "sample", trained, "--out", out, "--count", 3, "--seed", 8)[0] == 0
    samples = load_generator(trained).sample(range(8, 11))
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        found = [np.asarray(Image.open(archive.open(name))) for name in names]
    assert names == ["seed_00000008.png", "seed_00000009.png", "seed_00000010.png"]
    assert np.array_equal(np.stack(found), samples[..., 0])


def test_sample_writes_arrays(trained, environment, capfd):
    out = environment / "images.npz"
    words = ("--count", 12, "--seed", 30, "--truncation", 0.7)
    assert run_verb(capfd, "sample", trained, "--out", out, *words)[0] == 0
    session = load_generator(trained)
    with np.load(out, allow_pickle=False) as arrays:
        assert sorted(arrays) == ["images", "labels"]
        assert arrays["images"].dtype == np.uint8 and arrays["images"].shape == (12, 28, 28, 1)
        assert (arrays["images"] == session.sample(range(30, 42), truncation=0.7)).all()
        assert arrays["labels"].tolist() == [seed % 10 for seed in range(30, 42)]


def test_sample_without_labels_writes_no_labels(trained_without_labels, environment, capfd):
    out = environment / "images.npz"
    run_verb(capfd, "sample", trained_without_labels, "--out", out, "--count", 2)
    with np.load(out) as arrays:
        assert list(arrays) == ["images"]


def test_sample_writes_a_folder_with_one_image_per_seed(trained, environment, capfd):
    out = environment / "images"
    words = ("--count", 3, "--seed", 7, "--class", "bag")
    assert run_verb(capfd, "sample", trained, "--out", out, *words)[0] == 0
    expected = load_generator(trained).sample(range(7, 10), [8] * 3)
    for seed, image in zip(range(7, 10), expected, strict=True):
        found = Image.open(out / f"seed_{seed:08d}.png")
        assert np.array_equal(np.asarray(found), image[..., 0])
    assert len(list(out.iterdir())) == 3


# interpolate


def walk_images(session, seeds, frames):
    walk = through_seeds(tuple(seeds), frames)
    return session.images(*walk_latents(walk, session.z_dim, session.num_classes))


def test_interpolate_writes_a_gif(trained, environment, capfd):
    out = environment / "walk.gif"
    words = ("--seeds", 0, 4, 11, "--frames", 9, "--scale", 2)
    assert run_verb(capfd, "interpolate", trained, "--out", out, *words)[:2] == (0, f"{out}\n")
    decoded = [np.asarray(f.convert("L")) for f in ImageSequence.Iterator(Image.open(out))]
    expected = walk_images(load_generator(trained), [0, 4, 11], 9)[..., 0]
    assert np.array_equal(np.stack(decoded), expected.repeat(2, 1).repeat(2, 2))


@pytest.mark.parametrize("method", ["slerp", "lerp"])
def test_interpolate_writes_a_strip_from_the_first_to_the_last_seed(
    method, trained_without_labels, environment, capfd
):
    out = environment / "strip.png"
    words = ("--seeds", 3, 6, "--frames", 5, "--scale", 1, "--method", method)
    assert run_verb(capfd, "interpolate", trained_without_labels, "--out", out, *words)[0] == 0
    strip = np.asarray(Image.open(out))
    ends = load_generator(trained_without_labels).sample([3, 6]).astype(int)[..., 0]
    assert strip.shape == (28, 5 * 28)
    for part, end in ((strip[:, :28], ends[0]), (strip[:, -28:], ends[1])):
        assert np.abs(part - end).max() <= 1


# catalogues


def test_recipes_as_json_lists_all_recipes(capfd):
    code, out, _ = run_verb(capfd, "recipes", "--json")
    rows = json.loads(out)
    assert code == 0 and [row["name"] for row in rows] == list(RECIPES)
    for row in rows:
        assert row["image_sizes"] == list(RECIPES[row["name"]].image_sizes)
        for setting in row["settings"]:
            assert {
                "name",
                "default",
                "doc",
                "unit",
                "low",
                "high",
                "choices",
                "main",
                "fixed",
                "before",
            } == setting.keys()


def test_recipes_prints_summaries_and_settings(capfd):
    _, out, _ = run_verb(capfd, "recipes")
    for recipe in RECIPES.values():
        assert recipe.summary in out and "batch_size = " in out


def test_models_as_json_lists_the_shipped_generators(capfd):
    from gan_core.generator.shipped import shipped

    code, out, _ = run_verb(capfd, "models", "--json")
    assert code == 0 and [row["name"] for row in json.loads(out)] == shipped()
    assert run_verb(capfd, "models")[1].count("\n") == len(shipped())


# dry runs


def test_a_dry_run_prints_the_whole_config_and_creates_nothing(environment, capfd):
    words = ("--dataset", "silhouettes", "--epochs", 2, "--out", environment / "runs", *SMALL)
    code, out, _ = run_verb(capfd, "train", "dcgan", "--dry-run", *words)
    config = json.loads(out)
    assert code == 0 and config["format"] == FORMAT and config["recipe"] == "dcgan"
    assert config["budget"] == {"unit": "epochs", "amount": 2.0}
    assert config["image_size"] == catalog.DATASETS["silhouettes"].image_size
    assert config["settings"]["width"] == 4 and config["settings"]["lr_G"] > 0
    assert not (environment / "runs").exists()


def test_a_dry_resume_shows_the_new_budget_and_changes_nothing(trained, capfd):
    before = RunDir(trained).config()
    code, out, _ = run_verb(capfd, "train", "--resume", trained, "--images", 999, "--dry-run")
    assert code == 0 and json.loads(out)["budget"] == {"unit": "images", "amount": 999.0}
    assert RunDir(trained).config() == before


# errors

TRAIN = ("train", "dcgan", "--dataset", "silhouettes")
ERRORS = {
    "unknown recipe": (("train", "dcgann", "--dataset", "silhouettes"), 'mean "dcgan"'),
    "unknown dataset": (("train", "dcgan", "--dataset", "silhuettes"), 'mean "silhouettes"'),
    "impossible dataset": (("train", "dcgan", "--dataset", "a" * 5000), "no dataset"),
    "unknown model": (("sample", "nowhere", "--out", "a.png"), 'no model "nowhere"'),
    "impossible model": (("sample", "a" * 5000, "--out", "a.png"), "no model"),
    "image size": ((*TRAIN, "--image-size", 30), "28, 32, 64 px"),
    "unknown setting": ((*TRAIN, "--set", "lrG=1"), 'mean "lr_G"'),
    "setting too large": ((*TRAIN, "--set", "batch_size=100000"), "between 2 and 4096"),
    "setting not a number": ((*TRAIN, "--set", "lr_G=fast"), "lr_G must be a number"),
    "setting nan": ((*TRAIN, "--set", "lr_G=nan"), "lr_G must lie"),
    "setting without value": ((*TRAIN, "--set", "lr_G"), "key=value"),
    "two budgets": ((*TRAIN, "--epochs", 1, "--images", 5), "one budget"),
    "zero budget": ((*TRAIN, "--images", 0), "above 0"),
    "negative budget": ((*TRAIN, "--minutes", -1), "above 0"),
    "budget nan": ((*TRAIN, "--minutes", "nan"), "above 0"),
    "train seed -1": ((*TRAIN, "--seed", -1), "seed"),
    "train seed 2**40": ((*TRAIN, "--seed", 2**40), "seed"),
    "unknown device": ((*TRAIN, "--device", "gpu"), "device"),
    "device not there": ((*TRAIN, "--device", "cuda:99"), "device"),
    "nothing to train": (("train",), "Choose what to train"),
    "no dataset": (("train", "dcgan"), "Choose what to train"),
    "resume of nothing": (("train", "--resume", "nowhere"), "no run directory"),
    "resume of an impossible name": (("train", "--resume", "a" * 5000), "no run directory"),
    "resume of a file": (("train", "--resume", "file.txt"), "no run directory"),
    "resume of an empty folder": (("train", "--resume", "empty"), "config.json"),
    "resume with a recipe": (("train", "dcgan", "--resume", "empty"), "leave them out"),
    "resume of another version": (("train", "--resume", "foreign"), "version"),
    "dry resume of another version": (("train", "--resume", "foreign", "--dry-run"), "version"),
    "fork of nothing": (("train", "--fork", "nowhere@10"), "no run directory"),
    "fork of an empty folder": (("train", "--fork", "empty@10"), "config.json"),
    "fork with a recipe": (("train", "dcgan", "--fork", "empty"), "leave recipe out"),
    "fork with a seed": (("train", "--fork", "empty", "--seed", 0), "leave seed out"),
    "sample from an empty folder": (("sample", "empty", "--out", "a.png"), "no generator yet"),
    "sample from a text": (("sample", "file.txt", "--out", "a.png"), "is a text file"),
    "out in a file": ((*TRAIN, "--out", "file.txt"), "--out"),
}  # fmt: skip
SAMPLE_ERRORS = {
    "unknown class": (("sample", "--out", "a.png", "--class", "sneakr"), 'mean "Sneaker"'),
    "class out of range": (("sample", "--out", "a.png", "--class", "10"), "0 to 9"),
    "suffix": (("sample", "--out", "a.txt"), ".png, .npz or .zip"),
    "seed -1": (("sample", "--out", "a.png", "--seed", -1), "seed"),
    "seed 2**40": (("sample", "--out", "a.png", "--seed", 2**40), "seed"),
    "no images": (("sample", "--out", "a.png", "--count", 0), "not 0"),
    "truncation": (("sample", "--out", "a.png", "--truncation", 0), "Truncation"),
    "one seed": (("interpolate", "--seeds", 1, "--out", "a.gif"), "two seeds"),
    "seed of a walk": (("interpolate", "--seeds", 1, -1, "--out", "a.gif"), "seed"),
    "one frame": (("interpolate", "--seeds", 1, 2, "--frames", 1, "--out", "a.gif"), "--frames"),
    "suffix of an animation": (("interpolate", "--seeds", 1, 2, "--out", "a.avi"), ".gif"),
    "out in a file": (("sample", "--out", "file.txt/a.png"), "folder"),
    "animation in a file": (("interpolate", "--seeds", 1, 2, "--out", "file.txt/a.gif"), "folder"),
    "folder in a file": (("sample", "--out", "file.txt/folder"), "folder"),
}


def prepare(folder):
    """Files in the working directory that the cases use."""
    (folder / "empty").mkdir()
    (folder / "foreign").mkdir()
    (folder / "file.txt").write_text("text")
    config = {"format": FORMAT + 1, "recipe": "dcgan", "settings": {}}
    (folder / "foreign" / "config.json").write_text(json.dumps(config))
    (folder / "foreign" / "status.json").write_text('{"state": "done", "updated": 0}')


def assert_refused(capfd, words, hint):
    code, out, err = run_verb(capfd, *words)
    assert (code, out) == (2, ""), err
    assert err.startswith("gan_core: ") and err.count("\n") == 1, err
    assert hint in err


@pytest.mark.parametrize("case", ERRORS)
def test_an_invalid_request_is_one_line_and_exit_code_2(case, environment, capfd, signals):
    prepare(environment)
    before = sorted(str(path) for path in environment.rglob("*"))
    assert_refused(capfd, *ERRORS[case])
    assert sorted(str(path) for path in environment.rglob("*")) == before
    assert "done" in (environment / "foreign" / "status.json").read_text()


@pytest.mark.parametrize("case", SAMPLE_ERRORS)
def test_an_invalid_request_to_a_generator_is_one_line_and_exit_code_2(
    case, environment, trained, capfd
):
    prepare(environment)
    (verb, *rest), hint = SAMPLE_ERRORS[case]
    assert_refused(capfd, (verb, trained, *rest), hint)
    assert not list(environment.glob("a.*"))


def test_labels_for_images_without_classes_are_refused(
    environment, unlabelled_folder, capfd, signals
):
    words = ("train", "dcgan", "--dataset", unlabelled_folder, "--out", environment / "runs")
    assert_refused(capfd, (*words, "--image-size", 28, *SMALL, "labels=true"), "no classes")
    assert not list((environment / "runs").glob("0*"))  # before training starts


def test_a_class_of_a_generator_without_labels_is_refused(
    environment, trained_without_labels, capfd
):
    words = ("sample", trained_without_labels, "--out", "a.png", "--class", "bag")
    assert_refused(capfd, words, "without labels")
