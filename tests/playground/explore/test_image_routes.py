"""The image routes: right pixels, bounded requests, one sentence for every refusal."""

import json
import shutil
import threading

import numpy as np
import pytest

from gan_core import GanError
from gan_core.generator import shipped
from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint
from playground.shared import sessions
from tests.playground.explore.explore_models import RUN, SIZE, Z_DIM
from tests.playground.explore.explore_requests import ask, ask_json, png, raw


def test_images_are_those_of_the_points_asked_for(session):
    shown = raw("images.raw?model=shoes&points=5;6~c1;7&truncation=0.8")
    np.testing.assert_array_equal(shown, session.sample([5, 6, 7], [2, 1, 1], 0.8))


def test_current_image_and_strip_begin_at_a_and_end_at_b(session):
    a, b = session.sample([3, 8])[..., 0]
    view = "model=shoes&seed_a=3&seed_b=8"
    np.testing.assert_array_equal(png(f"current.png?{view}&t=0"), a)
    strip = png(f"strip.png?{view}")
    np.testing.assert_array_equal(strip[:, :SIZE], a)
    np.testing.assert_array_equal(strip[:, 8 * SIZE :], b)
    images = raw(f"strip.raw?{view}&t=1")
    assert len(images) == 10
    for index, end in ((0, a), (8, b), (9, b)):  # behind the strip: the current image
        np.testing.assert_array_equal(images[index, ..., 0], end)


@pytest.mark.parametrize(
    "view",
    [
        "t=0.3",
        "tab=walk&keys=1;2;3&frame=5",
        "tab=arithmetic&mix=1;2;3",
        "tab=seed-map&point=@3.5:2.5",
    ],
)
def test_what_is_drawn_and_what_is_downloaded_are_one_image(world, view):
    drawn = raw(f"current.raw?model=shoes&{view}")
    np.testing.assert_array_equal(drawn[0, ..., 0], png(f"current.png?model=shoes&{view}"))


def test_the_current_image_is_a_point_for_other_tabs(world):
    assert ask_json("point.json?model=shoes&tab=seed-map&point=@3:2") == {"point": "2003"}
    made = ask_json("point.json?model=shoes&tab=arithmetic&mix=1;2;3")["point"]
    again = raw(f"current.raw?model=shoes&tab=classes&point={made}")
    there = raw("current.raw?model=shoes&tab=arithmetic&mix=1;2;3")
    assert np.abs(again.astype(int) - there).max() <= 1  # five digits of each weight


def test_paths_show_the_length_that_lerp_loses(world):
    address = "paths.raw?model=shoes&seed_a=3&seed_b=8"
    answer, rows = ask(address), raw(address)
    norms = np.array([float(word) for word in answer.headers["x-norms"].split(",")]).reshape(2, 41)
    assert len(rows) == 18
    np.testing.assert_array_equal(rows[0], rows[9])
    np.testing.assert_allclose(norms[0, [0, -1]], norms[1, [0, -1]])
    assert norms[1].min() < norms[0].min()


def test_variations_are_nine_points_around_the_current_one(world):
    points = ask_json("variations.json?model=shoes&tab=classes&point=5&nudge=0.5")["points"]
    assert points[0] == "5" and len(set(points)) == 9
    assert len(raw(f"images.raw?model=shoes&points={';'.join(points)}")) == 9


def test_latents_are_the_z_of_the_points(world):
    facts = ask_json("latents.json?model=shoes&points=3;3~e0:2")
    drawn = np.random.RandomState(3).standard_normal(Z_DIM)
    np.testing.assert_allclose(facts["z"][0], drawn, atol=1e-4)
    assert facts["z"][1][0] == 2 and facts["classes"][0] == [1, 0, 0]


def test_about_says_what_the_page_needs(world):
    facts = ask_json("about.json?model=shoes")
    assert (facts["z_dim"], facts["num_classes"], facts["image_size"]) == (Z_DIM, 3, SIZE)
    assert facts["class_names"] == ["kind 0", "kind 1", "kind 2"]
    assert facts["caption"] == "DCGAN on silhouettes, 160 images seen"


def test_about_does_not_mind_what_only_fits_another_model(world):
    assert ask("about.json?model=shoes&seed_a=1~c9~e1000:1").status == 200


def test_a_model_deleted_while_in_use_is_one_sentence(world):
    address = f"current.raw?model={RUN}@160"
    raw(address)
    (file,) = (world / "runs").glob("*/generators/*160.safetensors")
    file.unlink()
    answer = ask(address)
    assert answer.status == 404 and "choose another" in answer.json()["error"]


def test_a_run_shows_the_snapshot_asked_for_or_its_newest(world):
    first, last, newest = (png(f"current.png?model={RUN}{at}") for at in ("@0", "@160", ""))
    np.testing.assert_array_equal(last, newest)
    assert (first != last).any()


