"""What the environment says about where workers run."""

import pytest

from gan_core import GanError
from playground.shared.machines.settings import Settings, from_environment

RAY = {"RAY_ADDRESS": "http://127.0.0.1:8265"}


def test_nothing_set_means_workers_of_this_machine() -> None:
    assert from_environment({}) == Settings("local")


def test_an_address_of_ray_means_ray_unless_something_else_is_said() -> None:
    assert from_environment(RAY).launcher == "ray"
    assert from_environment({**RAY, "GAN_LAUNCHER": "local"}).launcher == "local"
    both = {**RAY, "RAY_API_SERVER_ADDRESS": "http://head:8265"}
    assert from_environment(both).ray_address == "http://head:8265"  # as Ray's own programs do
    share = from_environment({**RAY, "GAN_WORKER_GPUS": "0.5", "GAN_SLOTS": "6"})
    assert (share.gpus, share.slots, share.minutes) == (0.5, 6, None)


def test_slurm_gets_its_options_as_words_and_an_end() -> None:
    options = "--partition=gpu --comment='a class'"
    found = from_environment({"GAN_LAUNCHER": "slurm", "GAN_SLURM_OPTIONS": options})
    assert found.slurm_options == ("--partition=gpu", "--comment=a class")
    assert found.minutes == 50


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"GAN_LAUNCHER": "slrum"}, "GAN_LAUNCHER is 'slrum'; it may be local, ray, slurm."),
        ({"GAN_LAUNCHER": "ray"}, "RAY_ADDRESS is not set"),
        ({"GAN_SLOTS": "0"}, "GAN_SLOTS is '0'; give a number from 1 on."),
        ({"GAN_SLOTS": "nan"}, "GAN_SLOTS is 'nan'"),
        ({"GAN_WORKER_GPUS": "one"}, "GAN_WORKER_GPUS is 'one'"),
        ({"GAN_SLURM_OPTIONS": "--comment='a"}, "GAN_SLURM_OPTIONS cannot be read"),
        ({"GAN_LAUNCHER": "slurm", "GAN_WORKER_GPUS": "0.5"}, "Slurm gives whole CPUs and GPUs"),
    ],
)
def test_what_cannot_be_understood_is_named(environment: dict[str, str], words: str) -> None:
    with pytest.raises(GanError) as caught:
        from_environment(environment)
    assert words in str(caught.value)
