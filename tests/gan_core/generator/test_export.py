"""Exported files open in other programs and give the same images: networks, videos, scripts."""

import contextlib
import io
import json
import runpy
import sys

import av
import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.generator import export, npz, script, video
from gan_core.generator.keyframes import Keyframe, Segment, Walk, from_json, through_seeds
from gan_core.generator.latent_walk import key_weights, key_z, walk_latents
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import generator_path
from gan_core.recipes import RECIPES
from gan_core.runs import checkpoint
from tests.gan_core.generator.tiny_models import tiny_session

EVERY_RECIPE = pytest.mark.parametrize("recipe", RECIPES)
CLASSES = pytest.mark.parametrize("num_classes", [0, 3])


def inputs(session, count):
    z = torch.randn(count, session.z_dim, generator=torch.Generator().manual_seed(8))
    c = session.class_weights(range(count))
    return (z,) if c is None else (z, c)


def exported(session, folder, suffix):
    path = folder / f"new/generator{suffix}"
    export.export(session, path)
    return path


# the generator


@EVERY_RECIPE
@CLASSES
@pytest.mark.parametrize("count", [1, 5])
def test_onnx_gives_the_images_of_the_generator(recipe, num_classes, count, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    session = tiny_session(recipe, num_classes)
    path = exported(session, tmp_path, ".onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # its idle threads spin
    model = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    named = dict(zip(("z", "c"), (x.numpy() for x in inputs(session, count)), strict=False))
    found = model.run(["images"], named)[0]
    expected = session.G(*inputs(session, count)).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-4, rtol=0)
    metadata = model.get_modelmeta().custom_metadata_map
    assert json.loads(metadata["about"]) == session.about
    assert (float(metadata["images_low"]), float(metadata["images_high"])) == session.data_range


@EVERY_RECIPE
@CLASSES
def test_torchscript_gives_the_images_of_the_generator(recipe, num_classes, tmp_path):
    session = tiny_session(recipe, num_classes)
    opened = torch.jit.load(exported(session, tmp_path, ".pt"))
    with torch.jit.optimized_execution(False):  # otherwise the first two runs compile it
        for count in (1, 5):
            z_and_c = inputs(session, count)
            torch.testing.assert_close(opened(*z_and_c), session.G(*z_and_c), atol=1e-4, rtol=0)


@EVERY_RECIPE
@CLASSES
def test_safetensors_load_as_the_same_generator(recipe, num_classes, tmp_path):
    session = tiny_session(recipe, num_classes)
    path = exported(session, tmp_path, ".safetensors")
    exact = path.stat().st_size
    for name, tensor in load_generator(path).G.state_dict().items():
        assert torch.equal(tensor, session.G.state_dict()[name]), name
    # A generator that was stored in half precision is exported as small as it was.
    checkpoint.save_generator(path, session.G, session.about)
    half = path.stat().st_size
    path = exported(load_generator(path), tmp_path, ".safetensors")
    assert half <= path.stat().st_size < 1.05 * half < exact


@pytest.mark.parametrize("suffix", export.FORMATS)
def test_an_export_that_gives_other_images_is_not_written(suffix, tmp_path, monkeypatch):
    if suffix == ".onnx":
        pytest.importorskip("onnxruntime")
    session = tiny_session(num_classes=3)
    original, session.G = session.G, tiny_session(num_classes=3, seed=1).G
    check = export._check

    def against_the_original(session, run, what):
        session.G, other = original, session.G
        try:
            check(session, run, what)
        finally:
            session.G = other

    monkeypatch.setattr(export, "_check", against_the_original)
    with pytest.raises(GanError, match="different images"):
        export.export(session, tmp_path / f"a{suffix}")
    assert not list(tmp_path.iterdir())


def test_without_onnx_the_error_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(GanError, match="pip install"):
        export.export(tiny_session(), tmp_path / "a.onnx")


@pytest.mark.parametrize("name", ["a.pth", "a", "a.pt.zip", ".onnx"])
def test_other_suffixes_are_refused(name, tmp_path):
    with pytest.raises(GanError, match="safetensors"):
        export.export(tiny_session(), tmp_path / name)


def test_the_command_writes_the_file_and_prints_its_path(trained, environment, capsys):
    out = environment / "new" / "boot.pt"
    assert main(["export", str(trained), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    z, c = torch.randn(2, 4), torch.eye(10)[:2]
    torch.testing.assert_close(torch.jit.load(out)(z, c), load_generator(trained).G(z, c))
    assert main(["export", str(trained), "--out", str(environment / "a.pth")]) == 2
    assert ".onnx" in capsys.readouterr().err


# videos


def frames_of(content):
    with av.open(io.BytesIO(content)) as container:
        stream = container.streams.video[0]
        rate = float(stream.average_rate)
        return rate, [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]


def walk_of(session, frames=60, **more):
    return through_seeds((3, 8, 4), frames, **more)


@pytest.mark.parametrize("recipe", ["dcgan", "cgan_cifar10"])
def test_an_mp4_shows_the_walk_frame_by_frame(recipe):
    session = tiny_session(recipe, 3)
    z, c = walk_latents(walk_of(session), session.z_dim, 3)
    images = session.images(z, c)
    rate, decoded = frames_of(video.mp4(list(images), 50, scale=8))
    assert len(decoded) == 60 and rate == pytest.approx(20)
    for frame, image in zip(decoded, images, strict=True):
        expected = np.broadcast_to(image, (*image.shape[:2], 3)).repeat(8, 0).repeat(8, 1)
        assert frame.shape == expected.shape
        # H.264 is lossy, and colour has half the resolution
        assert np.abs(frame.astype(int) - expected).mean() < (3 if session.channels == 1 else 8)


def test_frames_of_an_mp4_are_in_order():
    steps = [np.full((7, 9, 1), value, np.uint8) for value in range(0, 250, 25)]
    _, decoded = frames_of(video.mp4(steps, scale=3))
    assert decoded[0].shape == (22, 28, 3)  # odd sides are made even
    means = [frame.mean() for frame in decoded]
    assert np.abs(np.array(means) - np.arange(0, 250, 25)).max() < 3


def test_an_mp4_too_large_for_players_is_refused():
    with pytest.raises(GanError, match="2048"):
        video.mp4([np.zeros((64, 64, 1), np.uint8)], scale=64)


# the interpolate command


def interpolated(trained, out, *words):
    assert main(["interpolate", str(trained), "--out", str(out), *map(str, words)]) == 0
    return out


def test_interpolate_writes_mp4_and_npz_of_the_same_walk(trained, environment):
    words = ("--seeds", 1, 2, 5, "--frames", 20, "--easing", "smooth", "--loop", "--scale", 8)
    mp4 = interpolated(trained, environment / "a.mp4", *words)
    with np.load(interpolated(trained, environment / "a.npz", *words)) as found:
        z, c, images = found["z"], found["c"], found["images"]
    session = load_generator(trained)
    walk = through_seeds((1, 2, 5), 20, easing="smooth", loop=True)
    expected = walk_latents(walk, session.z_dim, 10)
    assert np.array_equal(z, expected[0].numpy()) and np.array_equal(c, expected[1].numpy())
    assert np.array_equal(images, session.images(*expected))
    assert len(frames_of(mp4.read_bytes())[1]) == 20


def test_keyframes_load_again_and_give_the_same_images(trained, environment):
    words = ("--seeds", 1, 2, 5, "--frames", 12, "--method", "lerp", "--class", "Bag",
             "--truncation", 0.7, "--scale", 1)  # fmt: skip
    keys = interpolated(trained, environment / "keys.json", *words)
    walk = from_json(json.loads(keys.read_text()))
    assert walk.frames == 12 and walk.keys[0].classes == ((8, 1.0),)
    strip = interpolated(trained, environment / "a.png", *words)
    again = interpolated(trained, environment / "b.png", "--keys", keys, "--scale", 1)
    assert strip.read_bytes() == again.read_bytes()


def test_the_gif_has_the_frames_of_the_walk(trained_without_labels, environment):
    words = ("--seeds", 1, 9, "--frames", 60, "--scale", 1)
    gif = interpolated(trained_without_labels, environment / "a.gif", *words)
    with np.load(interpolated(trained_without_labels, environment / "a.npz", *words)) as found:
        images = found["images"]
    decoded = [np.asarray(f.convert("L")) for f in ImageSequence.Iterator(Image.open(gif))]
    pairs = zip(images, images[1:], strict=False)
    different = [images[0], *(b for a, b in pairs if (a != b).any())]
    assert np.array_equal(np.stack(decoded), np.stack(different)[..., 0])


INVALID = {
    "no seeds": ((), "two seeds"),
    "seeds and keys": (("--seeds", "1", "2", "--keys", "a.json"), "two seeds"),
    "17 seeds": (("--seeds", *map(str, range(17))), "2 to 16"),
    "no file": (("--keys", "gone.json"), "gone.json"),
    "no JSON": (("--keys", "text.json"), "not JSON"),
    "no walk": (("--keys", "other.json"), "keyframes"),
    "too few frames": (("--seeds", "1", "2", "3", "4", "--frames", "3"), "frames"),
    "unknown direction": (("--keys", "direction.json"), 'direction "up"'),
    "milliseconds": (("--seeds", "1", "2", "--milliseconds", "1"), "--milliseconds"),
}


@pytest.mark.parametrize("case", INVALID)
def test_invalid_arguments_of_interpolate_are_refused_in_one_sentence(
    case, trained, environment, capsys
):
    words, hint = INVALID[case]
    (environment / "text.json").write_text("[1, 2")
    (environment / "other.json").write_text("[]")
    key = Keyframe(((1, 1.0),), directions=(("up", 1.0),))
    walk = Walk((key, key), (Segment(),))
    (environment / "direction.json").write_text(json.dumps(walk.to_json()))
    assert main(["interpolate", str(trained), "--out", "a.gif", *words]) == 2
    refused = capsys.readouterr().err
    assert hint in refused and refused.count("\n") == 1
    assert not (environment / "a.gif").exists()


# scripts and arrays


def ran(text, folder):
    (folder / "view.py").write_text(text)
    with contextlib.chdir(folder):
        runpy.run_path("view.py", run_name="__main__")


def test_a_script_reproduces_the_image_pixel_for_pixel(trained, tmp_path):
    session = load_generator(trained)
    key = Keyframe(((4, 0.5), (9, -1.0)), edits=((2, 1.5),), classes=((3, 1.0), (4, 1.0)),
                   truncation=0.9, directions=(("up", -1.25),))  # fmt: skip
    up = {"up": torch.nn.functional.normalize(torch.arange(4.0), dim=0)}
    (tmp_path / "generator.safetensors").write_bytes(generator_path(trained).read_bytes())
    text = script.script("generator.safetensors", key, up)
    assert len(text.splitlines()) <= 15
    ran(text, tmp_path)
    expected = session.images(key_z([key], 4, up), key_weights([key], 10))[0, ..., 0]
    found = np.asarray(Image.open(tmp_path / "image.png"))
    assert np.array_equal(found, expected.repeat(8, 0).repeat(8, 1))


def test_a_script_reproduces_the_walk_frame_by_frame(trained, environment):
    words = ("--seeds", 1, 2, "--frames", 7, "--loop")
    out = interpolated(trained, environment / "walk.py", *words)
    ran(out.read_text(), environment)
    gif = interpolated(trained, environment / "same.gif", *words, "--scale", 8)
    assert (environment / "walk.gif").read_bytes() == gif.read_bytes()


def test_npz_files_need_no_pickle():
    session = tiny_session(num_classes=0)
    z = key_z([Keyframe()], session.z_dim)
    content = npz.npz(z, None, session.images(z))
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        assert sorted(found) == ["images", "z"] and np.array_equal(found["z"], z.numpy())
