"""The picture routes: right pixels, bounded requests, one sentence for every refusal."""

import io
import json
import shutil
import threading

import numpy as np
import pytest
from PIL import Image

from gan_core import GanError
from gan_core.generator import shipped
from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint
from playground.explore import image_routes
from playground.shared import sessions
from tests.playground.explore.explore_models import SIZE, Z_DIM, get, make_run, post, save_tiny

RUN = "run:00001-silhouettes-dcgan-seed0"


@pytest.fixture
def world(runs, tmp_path, monkeypatch):
    """One shipped generator with three classes, one run with two snapshots; nothing loaded yet."""
    monkeypatch.setattr(shipped, "PRETRAINED", tmp_path / "pretrained")
    monkeypatch.setattr(sessions, "shared", sessions.Sessions())
    save_tiny(tmp_path / "pretrained" / "shoes" / shipped.GENERATOR, num_classes=3)
    make_run(runs)
    return tmp_path


def ask(address, **headers):
    return get(image_routes.image_routes, f"/api/explore/{address}", **headers)


def pixels(answer):
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"] == "image/png"
    return np.array(Image.open(io.BytesIO(answer.body)))


def raw(answer):
    """Plain pixels, [N, H, W] of grey images."""
    assert answer.status == 200, answer.body
    assert answer.headers["cache-control"] == "no-store"
    shape = [int(word) for word in answer.headers["x-shape"].split(",")]
    return np.frombuffer(answer.body, np.uint8).reshape(shape)[..., 0]


def shoes(world):
    return load_generator(world / "pretrained" / "shoes" / shipped.GENERATOR)


def test_pictures_are_those_of_the_points_asked_for(world):
    shown = raw(ask("pictures.raw?model=shoes&points=5;6~c1;7&truncation=0.8"))
    np.testing.assert_array_equal(shown, shoes(world).sample([5, 6, 7], [2, 1, 1], 0.8)[..., 0])


def test_the_ends_of_frame_strip_and_scene_are_a_and_b(world):
    a, b = shoes(world).sample([3, 8])[..., 0]
    view = "model=shoes&seed_a=3&seed_b=8"
    np.testing.assert_array_equal(pixels(ask(f"frame.png?{view}&t=0")), a)
    strip = pixels(ask(f"strip.png?{view}"))
    np.testing.assert_array_equal(strip[:, :SIZE], a)
    np.testing.assert_array_equal(strip[:, 8 * SIZE :], b)
    scene = raw(ask(f"scene.raw?{view}&t=1"))
    assert len(scene) == 10
    for index, end in ((0, a), (8, b), (9, b)):  # behind the strip of a scene: t
        np.testing.assert_array_equal(scene[index], end)


@pytest.mark.parametrize(
    "view",
    ["t=0.3", "tab=walk&keys=1;2;3&frame=5", "tab=mix&mix=1;2;3", "tab=plane&point=@3.5:2.5"],
)
def test_what_is_drawn_and_what_is_saved_are_one_picture(world, view):
    drawn = raw(ask(f"hand.raw?model=shoes&{view}"))
    np.testing.assert_array_equal(drawn[0], pixels(ask(f"frame.png?model=shoes&{view}")))


def test_the_picture_in_hand_goes_along_as_a_point(world):
    assert ask("point.json?model=shoes&tab=plane&point=@3:2").json() == {"point": "2003"}
    made = ask("point.json?model=shoes&tab=mix&mix=1;2;3").json()["point"]
    again = raw(ask(f"hand.raw?model=shoes&tab=classes&point={made}"))
    there = raw(ask("hand.raw?model=shoes&tab=mix&mix=1;2;3"))
    assert np.abs(again.astype(int) - there).max() <= 1  # five digits of each weight


def test_paths_show_the_length_that_lerp_loses(world):
    answer = ask("paths.raw?model=shoes&seed_a=3&seed_b=8")
    rows = raw(answer)
    norms = np.array([float(word) for word in answer.headers["x-norms"].split(",")]).reshape(2, 41)
    assert len(rows) == 18
    np.testing.assert_array_equal(rows[0], rows[9])
    np.testing.assert_allclose(norms[0, [0, -1]], norms[1, [0, -1]])
    assert norms[1].min() < norms[0].min()


