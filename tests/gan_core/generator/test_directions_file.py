"""The file of directions, which is not trusted, and the command that writes it."""

import dataclasses
import json

import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.generator import directions, shipped
from tests.gan_core.generator.tiny_models import tiny_session


@pytest.fixture(scope="module")
def found():
    return directions.find(tiny_session(num_classes=3), 2, ("width",))


@pytest.fixture
def stored(tmp_path, found):
    """(file of directions, the directions, generator file)."""
    generator = tmp_path / "generator.safetensors"
    generator.write_bytes(b"weights")
    directions.write(tmp_path / "directions.json", found, generator)
    return tmp_path / "directions.json", found, generator


def test_directions_survive_their_file(stored):
    path, found, generator = stored
    again = directions.read(path, generator)
    for one, other in zip(found, again, strict=True):
        torch.testing.assert_close(one.tensor(), other.tensor(), atol=1e-4, rtol=0)
        without = [dataclasses.replace(d, vector=()) for d in (one, other)]
        assert without[0] == without[1]


def test_directions_of_another_generator_are_refused(stored):
    path, _, generator = stored
    generator.write_bytes(b"other weights")
    with pytest.raises(GanError, match="another generator"):
        directions.read(path, generator)
    assert directions.read(path)


SHIPPED_FILES = {path.parent.name: path for path in shipped.PRETRAINED.glob("*/directions.json")}


@pytest.mark.parametrize("path", SHIPPED_FILES.values(), ids=SHIPPED_FILES)
def test_shipped_directions_belong_to_the_generator_in_the_same_folder(path):
    """If not: python -m gan_core directions NAME --out pretrained/NAME/directions.json."""
    found = directions.read(path, path.with_name(shipped.GENERATOR))
    assert {d.kind for d in found} == set(directions.KINDS)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../x"}, {"id": 3}, {"kind": "magic"}, {"vector": [0.0] * 6}, {"vector": "abc"},
        {"vector": [float("1e300")] * 6}, {"strength": 1e9}, {"effect": "much"}, {"more": 1},
        {"name": "x" * 200}, {"vector": None}, {"vector": []},
    ],
)  # fmt: skip
def test_an_invalid_direction_is_refused(stored, change):
    path, _, _ = stored
    value = json.loads(path.read_text())
    value["directions"][0] |= change
    path.write_text(json.dumps(value))
    with pytest.raises(GanError, match="an invalid direction"):
        directions.read(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "x", "directions": []}', "\0"])
def test_an_invalid_file_of_directions_is_refused(tmp_path, text):
    path = tmp_path / "directions.json"
    path.write_text(text)
    with pytest.raises(GanError, match="not a file of directions"):
        directions.read(path)


# the command


def test_the_command_prints_a_table_and_writes_a_file_and_strips(trained, environment, capsys):
    out, preview = environment / "new" / "d.json", environment / "d.png"
    words = ["directions", trained, "--out", out, "--preview", preview, "--components", 2,
             "--attributes", "brightness", "--class", "Bag", "--scale", 1]  # fmt: skip
    assert main([str(word) for word in words]) == 0
    printed = capsys.readouterr().out
    found = directions.read(out, shipped.generator_path(trained))
    assert printed.splitlines()[-2:] == [str(out), str(preview)]
    for direction in found:
        assert f"\n{direction.id:<16}" in printed
    assert "brightness-c8" in {direction.id for direction in found}
    assert Image.open(preview).size == (7 * 28, 28 * len(found))


@pytest.mark.parametrize(
    "words, hint",
    [
        (["--out", "a.txt"], ".json"), (["--preview", "a.gif"], ".png"),
        (["--components", "65"], "--components"), (["--attributes", "breadth"], "attribute"),
        (["--class", "Hat"], "class"), (["--scale", "0"], "--scale"),
    ],
)  # fmt: skip
def test_invalid_arguments_are_refused_in_one_sentence(words, hint, trained, environment, capsys):
    assert main(["directions", str(trained), *words]) == 2
    refused = capsys.readouterr().err
    assert hint in refused and refused.count("\n") == 1
