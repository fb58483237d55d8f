"""A run that is trained in the process that asked for it, when its device is free."""

from gan_core.__main__ import main
from gan_core.commands.train import create_run
from gan_core.commands.train_run import train_run
from gan_core.queue.device_queue import hold_device
from gan_core.runs import run_dir
from gan_core.training.resolve import resolve_config


def test_somebody_at_a_terminal_is_told_what_is_waited_for(environment, signals, capfd):
    root = environment / "runs"
    first = run_dir.create(root, "first", {})
    with first.lock(), hold_device(first, "cpu"):
        first.change_state("running", device="cpu")
        second = create_run(root, resolve_config("dcgan", "silhouettes", device="cpu"))
        second.request("stop")  # it looks whether it must stop before it looks at the device
        assert train_run(second) == "stopped"
    assert f"Waiting for cpu, in use by {first.id}" in capfd.readouterr().err


def test_nobody_is_told_of_a_device_that_is_free(environment, signals, capfd):
    root = environment / "runs"
    words = ["train", "dcgan", "--dataset", "silhouettes", "--images", "8", "--out", str(root),
             "--device", "cpu", "--set", "width=4", "z_dim=4", "batch_size=8"]  # fmt: skip
    assert main(words) == 0
    assert "Waiting" not in capfd.readouterr().err
