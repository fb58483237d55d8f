"""The studio's routes: searches that end, right pixels, files that open, or one sentence."""

import io
import runpy
import time

import av
import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.generator import attribute_directions, directions, shipped, unsupervised_directions
from gan_core.generator.inversion import mean_absolute_error
from gan_core.generator.session import load_generator
from playground.explore import (
    direction_store,
    inversion_jobs,
    latent_view,
    studio_routes,
    view_latents,
)
from playground.explore.image_routes import image_routes
from playground.explore.point_text import read_point
from playground.shared import sessions
from tests.playground.explore.explore_models import SIZE, Z_DIM, get, make_run, post, save_tiny

RUN = "run:00001-silhouettes-dcgan-seed0"
ROUTES = [*image_routes, *studio_routes.studio_routes]


@pytest.fixture
def world(runs, tmp_path, monkeypatch):
    """One shipped generator with three classes, one run; nothing loaded or found yet."""
    monkeypatch.setattr(shipped, "PRETRAINED", tmp_path / "pretrained")
    monkeypatch.setattr(sessions, "shared", sessions.Sessions())
    monkeypatch.setattr(direction_store, "shared", direction_store.DirectionStore())
    monkeypatch.setattr(inversion_jobs, "shared", inversion_jobs.InversionJobs())
    few = {"CLIMBS": 8, "SEEDS_A_CLIMB": 6, "SLOPE_SAMPLES": 64, "CHECK_SEEDS": 10}
    for name, count in few.items():
        monkeypatch.setattr(attribute_directions, name, count)
    monkeypatch.setattr(unsupervised_directions, "SAMPLES", 60)
    save_tiny(tmp_path / "pretrained" / "shoes" / shipped.GENERATOR, num_classes=3)
    make_run(runs)
    return tmp_path


@pytest.fixture
def session(world):
    return load_generator(world / "pretrained" / "shoes" / shipped.GENERATOR)


def ask(address):
    return get(ROUTES, f"/api/explore/{address}")


def told(address):
    answer = ask(address)
    assert answer.status == 200, answer.body
    return answer.json()


def raw(address):
    answer = ask(address)
    assert answer.status == 200, answer.body
    shape = tuple(map(int, answer.headers["x-shape"].split(",")))
    return np.frombuffer(answer.body, np.uint8).reshape(shape)


def until(done, address):
    for _ in range(600):
        facts = told(address)
        if done(facts):
            return facts
        time.sleep(0.05)
    raise AssertionError(f"{address} never ended")


def all_directions(extra=""):
    return until(lambda facts: facts["done"], f"directions.json?model=shoes{extra}")["directions"]


# directions


def test_directions_are_found_in_the_background_and_sorted(world, session):
    first = told("directions.json?model=shoes")
    assert not first["done"] and first["progress"] < 1
    found = all_directions()
    assert [d["strength"] for d in found] == sorted((d["strength"] for d in found), reverse=True)
    assert {d["id"] for d in found} >= {"pca-1", "sefa-1", "brightness", "width"}
    assert not any("vector" in direction for direction in found)
    expected = {d.id: d for d in directions.find(session)}
    assert {d["id"]: d["effect"] for d in found} == {i: d.effect for i, d in expected.items()}


def test_directions_of_a_class_are_its_own(world):
    found = all_directions("&of=2")
    assert {"brightness-c2", "width-c2"} <= {d["id"] for d in found}
    assert all(d["only"] == 2 for d in found if d["kind"] == "measured")


def test_directions_that_lie_ready_are_not_looked_for(world, session, monkeypatch):
    found = directions.unnamed(session, 1)
    found.append(directions.measured(session, "width"))
    generator = world / "pretrained" / "shoes" / shipped.GENERATOR
    directions.write(generator.with_name(directions.FILE), found, generator)
    monkeypatch.setattr(direction_store, "_found", lambda *_: 1 / 0)
    loaded = load_generator(generator)
    vectors = direction_store.DirectionStore().vectors(loaded, ["width", "pca-1"])
    torch.testing.assert_close(vectors["width"], found[-1].tensor())


def test_a_point_along_a_direction_is_drawn(world, session):
    pixels = raw("pictures.raw?model=shoes&points=3~dpca-1:2")[0]
    direction = next(d for d in directions.unnamed(session, 8) if d.id == "pca-1")
    view = latent_view.from_query({})
    z, c = view_latents.of_points(session, view, (read_point("3"),))
    expected = session.images(z + 2 * direction.tensor(), c)[0]
    assert np.abs(pixels.astype(int) - expected).max() <= 1