def test_variations_are_nine_points_around_the_picture(world):
    points = ask("variations.json?model=shoes&tab=classes&point=5&nudge=0.5").json()["points"]
    assert points[0] == "5" and len(set(points)) == 9
    assert len(raw(ask(f"pictures.raw?model=shoes&points={';'.join(points)}"))) == 9


def test_numbers_are_the_z_of_the_points(world):
    facts = ask("numbers.json?model=shoes&points=3;3~e0:2").json()
    drawn = np.random.RandomState(3).standard_normal(Z_DIM)
    np.testing.assert_allclose(facts["z"][0], drawn, atol=1e-4)
    assert facts["z"][1][0] == 2 and facts["classes"][0] == [1, 0, 0]


def test_a_frame_can_be_enlarged(world):
    assert pixels(ask("frame.png?model=shoes&scale=16")).shape == (16 * SIZE, 16 * SIZE)


def test_the_walk_goes_there_and_back(world):
    answer = ask("walk.gif?model=shoes&seed_a=3&seed_b=8&frames=5")
    film = Image.open(io.BytesIO(answer.body))
    assert answer.headers["content-type"] == "image/gif"
    assert film.n_frames == 8  # 5 there, 3 back between the ends


def test_a_walk_goes_through_its_key_points_frame_by_frame(world):
    view = "model=shoes&tab=walk&keys=3;8&ways=4:lerp:linear"
    film = Image.open(io.BytesIO(ask(f"walk.gif?{view}").body))
    assert film.n_frames == 5
    strip = raw(ask(f"scene.raw?{view}&frame=2"))
    np.testing.assert_array_equal(strip[9], strip[4])  # half of the frames is half of the strip


def load_walk(body, **headers):
    return post(image_routes.image_routes, "/api/explore/walk.json", body, **headers)


def test_a_file_of_key_points_comes_back_as_the_same_walk(world):
    view = "tab=walk&keys=3;8:0.6,9:0.8~c1~e0:1.5;@2:1&ways=4:lerp:in;6:slerp:out&noise=0.5"
    kept = ask(f"walk.json?model=shoes&{view}")
    assert kept.json()["format"] == "gan-playground walk 1"
    texts = load_walk(kept.body).json()["texts"]
    again = "&".join(f"{name}={text}" for name, text in texts.items())
    np.testing.assert_array_equal(
        raw(ask(f"scene.raw?model=shoes&{view}&frame=3")),
        raw(ask(f"scene.raw?model=shoes&tab=walk&frame=3&{again}")),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"", b"no json", b"[]", b"{}", b"[" * 5000, b"\xff\xfe", b'{"format": "another"}',
        b'{"format": "gan-playground walk 1", "keys": [{"seed": 1}], "segments": []}',
        b'{"format": "gan-playground walk 1", "keys": [{"seed": NaN}], "segments": [{}]}',
    ],
)  # fmt: skip
def test_what_is_no_file_of_key_points_is_one_sentence(world, body):
    answer = load_walk(body)
    assert answer.status == 400 and answer.json()["error"].endswith(".")


def test_a_file_of_key_points_is_short_and_comes_from_our_own_pages(world):
    assert load_walk(b" " * (image_routes.MAX_FILE + 1)).status == 413
    assert load_walk(b"{}", sec_fetch_site="cross-site").status == 403


def test_about_says_what_the_page_needs(world):
    facts = ask("about.json?model=shoes").json()
    assert (facts["z_dim"], facts["num_classes"], facts["image_size"]) == (Z_DIM, 3, SIZE)
    assert facts["class_names"] == ["kind 0", "kind 1", "kind 2"]
    assert facts["caption"] == "DCGAN on silhouettes, 160 images seen"


def test_about_does_not_mind_what_only_fits_another_model(world):
    assert ask("about.json?model=shoes&seed_a=1~c9~e1000:1").status == 200


def test_a_model_deleted_while_in_use_is_one_sentence(world):
    address = f"hand.raw?model={RUN}@160"
    raw(ask(address))
    (file,) = (world / "runs").glob("*/generators/*160.safetensors")
    file.unlink()
    answer = ask(address)
    assert answer.status == 404 and "choose another" in answer.json()["error"]


def test_a_run_shows_the_snapshot_asked_for_or_its_newest(world):
    first, last, newest = (pixels(ask(f"frame.png?model={RUN}{at}")) for at in ("@0", "@160", ""))
    np.testing.assert_array_equal(last, newest)
    assert (first != last).any()


