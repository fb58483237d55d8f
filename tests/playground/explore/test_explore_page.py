"""The Explore page renders whatever lies on disk and whatever stands in the address."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.generator import shipped
from playground.explore import canvas
from playground.shared import model_catalog
from tests.playground.explore.explore_models import make_run, save_tiny

PAGE = Path(model_catalog.__file__).parents[1] / "explore" / "page.py"
RUN = "run:00001-silhouettes-dcgan-seed0"


@pytest.fixture
def pretrained(tmp_path, monkeypatch):
    """The folder of shipped generators, empty."""
    monkeypatch.setattr(shipped, "PRETRAINED", tmp_path / "pretrained")
    return tmp_path / "pretrained"


@pytest.fixture
def mounted(monkeypatch):
    """What the page tells the canvas; AppTest does not show components."""
    calls = []
    monkeypatch.setattr(
        canvas,
        "latent_canvas",
        lambda model_id, view, **options: calls.append((model_id, view, options)),
    )
    return calls


def show(**query):
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_without_a_model_the_page_says_how_to_get_one(runs, pretrained, mounted):
    page = show()
    assert "python -m gan_core train" in page.info[0].value
    assert not mounted


def test_shipped_generators_come_first_then_runs_newest_first(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    make_run(runs)
    make_run(runs, snapshots=(0, 12800))
    make_run(runs, snapshots=())  # nothing to show yet
    page = show()
    shoes, second, first = page.selectbox[0].options
    assert shoes == "shoes"
    assert second.startswith("Run 00002, ")
    assert second.endswith(": silhouettes-dcgan-seed0, 12,800 images")
    assert first.startswith("Run 00001, ")
    assert mounted[-1][0] == "shoes" and not mounted[-1][2]["has_poster"]


def test_a_run_offers_its_snapshots(runs, pretrained, mounted):
    make_run(runs, snapshots=(0, 160, 320))
    page = show()
    assert mounted[-1][0] == f"{RUN}@320" and mounted[-1][2]["has_poster"]
    page.select_slider[0].set_value(160).run()
    assert not page.exception and mounted[-1][0] == f"{RUN}@160"


def test_a_newcomer_reads_what_a_generator_is_and_where_to_train_one(runs, pretrained, mounted):
    html = " ".join(each.proto.body for each in show().get("html"))
    assert "A generator (G) turns random numbers into images" in html
    assert "./train?recipe=quick&amp;minutes=2" in html


def test_what_a_model_may_be_compared_with(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    make_run(runs)
    show(model=f"{RUN}@0")
    assert dict(mounted[-1][2]["models"]) == {
        f"{RUN}@160": "this run at 160 images",
        "shoes": "shoes",
    }
    show(model="shoes")
    assert [other for other, _ in mounted[-1][2]["models"]] == [RUN]


def test_the_address_chooses_model_snapshot_and_view(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    make_run(runs)
    page = show(model=f"{RUN}@0", seed_a="12", t="0.25")
    model_id, view, _ = mounted[-1]
    assert model_id == f"{RUN}@0" and (view.seed_a, view.t) == ("12", 0.25)
    page.selectbox[0].set_value("shoes").run()
    assert mounted[-1][0] == "shoes" and mounted[-1][1].seed_a == "12"
    assert not page.warning


@pytest.mark.parametrize(
    "model",
    ["../../etc", "nothing", "run:../../etc", f"{RUN}@7", "run:00009-x", "shoes@1", "é" * 300],
)
def test_an_unknown_model_is_a_sentence_and_the_first_one_is_shown(
    runs, pretrained, mounted, model
):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    make_run(runs)
    page = show(model=model)
    assert len(page.warning) == 1
    assert mounted[-1][0] == "shoes"


def test_the_code_of_a_school_class_is_no_class_of_images(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    assert not show(**{"class": "amber-fox-42"}).warning and mounted[-1][1].grid_class is None
    assert show(**{"class": "x"}).warning


def test_what_an_address_says_makes_no_link(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    (warning,) = show(model="[open](http://x)").warning
    assert r"\[open\]\(http\://x\)" in warning.value


def test_nonsense_in_the_address_is_a_sentence_each_shown_once(runs, pretrained, mounted):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    page = show(t="nan", seed_a="1e9", keys="x")
    assert len(page.warning) == 3
    assert mounted[-1][1].t == 0.5
    page.run()
    assert not page.warning


def test_the_canvas_itself_mounts(runs, pretrained):
    save_tiny(pretrained / "shoes" / shipped.GENERATOR)
    show()


def test_the_canvas_loads_nothing_from_elsewhere():
    folder = Path(canvas.__file__).parent / "frontend"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert len(paths) > 20
    for path in paths:
        assert "://" not in path.read_text("utf-8"), path
