"""The form of the Train page, run as Streamlit runs it."""

from dataclasses import fields
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.runtime.secrets import AttrDict
from streamlit.testing.v1 import AppTest

from gan_core.runs.run_dir import RunDir
from playground.shared import signed_in
from playground.shared.door import limits, owners, sign_in_entry
from playground.train import estimate
from tests.playground.train.sample_images import archive, photo, photos
from tests.playground.train.train_page import a_run, buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def test_the_form_names_device_time_and_every_setting_that_matters() -> None:
    test = healthy(page())
    assert {"Model (recipe)", "Images", "Size"} <= {box.label for box in test.selectbox}
    numbers = {number.label for number in test.number_input}
    assert {"Learning rate of G", "Learning rate of D", "Seed"} <= numbers
    assert "Target for real images (label smoothing)" in numbers
    words = " ".join(element.value for element in test.markdown)
    assert "5 min 0 s" in words and "150,000 images" in words and "CPU" in words


def test_train_starts_what_the_form_says(runs: Path, launched: list[str]) -> None:
    test = page()
    test.selectbox(key="dataset").set_value("silhouettes")
    test.run()
    test.number_input(key="quick-batch_size").set_value(32)
    test.number_input(key="seed").set_value(7)
    test.run()
    buttons(test)["train"].click()
    healthy(test.run())
    assert len(launched) == 1
    config = RunDir(runs / launched[0]).config()
    assert config["dataset"] == "silhouettes" and config["seed"] == 7
    assert config["settings"]["batch_size"] == 32 and config["budget"]["amount"] == 5
    assert test.query_params["run"] == launched[0]


def test_a_second_run_is_said_to_be_queued(runs: Path, launched: list[str]) -> None:
    first = a_run(runs)
    with FileLock(first.path / "alive.lock"):
        words = " ".join(element.value for element in page().info)
    assert "1 run uses this device" in words and "queued" in words


def test_who_has_to_sign_in_first_is_told_and_shown_where(
    runs: Path, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "is_shared", lambda: True)
    monkeypatch.setenv(limits.SIGN_IN, "1")
    monkeypatch.setenv(limits.FREE.variable, "0")
    monkeypatch.setattr(signed_in, "has_login", lambda: True)
    monkeypatch.setattr(sign_in_entry, "is_authlib_installed", lambda: True)
    section = AttrDict({"client_id": "gan"})
    monkeypatch.setattr(sign_in_entry, "get_secrets_auth_section", lambda: section)
    test = healthy(page())
    assert {"sign-in", "sign-in-form"} <= buttons(test).keys()  # by the button, and below the runs
    assert "Here a run trains for at most 60 min" in " ".join(each.value for each in test.caption)
    buttons(test)["train"].click()
    assert "sign in first" in test.run().error[0].value and not launched


def every_recipe() -> list[str]:
    from gan_core.recipes import RECIPES

    return list(RECIPES)


@pytest.mark.parametrize("name", every_recipe())
def test_the_form_proposes_a_run_of_minutes_for_each_recipe(
    name: str, runs: Path, launched: list[str]
) -> None:
    test = page()
    test.selectbox(key="recipe").set_value(name)
    healthy(test.run())
    buttons(test)["train"].click()
    healthy(test.run())
    config = RunDir(runs / launched[0]).config()
    assert config["recipe"] == name and config["budget"] == {"unit": "minutes", "amount": 5.0}


def with_recipe(name: str) -> AppTest:
    test = page()
    test.selectbox(key="recipe").set_value(name)
    return healthy(test.run())


def test_the_published_run_is_a_press_away_and_named(
    monkeypatch: pytest.MonkeyPatch, runs: Path, launched: list[str]
) -> None:
    monkeypatch.setattr(estimate, "_measured", lambda *_: 4.0)
    test = with_recipe("dcgan64")
    words = " ".join(element.value for element in (*test.markdown, *test.caption))
    assert "not as published" in words and "Width 32 (published: 128)" in words
    assert "35 days" in words
    test.number_input(key="dcgan64-batch_size").set_value(100)
    test.run()
    buttons(test)["as-published"].click()
    test = healthy(test.run())
    assert test.number_input(key="dcgan64-width").value == 128
    assert test.number_input(key="dcgan64-batch_size").value == 50
    assert test.segmented_control(key="unit").value == "epochs"
    assert test.number_input(key="amount-epochs").value == 200
    assert "as published" in " ".join(element.value for element in test.markdown)
    buttons(test)["short"].click()
    test = healthy(test.run())
    assert test.number_input(key="dcgan64-width").value == 32


