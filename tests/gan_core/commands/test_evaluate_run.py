"""evaluate compares a run with exactly the images it was trained on, whatever lies around."""

import json

from gan_core.__main__ import main
from tests.gan_core.data.sample_files import encoded, write


def test_a_run_and_its_generator_are_compared_with_its_own_images(environment, capfd):
    photos = write(
        environment / "photos", {f"{k}/{n}.png": encoded() for k in "ab" for n in range(30)}
    )
    main(["train", "dcgan", "--dataset", str(photos), "--images", "16", "--device", "cpu",
          "--set", "width=4", "z_dim=4", "batch_size=8", "leave_out=b"])  # fmt: skip
    run = environment / capfd.readouterr().out.splitlines()[-1]
    write(environment, {"config.json": b'{"model_type": "another program\'s"}'})
    for model in (run, max((run / "generators").iterdir())):
        assert main(["evaluate", str(model), "--samples", "20"]) == 0
        assert json.loads(capfd.readouterr().out)["reals"] == 15  # the held-out half of a
