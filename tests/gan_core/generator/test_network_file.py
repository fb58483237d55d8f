"""The network beside a generator file: as it is described, and only of that very file."""

import pytest

from gan_core.generator import network_file
from gan_core.generator.network_steps import describe_network
from gan_core.generator.shipped import PRETRAINED, generator_path, shipped
from gan_core.runs.checkpoint import read_about


@pytest.mark.parametrize("name", shipped())
def test_shipped_generators_bring_their_network(name):
    path = generator_path(name)
    stored = network_file.stored(path)
    assert stored, f"call network_file.write({path.relative_to(PRETRAINED.parent)})"
    assert stored["about"] == read_about(path)
    assert stored["network"] == describe_network(read_about(path))


def test_a_file_of_another_generator_says_nothing(tmp_path):
    path = tmp_path / "generator.safetensors"
    path.write_bytes(generator_path("mnist").read_bytes())
    assert network_file.stored(path) is None
    network_file.write(path)
    assert network_file.stored(path)["digest"] == network_file.digest(path.read_bytes())
    path.write_bytes(generator_path("cifar10").read_bytes())
    assert network_file.stored(path) is None
    (tmp_path / network_file.FILE).write_text("[]")
    assert network_file.stored(path) is None