def test_raw_g_of_a_checkpoint_is_drawn_beside_its_average(world, trained):
    shutil.copytree(trained, world / "runs" / "00002-drawn")
    model = "run:00002-drawn@160"
    average = raw(ask(f"hand.raw?model={model}&seed_a=1&t=0"))
    raw_g = raw(ask(f"hand.raw?model={model}:G&seed_a=1&t=0"))
    state = checkpoint.load_state(trained / "checkpoints" / "state_00000160.pt")
    session = load_generator(trained)
    np.testing.assert_array_equal(average[0], session.sample([1])[0, ..., 0])
    session.G.load_state_dict(state["G"])
    np.testing.assert_array_equal(raw_g[0], session.sample([1])[0, ..., 0])
    assert (average != raw_g).any()
    assert "raw G" in ask(f"about.json?model={model}:G").json()["caption"]


@pytest.mark.parametrize("model", ["run:00002-drawn@80:G", "shoes:G", "run:00002-drawn:G", ":G"])
def test_raw_g_that_is_not_there_is_refused(world, trained, model):
    shutil.copytree(trained, world / "runs" / "00002-drawn")
    answer = ask(f"hand.raw?model={model}")
    assert answer.status == 404 and answer.json()["error"].endswith(".")


def test_posters_lie_ready(world):
    (world / "pretrained" / "shoes" / "samples.png").write_bytes(b"sheet")
    assert ask("poster.png?model=shoes").body == b"sheet"
    assert ask(f"poster.png?model={RUN}@0").body.endswith(b"sheet 0")
    assert ask(f"poster.png?model={RUN}").body.endswith(b"sheet 160")
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
@pytest.mark.parametrize("route", ["hand.raw", "frame.png", "about.json", "poster.png"])
def test_ids_that_name_nothing_are_refused(world, route, model, status):
    answer = ask(f"{route}?model={model}")
    assert answer.status == status
    assert len(answer.json()["error"]) < 200


@pytest.mark.parametrize(
    "address",
    [
        "pictures.raw?model=shoes&points=" + ";".join(["1"] * 257),
        "pictures.raw?model=shoes&points=1e9", "pictures.raw?model=shoes&points=1~c3",
        "pictures.raw?model=shoes&points=nan", "hand.raw?model=shoes&tab=walk&keys=1",
        "strip.png?model=shoes&frames=241", "walk.gif?model=shoes&frames=1",
        "walk.gif?model=shoes&frames=1e9", "frame.png?model=shoes&scale=33",
        "walk.gif?model=shoes&tab=walk&loop=1&keys=" + ";".join("12345678") + "&ways="
        + ";".join(["600:slerp:linear"] * 8),
        "frame.png?model=shoes&t=nan", "frame.png?model=shoes&seed_a=1~e4:1",
        "hand.raw?model=shoes&noise=1e9", "pictures.raw?model=shoes&points=",
    ],
)  # fmt: skip
def test_requests_out_of_bounds_are_one_sentence(world, address):
    answer = ask(address)
    assert answer.status == 400 and answer.json()["error"].endswith(".")


def test_other_sites_are_refused(world):
    assert ask("frame.png?model=shoes", sec_fetch_site="cross-site").status == 403
    assert ask("frame.png?model=shoes", sec_fetch_site="same-origin").status == 200


def test_a_known_picture_is_not_drawn_again_until_its_file_changes(world):
    address = "frame.png?model=shoes&seed_a=3"
    answer = ask(address)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    tag = answer.headers["etag"]
    assert ask(address, if_none_match=tag).status == 304
    assert ask(address.replace("3", "4"), if_none_match=tag).status == 200
    save_tiny(world / "pretrained" / "shoes" / shipped.GENERATOR, num_classes=3, seed=1)
    changed = ask(address, if_none_match=tag)
    assert changed.status == 200 and changed.body != answer.body


def test_a_damaged_generator_is_one_sentence(world):
    (world / "pretrained" / "shoes" / shipped.GENERATOR).write_bytes(b"\x08" + bytes(40))
    answer = ask("frame.png?model=shoes")
    assert answer.status == 400 and "damaged" in answer.json()["error"]


def test_a_fault_of_ours_is_one_sentence_too(world, monkeypatch):
    monkeypatch.setattr(sessions.Sessions, "get", lambda *_: 1 / 0)
    answer = ask("frame.png?model=shoes")
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
    with pytest.raises(GanError, match="not there any more"):
        sessions.identify(tmp_path / "gone.safetensors")
