"""Generator files that a person opens: imported, listed for their browser, shown, deleted."""

import io

import pytest
import torch

from gan_core import GanError
from gan_core.generator import shipped
from gan_core.generator.session import load_generator
from gan_core.recipes import RECIPES
from gan_core.runs import checkpoint
from playground.explore import own_generators
from playground.explore.image_routes import image_routes
from playground.shared import browser, generator_files, model_catalog
from playground.shared.model_catalog import FILE
from tests.gan_core.generator.foreign_networks import Tutorial, assert_within_one_level, pixels
from tests.playground.explore.explore_models import get, save_tiny
from tests.playground.explore.test_explore_page import mounted, pretrained, show

__all__ = ["mounted", "pretrained"]  # fixtures
ME, OTHER = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def asks(monkeypatch):
    """asks(browser): who looks at the page; ME at first."""

    def look(who):
        monkeypatch.setattr(browser, "browser_id", lambda: who)

    look(ME)
    return look


def upload(name="netG_epoch_24.pth", content=None):
    stream = io.BytesIO()
    torch.save(Tutorial(nc=1).state_dict() if content is None else content, stream)
    stream.name = name
    stream.seek(0)
    return stream


def files(runs):
    return [path for path in (runs / "generators").rglob("*") if path.is_file()]


def test_a_file_is_imported_and_kept_once(runs):
    digest, found = generator_files.keep(upload())
    assert generator_files.keep(upload("again.pth"))[0] == digest
    (path,) = files(runs)
    assert path == generator_files.path_of(digest) and path.name == "netG_epoch_24.safetensors"
    assert_within_one_level(load_generator(path).sample(range(4)), pixels(Tutorial(nc=1), range(4)))
    assert "64 px, greyscale" in found
    other, _ = generator_files.keep(upload(), "sigmoid")  # shown in another way
    assert list(generator_files.mine()) == [other, digest]


def test_another_browser_lists_nothing_but_a_link_shows_it(runs, asks, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    digest, _ = generator_files.keep(upload())
    assert show().selectbox[0].options == ["shoes", "netG_epoch_24 (yours)"]
    asks(OTHER)
    assert show().selectbox[0].options == ["shoes"]
    page = show(model=FILE + digest)
    assert page.selectbox[0].options == ["shoes", "netG_epoch_24"] and not page.warning
    assert mounted[-1][0] == FILE + digest


def test_deleting_leaves_what_another_browser_lists(runs, asks):
    digest, _ = generator_files.keep(upload())
    asks(OTHER)
    generator_files.keep(upload())
    generator_files.delete(digest)
    assert not generator_files.mine() and files(runs)
    asks(ME)
    generator_files.delete(digest)
    assert not files(runs) and generator_files.path_of(digest) is None
    with pytest.raises(GanError, match="was deleted"):
        model_catalog.resolve(FILE + digest, runs)


@pytest.mark.parametrize("digest", ["", "..", "../../etc", "a" * 32, "A" * 32, "é" * 32])
def test_only_what_is_kept_has_a_path(digest, runs):
    with pytest.raises(GanError):
        model_catalog.resolve(FILE + digest, runs)


def test_what_is_no_generator_is_refused_and_not_kept(runs, monkeypatch):
    with pytest.raises(GanError, match="notes.pth holds no weights; what can be opened"):
        generator_files.keep(upload("notes.pth", {"loss": 1.0}))
    monkeypatch.setattr(generator_files, "MAX_MB", 0.001)
    with pytest.raises(GanError, match="up to 0.001 MB are opened"):
        generator_files.keep(upload())
    assert not files(runs) and not generator_files.mine()


def test_a_full_store_is_a_sentence(runs, monkeypatch):
    generator_files.keep(upload())
    (kept,) = files(runs)
    monkeypatch.setattr(generator_files.KEPT, "limit", kept.stat().st_size + 10)
    with pytest.raises(GanError, match="no space for netG.safetensors"):
        generator_files.keep(upload("netG.pth", Tutorial(nz=3).state_dict()))


def test_a_description_may_leave_out_what_is_usual(runs):
    G, _ = RECIPES["dcgan"].build(1, 28, 0, width=4)
    about = {
        "recipe": "dcgan", "settings": {"width": 4}, "channels": 1, "image_size": 28,
        "num_classes": 0, "class_names": [], "dataset": "silhouettes", "images_seen": 160,
    }  # fmt: skip
    brought = runs.parent / "G.safetensors"
    checkpoint.save_generator(brought, G, about)
    file = io.BytesIO(brought.read_bytes())
    file.name = brought.name
    digest, found = generator_files.keep(file)
    assert f"z of {G.z_dim} numbers" in found
    assert load_generator(generator_files.path_of(digest)).z_dim == G.z_dim


def test_a_name_makes_no_markdown(runs, pretrained, mounted):
    page = show()
    content = upload().read()
    page.file_uploader[0].upload("a_b_.pth", content, "application/octet-stream").run()
    assert any(each.value.startswith("a\\_b\\_, ") for each in page.markdown)
    page.file_uploader[0].upload("n_n_.pth", b"a note", "text/plain").run()
    assert "n\\_n\\_.pth is a text file" in page.error[0].value


def test_an_opened_file_is_chosen_and_another_can_be(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    page = show()
    page.file_uploader[0].upload("netG.pth", upload().read(), "application/octet-stream").run()
    assert not page.exception and not page.error and not page.warning
    assert "running statistics" in page.info[0].value
    model_id = mounted[-1][0]
    assert model_id.startswith(FILE) and page.selectbox[0].value == model_id
    page.selectbox[0].set_value("shoes").run()
    assert mounted[-1][0] == "shoes" and not page.warning

    page.file_uploader[0].upload("notes.pth", b"a note", "text/plain").run()
    assert "notes.pth is a text file" in page.error[0].value and mounted[-1][0] == "shoes"

    page.selectbox[0].set_value(model_id).run()
    page.button(f"delete-{model_id.removeprefix(FILE)}").click().run()
    assert not page.exception and mounted[-1][0] == "shoes"
    assert page.selectbox[0].options == ["shoes"] and not files(runs)


def test_a_file_can_be_opened_where_there_is_no_other_model(runs, pretrained, mounted):
    page = show()
    assert page.info and not mounted
    page.file_uploader[0].upload("netG.pth", upload().read(), "application/octet-stream").run()
    assert mounted[-1][0].startswith(FILE) and page.selectbox[0].options == ["netG (yours)"]


def test_images_and_caption_of_an_opened_file(world):
    digest, _ = generator_files.keep(upload())
    about = get(image_routes, f"/api/explore/about.json?model={FILE}{digest}").json()
    assert about["caption"] == "DCGAN from netG_epoch_24.pth" and about["z_dim"] == 100
    assert get(image_routes, f"/api/explore/current.raw?model={FILE}{digest}").status == 200


def test_the_panel_offers_every_function_that_can_be_imported():
    from gan_core.recipes.imported import OUTPUTS

    assert tuple(own_generators.ENDS) == OUTPUTS