def test_strips_run_from_minus_3_to_plus_3(world):
    strips = raw("along.raw?model=shoes&tab=plane&point=3&ids=pca-1,sefa-2")
    assert strips.shape == (14, SIZE, SIZE, 1)
    for place, point in ((0, "3~dpca-1:-3"), (3, "3"), (13, "3~dsefa-2:3")):
        alone = raw(f"pictures.raw?model=shoes&points={point}")[0]
        assert np.abs(strips[place].astype(int) - alone).max() <= 1


def test_a_failed_search_is_one_sentence(world, monkeypatch):
    monkeypatch.setattr(direction_store, "_found", lambda *_: 1 / 0)
    ask("directions.json?model=shoes")
    for _ in range(200):
        answer = ask("directions.json?model=shoes")
        if answer.status == 400:
            break
        time.sleep(0.02)
    assert "log" in answer.json()["error"]


@pytest.mark.parametrize(
    "address",
    [
        "along.raw?model=shoes", "along.raw?model=shoes&ids=up", "along.raw?model=shoes&ids=pca-99",
        "along.raw?model=shoes&ids=width-c3", "along.raw?model=shoes&ids=" + "pca-1," * 40,
        "directions.json?model=shoes&of=3", "directions.json?model=shoes&of=nan",
        f"directions.json?model={RUN}&of=0", "pictures.raw?model=shoes&points=3~dup:1",
        "layers.json?model=shoes&point=nan", "maps.raw?model=shoes&layer=gone",
        "maps.raw?model=shoes", "without.raw?model=shoes&layer=stages.2&off=1e9",
        "without.raw?model=shoes&layer=gone&off=1", "without.raw?model=shoes&layer=stages.2&off=4",
        "without.raw?model=shoes&layer=stages.2&off=-1",
        "without.raw?model=shoes&layer=stages.2&off=" + "1," * 80, "generator.pkl?model=shoes",
        "invert/gone.json", "invert/gone.raw",
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(world, address):
    answer = ask(address)
    assert answer.status == 400, answer.body
    sentence = answer.json()["error"]
    assert sentence.endswith(".") and len(sentence) < 300


@pytest.mark.parametrize("route", [route.path for route in studio_routes.studio_routes])
def test_models_and_sites_that_are_foreign_are_refused(world, route):
    address = route.format(id="x", ending="onnx")
    call = post if route.endswith("/invert") else lambda *a, **h: get(a[0], a[1], **h)
    if "{id}" not in route:
        assert call(ROUTES, f"{address}?model=../../etc", b"x").status == 404
    assert call(ROUTES, f"{address}?model=shoes", b"x", sec_fetch_site="cross-site").status == 403


# inversion


def picture_file(pixels):
    stream = io.BytesIO()
    Image.fromarray(pixels[..., 0]).save(stream, "PNG")
    return stream.getvalue()


def test_a_picture_that_was_sent_is_found(world, session):
    target = session.sample([2])[0]
    answer = post(ROUTES, "/api/explore/invert?model=shoes&ground=keep", picture_file(target))
    assert answer.status == 200, answer.body
    name = answer.json()["id"]
    facts = until(lambda facts: facts["done"], f"invert/{name}.json")
    assert facts["progress"] == 1 and facts["swapped"] is False
    wanted, nearest = raw(f"invert/{name}.raw")
    assert np.array_equal(wanted, target)
    assert facts["error"] == pytest.approx(mean_absolute_error(nearest, target))
    shown = raw(f"pictures.raw?model=shoes&points={facts['point']}")[0]  # the point is the picture
    assert np.abs(shown.astype(int) - nearest).max() <= 1
    assert len(read_point(facts["point"]).edits) == Z_DIM


@pytest.mark.parametrize(
    "query, body, hint",
    [
        ("", b"", "empty"), ("", b"no picture", "no picture"), ("&of=3", b"x", "0 to 2"),
        ("&ground=mud", None, "ground"), ("&of=x", None, "of"),
    ],
)  # fmt: skip
def test_a_bad_upload_is_one_sentence(world, session, query, body, hint):
    body = picture_file(session.sample([0])[0]) if body is None else body
    answer = post(ROUTES, f"/api/explore/invert?model=shoes{query}", body)
    assert answer.status == 400 and hint in answer.json()["error"]


def test_an_upload_too_long_is_not_read_to_its_end(world):
    answer = post(ROUTES, "/api/explore/invert?model=shoes", bytes(studio_routes.MAX_UPLOAD + 1))
    assert answer.status == 413 and "10 MB" in answer.json()["error"]


def test_searches_are_bounded_and_a_closed_page_s_is_given_up(world, session, monkeypatch):
    jobs = inversion_jobs.InversionJobs()
    data = picture_file(session.sample([0])[0])
    monkeypatch.setattr(inversion_jobs, "WAITING", 2)
    monkeypatch.setattr(inversion_jobs, "STALE_SECONDS", -1.0)
    with jobs._turns, jobs._turns:  # nobody gets a turn
        names = [jobs.start(session, data, None, "keep") for _ in range(2)]
        with pytest.raises(GanError, match="again"):
            jobs.start(session, data, None, "keep")
    for name in names:
        for _ in range(200):
            if jobs.get(name).done:
                break
            time.sleep(0.02)
        assert "given up" in jobs.get(name).error
    monkeypatch.setattr(inversion_jobs, "KEPT_SECONDS", -1.0)
    jobs.start(session, data, None, "keep")
    with pytest.raises(GanError, match="forgotten"):
        jobs.get(names[0])


# hidden layers


def test_layers_and_their_maps_are_shown(world):
    found = told("layers.json?model=shoes&tab=plane&point=3")["layers"]
    assert [layer["what"] for layer in found] == ["ReLU", "ReLU"]
    for layer in found:
        maps = raw(f"maps.raw?model=shoes&tab=plane&point=3&layer={layer['name']}")
        assert maps.shape == (layer["channels"], layer["side"], layer["side"], 1)


def test_a_channel_can_be_switched_off(world, session):
    address = "without.raw?model=shoes&tab=plane&point=4&layer=stages.2"
    whole, less = raw(f"{address}&off=0,1,2,3")
    assert np.array_equal(whole, session.sample([4])[0]) and (whole != less).any()
    same, also = raw(address)
    assert np.array_equal(same, also)


# files


def test_the_generator_can_be_taken_along(world, session, tmp_path):
    answer = ask("generator.safetensors?model=shoes")
    assert 'filename="shoes.safetensors"' in answer.headers["content-disposition"]
    (tmp_path / "a.safetensors").write_bytes(answer.body)
    same = load_generator(tmp_path / "a.safetensors").sample([1, 2])
    assert np.array_equal(same, session.sample([1, 2]))
    opened = torch.jit.load(io.BytesIO(ask("generator.pt?model=shoes").body))
    z, c = torch.randn(2, Z_DIM), torch.eye(3)[:2]
    torch.testing.assert_close(opened(z, c), session.G(z, c), atol=1e-4, rtol=0)


def test_latents_can_be_taken_along(world, session):
    for view, count in (("tab=plane&point=3", 1), ("tab=walk&keys=1;2&ways=9:slerp:linear", 10),
                        ("seed_a=1&seed_b=2", 60)):  # fmt: skip
        with np.load(io.BytesIO(ask(f"latents.npz?model=shoes&{view}").body)) as found:
            z, c, images = (torch.from_numpy(found[name]) for name in ("z", "c", "images"))
        assert len(z) == count and np.array_equal(session.images(z, c), images.numpy())


def test_a_walk_can_be_taken_along_as_mp4(world):
    answer = ask("walk.mp4?model=shoes&tab=walk&keys=1;2&ways=9:slerp:linear")
    with av.open(io.BytesIO(answer.body)) as film:
        assert len(list(film.decode(video=0))) == 10


@pytest.mark.parametrize("point", ["3", "1:1,2:-1,5:1~c2", "4~dpca-1:1.5", "@2.5:0~e0:1.5"])
def test_the_script_draws_the_view(world, session, point, monkeypatch):
    view = f"model=shoes&tab=plane&point={point}&truncation=0.9&noise=0.8"
    text = ask(f"view.py?{view}").body.decode()
    assert len(text.splitlines()) <= 15
    monkeypatch.chdir(world)
    path = world / "pretrained" / "shoes"  # what the name stands for here
    (world / "view.py").write_text(text.replace("'shoes'", repr(str(path))))
    runpy.run_path("view.py")
    found = np.asarray(Image.open(world / "picture.png"))[::8, ::8]
    assert np.array_equal(found, raw(f"hand.raw?{view}")[0, ..., 0])


def test_the_script_of_a_run_asks_for_the_file_beside_it(world):
    text = ask(f"view.py?model={RUN}&tab=plane&point=3").body.decode()
    name = "00001-silhouettes-dcgan-seed0.safetensors"
    assert "beside it" in text and f"load_generator({name!r})" in text
    assert name in ask(f"generator.safetensors?model={RUN}").headers["content-disposition"]