def test_a_published_run_of_minutes_is_what_the_form_starts_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(estimate, "_measured", lambda *_: 50_000.0)
    test = with_recipe("cgan_fashion")
    assert test.number_input(key="amount-epochs").value == 50


@pytest.mark.parametrize(
    ("recipe", "dataset", "toggle", "channels"),
    [("cgan_fashion", "cifar10", "Convert to greyscale", 1),
     ("cgan_cifar10", "mnist", "Convert to RGB", 3)],
)  # fmt: skip
def test_images_of_other_channels_are_converted_unless_that_is_refused(
    recipe: str, dataset: str, toggle: str, channels: int, runs: Path, launched: list[str]
) -> None:
    test = with_recipe(recipe)
    test.selectbox(key="dataset").set_value(dataset)
    test = healthy(test.run())
    assert not test.error and test.toggle(key="convert").label == toggle
    test.toggle(key="convert").set_value(False)
    test = healthy(test.run())
    assert f"switch on **{toggle}**" in test.error[0].value and buttons(test)["train"].disabled
    test.toggle(key="convert").set_value(True)
    test = healthy(test.run())
    buttons(test)["train"].click()
    healthy(test.run())
    assert RunDir(runs / launched[0]).config()["channels"] == channels


def test_a_folder_beside_the_named_sets_is_trained_on(
    image_folder: Path, monkeypatch: pytest.MonkeyPatch, runs: Path, launched: list[str]
) -> None:
    monkeypatch.setenv("GAN_DATA_ROOT", str(image_folder.parent))
    test = page()
    test.selectbox(key="dataset").set_value(f"file:{image_folder.name}")
    test = healthy(test.run())
    captions = " ".join(element.value for element in test.caption)
    assert f"40 greyscale images in {len(list(image_folder.iterdir()))} classes" in captions
    buttons(test)["train"].click()
    test = healthy(test.run())
    assert RunDir(runs / launched[0]).config()["dataset"] == str(image_folder.resolve())
    assert str(image_folder.parent) not in " ".join(element.value for element in test.markdown)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("loss", "wasserstein", "needs a bound on its gradient"),
        ("real_label", 0.9, "has no targets"),
    ],
)
def test_settings_that_contradict_each_other_cannot_be_trained(
    setting: str, value: object, sentence: str, launched: list[str]
) -> None:
    test = page()
    widgets = {"loss": test.selectbox}.get(setting, test.number_input)
    widgets(key=f"quick-{setting}").set_value(value)
    test = healthy(test.run())
    assert "_" not in test.error[0].value  # settings go by their labels
    assert sentence in test.error[0].value and buttons(test)["train"].disabled


@pytest.mark.parametrize("name", every_recipe())
def test_every_setting_has_a_widget_and_its_default(name: str) -> None:
    from gan_core.recipes import RECIPES

    test = with_recipe(name)
    defaults = {field.name: field.default for field in fields(RECIPES[name].settings_type)}
    if name != "dcgan":
        defaults.pop("width")  # the short version has its own
    for setting, default in defaults.items():
        assert test.session_state[f"{name}-{setting}"] == default, setting
    shown = {w.key for kind in ("number_input", "selectbox", "toggle") for w in test.get(kind)}
    assert {f"{name}-{setting}" for setting in defaults} <= shown


@pytest.mark.parametrize("name", every_recipe())
def test_the_card_says_where_a_recipe_comes_from_and_what_it_is_made_of(name: str) -> None:
    from gan_core.recipes import RECIPES
    from playground.train.recipe_card import linked

    recipe = RECIPES[name]
    words = " ".join(element.value for element in with_recipe(name).markdown)
    assert linked(recipe.source) in words and all(word in words for word in recipe.differences)
    assert "|Layer|Output|Parameters|MMAC|" in words
    if recipe.published:
        assert recipe.published.url in words
        assert all(result in words for result in recipe.published.results)


# images of one's own


def test_a_zip_of_plain_photos_trains_at_the_first_press(runs: Path, launched: list[str]) -> None:
    test = page()
    test.file_uploader(key="upload-files-0").upload("plain.zip", photos(90, top=("",)))
    test = healthy(test.run())
    words = " ".join(element.value for element in test.caption)
    assert not test.error and "Similar images are clustered" not in words  # they are too few
    assert "No folders found" not in words  # the images' own note says that there are no classes
    assert "2 images are very few" in words
    assert test.toggle(key="quick-labels").disabled and not test.toggle(key="quick-labels").value
    buttons(test)["train"].click()
    healthy(test.run())
    config = RunDir(runs / launched[0]).config()
    assert not config["settings"]["labels"] and config["settings"]["clusters"]
    assert Path(config["dataset"]).is_relative_to(runs / "data")


