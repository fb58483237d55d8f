"""What several tests need: tiny settings, drawn images, trained runs, a folder of their own."""

import os

# Before torch is loaded: its second thread spins, which beside another training costs fifty times.
os.environ.setdefault("OMP_NUM_THREADS", "1")
REAL_DATA_ROOT = os.environ.get("GAN_DATA_ROOT")

import contextlib  # noqa: E402
import dataclasses  # noqa: E402
import signal  # noqa: E402

import pytest  # noqa: E402

SMALL = {"width": 4, "z_dim": 4, "batch_size": 8, "log_every": 1}
LONGEST = "test_field_cases.py"
TIMES = ("seconds", "images_per_second")  # the only values of a record that two runs may differ in


def pytest_collection_modifyitems(items):
    """The longest of the last files first: else one process is busy when the others are done."""
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture
def environment(monkeypatch, tmp_path, drawn_once):
    """No data set and no run of the person who runs the tests is seen or touched."""
    monkeypatch.setenv("GAN_DATA_ROOT", str(tmp_path / "data"))
    monkeypatch.setenv("GAN_RUNS", str(tmp_path / "runs"))
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "user-cache"))
    monkeypatch.chdir(tmp_path)
    with contextlib.suppress(OSError):  # on Windows a right that few have; then they are drawn
        (cache := tmp_path / "user-cache" / "gan-playground").mkdir(parents=True)
        (cache / ".silhouettes").symlink_to(drawn_once, target_is_directory=True)
    return tmp_path


@pytest.fixture(scope="session")
def drawn_once(tmp_path_factory):
    """The folder in which all tests of a process keep silhouettes."""
    return tmp_path_factory.mktemp("silhouettes")


@pytest.fixture
def runs(environment):
    """An empty folder for run directories."""
    return environment / "runs"


@pytest.fixture
def launched(monkeypatch):
    """Ids of the runs whose process would have been started by the app."""
    from playground.shared import jobs

    ids = []
    monkeypatch.setattr(jobs, "launch", lambda run, *_: ids.append(run.id))
    return ids


@pytest.fixture(scope="session")
def real_data_root():
    """The folder of the named data sets, where Fashion-MNIST is in it."""
    from gan_core.data import catalog

    if not catalog.is_local("fashion-mnist", REAL_DATA_ROOT):
        pytest.skip("Fashion-MNIST is not here: set GAN_DATA_ROOT to the folder that holds it.")
    return catalog.data_root(REAL_DATA_ROOT)


