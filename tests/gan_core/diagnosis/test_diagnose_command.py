"""`diagnose` on the command line."""

import json
import subprocess
import sys

from gan_core.commands.diagnose import findings_now
from gan_core.runs.run_dir import create
from tests.gan_core.diagnosis.synthetic_histories import ABOUT, SETTINGS, records


def test_the_command_prints_the_findings_of_a_run(tmp_path) -> None:
    config = {"format": 1, "recipe": "dcgan", "dataset": "silhouettes", "image_size": 28,
              "settings": SETTINGS, "budget": {"unit": "images", "amount": 1}}  # fmt: skip
    run = create(tmp_path, "a-run", config)
    run.write_about(ABOUT)
    run.write_status("done")
    for row in records(60, loss_G=9.0, loss_D=0.008, score_real=0.999, score_fake=0.0005):
        run.append_stats(row)
    assert [finding.kind for finding in findings_now(run)] == ["d_overpowers"]
    command = [sys.executable, "-m", "gan_core", "diagnose", str(run.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("D OVERPOWERS G") and "--set lr_D=5e-05" in done.stdout
    as_json = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(as_json.stdout)[0]["kind"] == "d_overpowers"
    missing = [*command[:-1], str(tmp_path / "missing")]
    refused = subprocess.run(missing, capture_output=True, text=True)
    assert refused.returncode == 2 and "run directory" in refused.stderr