def test_larger_photos_are_proposed_for_quick_at_64_px(runs: Path, launched: list[str]) -> None:
    test = page()
    large = {f"{n}.png": photo((90, 40 * n, 10), (300, 200)) for n in range(3)}
    test.file_uploader(key="upload-files-0").upload("large.zip", archive(large))
    test = healthy(test.run())
    assert test.selectbox(key="recipe").value == "quick"
    size = test.selectbox(key="size-quick")
    assert size.value == 64 and size.options[-1] == "64 px"  # on a CPU
    assert any("more than 64 px takes a GPU" in caption.value for caption in test.caption)
    buttons(test)["train"].click()
    healthy(test.run())
    assert RunDir(runs / launched[0]).config()["image_size"] == 64
    asked = healthy(page(recipe="quick", image_size="128"))
    assert asked.selectbox(key="size-quick").value == 64
    assert any("which this machine does not have" in caption.value for caption in asked.caption)


def test_what_was_left_out_is_said_beside_the_images_it_was_left_out_of(runs: Path) -> None:
    test = page()
    uploader = test.file_uploader(key="upload-files-0")
    for number in range(3):
        uploader.upload(f"{number}.png", photo(90 * number))
    uploader.upload("notes.txt", b"hello")
    test = healthy(test.run())
    said = r"Left out, since they cannot be read as images\: notes.txt."
    assert said in " ".join(caption.value for caption in test.caption)
    test.selectbox(key="dataset").set_value("silhouettes")
    assert said not in " ".join(caption.value for caption in healthy(test.run()).caption)


def test_many_plain_photos_are_said_to_be_clustered(runs: Path) -> None:
    test = page()
    many = archive({f"{number}.png": photo(number) for number in range(200)})
    test.file_uploader(key="upload-files-0").upload("many.zip", many)
    captions = {caption.value for caption in healthy(test.run()).caption}
    assert any("Similar images are clustered and used as classes, up to 2." in c for c in captions)


@pytest.mark.parametrize("name", every_recipe())
def test_plain_photos_train_with_every_recipe(name: str, runs: Path, launched: list[str]) -> None:
    test = with_recipe(name)
    test.file_uploader(key="upload-files-0").upload("plain.zip", photos(top=("",)))
    test = healthy(test.run())
    assert not test.error
    buttons(test)["train"].click()
    healthy(test.run())
    assert Path(RunDir(runs / launched[0]).config()["dataset"]).name == "plain.zip"


def test_photos_themselves_are_chosen(runs: Path, launched: list[str]) -> None:
    test = page()
    for number in range(3):
        test.file_uploader(key="upload-files-0").upload(f"{number}.png", photo((number, 9, 9)))
    test = healthy(test.run())
    assert test.session_state["dataset"].startswith("upload:") and not test.error
    assert test.file_uploader(key="upload-files-1").value == []  # ready for others


def test_an_upload_without_images_is_refused_and_nothing_changes(runs: Path) -> None:
    test = page()
    before = test.session_state["dataset"]
    test.file_uploader(key="upload-files-0").upload("texts.zip", archive({"a.txt": b"x"}))
    test = healthy(test.run())
    (problem,) = [error.value.replace("\\", "") for error in test.error]
    assert problem == (
        "texts.zip contains no images for training that can be used, and at least 2 are needed; "
        "left out: 1 text file (a.txt)."
    )
    assert not buttons(test)["train"].disabled and test.session_state["dataset"] == before
    assert not [path for path in (runs / "data").rglob("*") if path.is_file()]


def test_the_name_of_an_upload_makes_no_markdown(runs: Path) -> None:
    test = page()
    test.file_uploader(key="upload-files-0").upload("a_b_.zip", photos())
    test.run()
    assert any(each.value.startswith("a\\_b\\_.zip, ") for each in test.markdown)


def test_uploads_are_listed_and_deleted(runs: Path) -> None:
    test = page()
    test.file_uploader(key="upload-files-0").upload("mine.zip", photos())
    test = healthy(test.run())
    assert "mine.zip, 0.0 MB" in " ".join(element.value for element in test.markdown)
    (delete,) = [button for key, button in buttons(test).items() if key.startswith("delete-")]
    delete.click()
    test = healthy(test.run())
    assert not list((runs / "data").rglob("*.zip")) and not test.error
    assert not test.session_state["dataset"].startswith("upload:")