@pytest.fixture
def signals():
    """The signal handlers are put back after a test that trains in this process."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def small():
    """Settings of networks that train in milliseconds."""
    return dict(SMALL)


@pytest.fixture(scope="session")
def make_set():
    """make_set(count, image_size, channels, labels): drawn clothes as an ImageSet."""
    return drawn_set


@pytest.fixture(scope="session")
def make_config():
    """make_config(images=80, seed=0, recipe="dcgan", **settings): a tiny run on drawn clothes."""
    return tiny_config


@pytest.fixture(scope="session")
def make_trainer():
    """make_trainer(images=80, seed=0, data=None, recipe="dcgan", **settings): tiny networks."""

    def make(images=80, seed=0, data=None, recipe="dcgan", **settings):
        from gan_core.recipes import RECIPES
        from gan_core.training.trainer import Trainer

        chosen = RECIPES[recipe]
        if data is None:
            data = drawn_set(image_size=chosen.image_sizes[0], channels=chosen.channels[0])
        return Trainer(chosen, tiny_config(images, seed, recipe, **settings), data)

    return make


@pytest.fixture(scope="session")
def image_folder(tmp_path_factory):
    """A folder of 40 drawn clothes, one sub-folder a class."""
    folder = tmp_path_factory.mktemp("image_folder")
    write_images(folder, sub_folders=True)
    return folder


@pytest.fixture(scope="session")
def unlabelled_folder(tmp_path_factory):
    """The same images without sub-folders."""
    folder = tmp_path_factory.mktemp("plain")
    write_images(folder, sub_folders=False)
    return folder


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """The directory of a finished run with labels, for tests that only read."""
    return finished_run(tmp_path_factory.mktemp("labelled"), labels=True)


@pytest.fixture(scope="session")
def trained_without_labels(tmp_path_factory):
    """The directory of a finished run without labels, for tests that only read."""
    return finished_run(tmp_path_factory.mktemp("unlabelled"), labels=False)


@pytest.fixture(scope="session")
def without_times():
    """without_times(rows): records less the values that follow the clock."""
    return lambda rows: [{k: v for k, v in row.items() if k not in TIMES} for row in rows]


@pytest.fixture(scope="session")
def assert_same():
    """assert_same(a, b): two states agree bit for bit in all but the seconds they took."""
    return assert_same_state


def drawn_set(count=24, image_size=28, channels=1, labels=True):
    import torch

    from gan_core.data import catalog, silhouettes
    from gan_core.data.image_set import ImageSet

    images, classes = silhouettes.make(count, image_size, channels=channels)
    names = catalog.DATASETS["silhouettes"].class_names if labels else ()
    classes = torch.from_numpy(classes) if labels else None
    return ImageSet("drawn", torch.from_numpy(images), classes, names, "drawn for the tests")


def tiny_config(images=80, seed=0, recipe="dcgan", device="cpu", **settings):
    from gan_core.config.settings import settings_from
    from gan_core.config.train_config import Budget, TrainConfig
    from gan_core.recipes import RECIPES

    chosen = settings_from(RECIPES[recipe].settings_type, {**SMALL, **settings})
    size, budget = RECIPES[recipe].image_sizes[0], Budget("images", images)
    return TrainConfig(
        recipe, "silhouettes", size, chosen, budget, seed=seed, device=device, threads=1
    )


def write_images(folder, sub_folders):
    from PIL import Image

    from gan_core.data import silhouettes

    images, labels = silhouettes.make(40, 28)
    for index, (image, label) in enumerate(zip(images, labels, strict=True)):
        place = folder / f"class_{label}" if sub_folders else folder
        place.mkdir(exist_ok=True)
        Image.fromarray(image[0]).save(place / f"{index:02d}.png")


def finished_run(root, labels):
    """What `TrainingRun` leaves, on a few drawn images."""
    from gan_core.data import images
    from gan_core.recipes import RECIPES
    from gan_core.runs import checkpoint, run_dir
    from gan_core.runs.description import describe_generator
    from gan_core.training.trainer import Trainer

    config = dataclasses.replace(tiny_config(160, labels=labels), dataset="drawn")
    run = run_dir.create(root, "drawn-dcgan-seed0", config.to_json())
    trainer = Trainer(RECIPES["dcgan"], config, drawn_set(40))
    for record in trainer.records():
        run.append_stats(record)
    tiles = images.grid(trainer.sample_grid(), trainer.grid_columns)
    run.write_samples(160, images.png(tiles))
    about = describe_generator(trainer)
    checkpoint.save_generator(run.generator_file(160), trainer.G_ema, about)
    checkpoint.save_state(run.checkpoint_file(160), trainer.state())
    run.write_status("done")
    return run.path


def assert_same_state(a, b, path="state"):
    import torch

    assert type(a) is type(b), path
    if isinstance(a, dict):
        assert a.keys() == b.keys(), path
        for key in a:
            if key != "seconds":
                assert_same_state(a[key], b[key], f"{path}[{key!r}]")
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b), path
        for index, (left, right) in enumerate(zip(a, b, strict=True)):
            assert_same_state(left, right, f"{path}[{index}]")
    elif isinstance(a, torch.Tensor):
        assert torch.equal(a, b), path
    else:
        assert a == b, path
