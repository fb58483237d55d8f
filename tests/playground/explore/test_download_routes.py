"""Downloads of Explore: files that open elsewhere and hold what the page shows."""

import io
import runpy

import av
import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.generator import shipped
from gan_core.generator.session import load_generator
from playground.explore import download_routes
from playground.explore.routes import explore_routes
from tests.playground.explore.explore_models import RUN, SIZE, Z_DIM, post, save_tiny
from tests.playground.explore.explore_requests import ask, png, raw


def test_a_downloaded_image_can_be_enlarged(world):
    assert png("current.png?model=shoes&scale=16").shape == (16 * SIZE, 16 * SIZE)


def test_a_gif_from_a_to_b_goes_back_the_same_way(world):
    answer = ask("walk.gif?model=shoes&seed_a=3&seed_b=8&frames=5")
    animation = Image.open(io.BytesIO(answer.body))
    assert answer.headers["content-type"] == "image/gif"
    assert animation.n_frames == 8  # 5 there, 3 back between the ends


def test_a_walk_goes_through_its_keyframes_frame_by_frame(world):
    view = "model=shoes&tab=walk&keys=3;8&ways=4:lerp:linear"
    animation = Image.open(io.BytesIO(ask(f"walk.gif?{view}").body))
    assert animation.n_frames == 5
    strip = raw(f"strip.raw?{view}&frame=2")
    np.testing.assert_array_equal(strip[9], strip[4])  # half of the frames is half of the strip


def test_a_known_image_is_not_drawn_again_until_its_file_changes(world):
    address = "current.png?model=shoes&seed_a=3"
    answer = ask(address)
    assert answer.headers["cache-control"] == "private, no-cache"
    tag = answer.headers["etag"]
    assert ask(address, if_none_match=tag).status == 304
    assert ask(address.replace("3", "4"), if_none_match=tag).status == 200
    save_tiny(world / "pretrained" / "shoes" / shipped.GENERATOR, num_classes=3, seed=1)
    changed = ask(address, if_none_match=tag)
    assert changed.status == 200 and changed.body != answer.body


def test_the_generator_can_be_downloaded(world, session, tmp_path):
    answer = ask("generator.safetensors?model=shoes")
    assert 'filename="shoes.safetensors"' in answer.headers["content-disposition"]
    (tmp_path / "a.safetensors").write_bytes(answer.body)
    same = load_generator(tmp_path / "a.safetensors").sample([1, 2])
    assert np.array_equal(same, session.sample([1, 2]))
    opened = torch.jit.load(io.BytesIO(ask("generator.pt?model=shoes").body))
    z, c = torch.randn(2, Z_DIM), torch.eye(3)[:2]
    torch.testing.assert_close(opened(z, c), session.G(z, c), atol=1e-4, rtol=0)


def test_latents_can_be_downloaded(world, session):
    for view, count in (("tab=seed-map&point=3", 1), ("tab=walk&keys=1;2&ways=9:slerp:linear", 10),
                        ("seed_a=1&seed_b=2", 60)):  # fmt: skip
        with np.load(io.BytesIO(ask(f"latents.npz?model=shoes&{view}").body)) as found:
            z, c, images = (torch.from_numpy(found[name]) for name in ("z", "c", "images"))
        assert len(z) == count and np.array_equal(session.images(z, c), images.numpy())


def test_a_walk_can_be_downloaded_as_mp4(world):
    answer = ask("walk.mp4?model=shoes&tab=walk&keys=1;2&ways=9:slerp:linear")
    with av.open(io.BytesIO(answer.body)) as animation:
        assert len(list(animation.decode(video=0))) == 10


@pytest.mark.parametrize("point", ["3", "1:1,2:-1,5:1~c2", "4~dpca-1:1.5", "@2.5:0~e0:1.5"])
def test_the_script_draws_the_view(world, session, point, monkeypatch):
    view = f"model=shoes&tab=seed-map&point={point}&truncation=0.9&noise=0.8"
    text = ask(f"view.py?{view}").body.decode()
    assert len(text.splitlines()) <= 16
    monkeypatch.chdir(world)
    path = world / "pretrained" / "shoes"  # what the name stands for here
    (world / "view.py").write_text(text.replace("'shoes'", repr(str(path))))
    runpy.run_path("view.py")
    found = np.asarray(Image.open(world / "image.png"))[::8, ::8]
    assert np.array_equal(found, raw(f"current.raw?{view}")[0, ..., 0])


def test_the_script_of_a_run_names_the_file_beside_it(world):
    text = ask(f"view.py?model={RUN}&tab=seed-map&point=3").body.decode()
    name = "00001-silhouettes-dcgan-seed0.safetensors"
    assert "in the same folder" in text and f"load_generator({name!r})" in text
    assert name in ask(f"generator.safetensors?model={RUN}").headers["content-disposition"]


def load_walk(body):
    return post(explore_routes, "/api/explore/walk.json", body)


@pytest.mark.parametrize("truncation", ["", "0.7"])
def test_a_file_of_keyframes_comes_back_as_the_same_walk(world, truncation):
    keys, ways = "3;8:0.6,9:0.8~c1~e0:1.5;@2:1", "4:lerp:in;6:slerp:out"
    view = f"tab=walk&keys={keys}&ways={ways}&truncation={truncation}&noise=0.5"
    kept = ask(f"walk.json?model=shoes&{view}")
    assert kept.json()["format"] == "gan-playground walk 1"
    texts = load_walk(kept.body).json()["texts"]
    # The page it is loaded into was drawn differently, and must not be any more.
    texts = {"truncation": "2", "noise": "2"} | texts
    again = "&".join(f"{name}={text}" for name, text in texts.items())
    np.testing.assert_array_equal(
        raw(f"strip.raw?model=shoes&{view}&frame=3"),
        raw(f"strip.raw?model=shoes&tab=walk&frame=3&{again}"),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"", b"no json", b"[]", b"{}", b"[" * 5000, b"\xff\xfe", b'{"format": "another"}',
        b'{"format": "gan-playground walk 1", "keys": [{"seed": 1}], "segments": []}',
        b'{"format": "gan-playground walk 1", "keys": [{"seed": NaN}], "segments": [{}]}',
    ],
)  # fmt: skip
def test_a_bad_file_of_keyframes_is_one_sentence(world, body):
    answer = load_walk(body)
    assert answer.status == 400 and answer.json()["error"].endswith(".")


def test_a_file_of_keyframes_is_short(world):
    assert load_walk(b" " * (download_routes.MAX_KEYFRAMES_FILE + 1)).status == 413