def test_raw_g_of_a_checkpoint_is_drawn_beside_its_average(world, trained):
    shutil.copytree(trained, world / "runs" / "00002-drawn")
    model = "run:00002-drawn@160"
    average = raw(f"current.raw?model={model}&seed_a=1&t=0")
    raw_g = raw(f"current.raw?model={model}:G&seed_a=1&t=0")
    state = checkpoint.load_state(trained / "checkpoints" / "state_00000160.pt")
    session = load_generator(trained)
    np.testing.assert_array_equal(average, session.sample([1]))
    session.G.load_state_dict(state["G"])
    np.testing.assert_array_equal(raw_g, session.sample([1]))
    assert (average != raw_g).any()
    assert "raw G" in ask_json(f"about.json?model={model}:G")["caption"]


@pytest.mark.parametrize("model", ["run:00002-drawn@80:G", "shoes:G", "run:00002-drawn:G", ":G"])
def test_raw_g_that_is_not_there_is_refused(world, trained, model):
    shutil.copytree(trained, world / "runs" / "00002-drawn")
    answer = ask(f"current.raw?model={model}")
    assert answer.status == 404 and answer.json()["error"].endswith(".")


def test_posters_need_no_loaded_model(world):
    (world / "pretrained" / "shoes" / "samples.png").write_bytes(b"grid")
    assert ask("poster.png?model=shoes").body == b"grid"
    assert ask(f"poster.png?model={RUN}@0").body.endswith(b"grid 0")
    assert ask(f"poster.png?model={RUN}").body.endswith(b"grid 160")
    assert len(sessions.shared) == 0  # nothing had to be loaded


@pytest.mark.parametrize(
    ("model", "status"),
    [
        ("", 404), ("nothing", 404), ("../../etc/passwd", 404), ("..%2F..%2Fetc", 404),
        ("/etc/passwd", 404), ("run:../shoes", 404), ("run:00001-", 404), ("shoes@3", 404),
        (f"{RUN}@7", 404), (f"{RUN}@-1", 404), (f"{RUN}@../x", 404), ("run:", 404), (".", 404),
        ("shoes%00", 400),
    ],
)  # fmt: skip
@pytest.mark.parametrize("route", ["current.raw", "current.png", "about.json", "poster.png"])
def test_ids_that_name_nothing_are_refused(world, route, model, status):
    answer = ask(f"{route}?model={model}")
    assert answer.status == status
    assert len(answer.json()["error"]) < 200


@pytest.mark.parametrize(
    "address",
    [
        "images.raw?model=shoes&points=" + ";".join(["1"] * 257),
        "images.raw?model=shoes&points=1e9", "images.raw?model=shoes&points=1~c3",
        "images.raw?model=shoes&points=nan", "current.raw?model=shoes&tab=walk&keys=1",
        "strip.png?model=shoes&frames=241", "walk.gif?model=shoes&frames=1",
        "walk.gif?model=shoes&frames=1e9", "current.png?model=shoes&scale=33",
        "walk.gif?model=shoes&tab=walk&loop=1&keys=" + ";".join("12345678") + "&ways="
        + ";".join(["600:slerp:linear"] * 8),
        "current.png?model=shoes&t=nan", "current.png?model=shoes&seed_a=1~e4:1",
        "current.raw?model=shoes&noise=1e9", "images.raw?model=shoes&points=",
    ],
)  # fmt: skip
def test_requests_out_of_bounds_are_one_sentence(world, address):
    answer = ask(address)
    assert answer.status == 400 and answer.json()["error"].endswith(".")


def test_a_damaged_generator_is_one_sentence(world):
    (world / "pretrained" / "shoes" / shipped.GENERATOR).write_bytes(b"\x08" + bytes(40))
    answer = ask("current.png?model=shoes")
    assert answer.status == 400 and "damaged" in answer.json()["error"]


def test_a_fault_of_ours_is_one_sentence_too(world, monkeypatch):
    monkeypatch.setattr(sessions.Sessions, "get", lambda *_: 1 / 0)
    answer = ask("current.png?model=shoes")
    assert answer.status == 500 and "Traceback" not in json.dumps(answer.json())


def test_sessions_are_few_and_each_file_is_loaded_once(tmp_path, monkeypatch):
    loads = []
    monkeypatch.setattr(sessions, "_load", lambda identity: loads.append(identity) or object())
    kept = sessions.Sessions(kept=2)
    files = [tmp_path / name for name in "abc"]
    for file in files:
        file.write_bytes(b"x")
    a, b, c = map(sessions.identify, files)
    threads = [threading.Thread(target=kept.get, args=(a,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [a]
    for identity in (b, a, c, a, b):  # c pushes b out, so b is loaded again
        kept.get(identity)
    assert loads == [a, b, c, b] and len(kept) == 2


def test_a_file_that_is_gone_is_one_sentence(tmp_path):
    with pytest.raises(GanError, match="no longer exists"):
        sessions.identify(tmp_path / "gone.safetensors")
