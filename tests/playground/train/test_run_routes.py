"""The routes of runs: whole log entries, bounded answers, nothing outside, no foreign reader."""

import json
import urllib.parse
from pathlib import Path

import pytest

from gan_core.data.catalog import DATASETS
from gan_core.metrics import own_features
from gan_core.metrics.shipped_features import distance_name, has_features
from gan_core.runs.run_dir import RunDir, create
from playground.shared import metric_names
from playground.train import run_routes
from tests.playground.explore.explore_models import get
from tests.playground.train import sample_runs

STEP = {"loss/G": 1.0, "loss/D": 0.5, "score/real": 0.8, "score/fake": 0.2}
HOSTILE = (
    "..", "../..", "..%2f..", "%2e%2e%2fetc", "....//", "/etc", "C:\\x", "00001-a/../..", "\x00",
    "00001-", "00001-UPPER", "x" * 3000, "00001-a\n", "~",
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDir:
    monkeypatch.setenv("GAN_RUNS", str(tmp_path / "runs"))
    config = {"format": 1, "recipe": "dcgan", "dataset": "silhouettes", "image_size": 28,
              "settings": {}, "budget": {"unit": "images", "amount": 1}}  # fmt: skip
    return create(tmp_path / "runs", "a-run", config)


def ask(address: str, **headers: str):
    return get(run_routes.run_routes, f"/api/{address}", **headers)


def live(run: RunDir, since: int = 0, metrics: int = 0, moments: int = 0) -> dict:
    query = f"since={since}&metrics_since={metrics}&moments_known={moments}"
    answer = ask(f"runs/{run.id}/live?{query}")
    assert answer.status == 200
    return json.loads(answer.body)


def record(number: int) -> dict:
    return {"images_seen": number, "epoch": number / 100, "images_per_second": 9.0, **STEP}


def test_records_come_once_and_go_on_where_the_last_answer_ended(run: RunDir) -> None:
    run.append_stats(record(1))
    run.append_stats(record(2))
    first = live(run)
    assert first["columns"]["images_seen"] == [1, 2] and first["columns"]["loss/G"] == [1.0, 1.0]
    assert live(run, first["next"])["columns"]["images_seen"] == []
    run.append_stats(record(3))
    assert live(run, first["next"])["columns"]["images_seen"] == [3]


def test_a_record_half_written_waits_for_its_end(run: RunDir) -> None:
    run.append_stats(record(1))
    stats = run.path / "stats.jsonl"
    stats.write_bytes(stats.read_bytes() + b'{"images_seen": 2, "epo')
    assert live(run)["columns"]["images_seen"] == [1]
    run.append_stats(record(2))
    assert live(run)["columns"]["images_seen"] == [1, 2]


def test_a_long_history_comes_as_means_of_neighbours(run: RunDir) -> None:
    count = 3 * run_routes.MAX_ROWS + 1
    for number in range(count):
        with open(run.path / "stats.jsonl", "a") as lines:
            lines.write(json.dumps({**record(number), "loss/G": number}) + "\n")
    columns = live(run)["columns"]
    assert len(columns["loss/G"]) <= run_routes.MAX_ROWS
    assert columns["loss/G"][0] == 1.5 and columns["images_seen"][0] == 3
    assert columns["images_seen"][-1] == count - 1


def test_values_that_are_no_numbers_become_null(run: RunDir) -> None:
    run.append_stats({**record(1), "loss/G": float("nan")})
    assert live(run)["columns"]["loss/G"] == [None]


def test_metrics_come_once_and_bring_only_what_the_page_knows(run: RunDir) -> None:
    row = {"images_seen": 9, "samples": 100, "fd": 3.5, "fd_floor": 0.5, "secret": "x"}
    run.append_metrics({**row, "class_histogram": [0.5, 0.5]})
    first = live(run)["metrics"]
    assert first["rows"] == [
        {k: v for k, v in row.items() if k != "secret"} | {"class_histogram": [0.5, 0.5]}
    ]
    assert live(run, metrics=first["next"])["metrics"]["rows"] == []


def test_findings_come_by_moment_and_once(tmp_path: Path, run: RunDir) -> None:
    made = sample_runs.sample_run(tmp_path / "runs")
    found = live(made)["findings"]
    assert [moment["images_seen"] for moment in found["moments"]] == [*made.samples()][:-1]
    kinds = [[f["kind"] for f in moment["findings"]] for moment in found["moments"]]
    assert kinds[0] == [] and "d_overpowers" not in kinds[4]
    assert kinds[-1] == ["d_overpowers"] == [found["latest"][0]["kind"]]
    assert found["latest"][0]["since"] == found["moments"][-1]["findings"][0]["since"]
    assert found["latest"][0]["suggestions"][0]["assignments"] == ["lr_D=5e-05"]
    again = live(made, moments=len(found["moments"]))["findings"]
    assert again["moments"] == [] and again["latest"] == found["latest"]


def test_a_resumed_run_is_read_anew(tmp_path: Path, run: RunDir) -> None:
    made = sample_runs.sample_run(tmp_path / "runs")
    assert live(made)["findings"]["latest"]
    made.forget_after(20 * sample_runs.PER_RECORD)
    made.change_state("stopped", queued_at=2.0)
    found = live(made)["findings"]
    assert found["latest"] == [] and len(found["moments"]) == 2


def test_adjustments_come_with_every_answer_whatever_version_made_them(run: RunDir) -> None:
    run.append_change({"images_seen": 9, "words": "only G trains", "rate_D": 0.0})
    run.append_change({"images_seen": 12, "rate_G": 0.0, "rate_D": 2.0, "stop_when_flat": True})
    run.append_change({"images_seen": 15, "lr_multiplier_G": 0.5, "lr_multiplier_D": 0.0})
    run.append_change({"images_seen": 18, "lr_multiplier_G": "x"})
    assert live(run)["adjustments"] == [
        {"images_seen": 9, "words": "only G trains"},
        {"images_seen": 12, "words": "only D trains, lr times 2, stops early"},
        {"images_seen": 15, "words": "only G trains, lr times 0.5"},
    ]


def test_a_distance_goes_by_its_label_in_findings() -> None:
    words = "Frechet distance (fd_fashion_cnn) 12.3 at the latest evaluation"
    expected = "Fréchet distance (clothes) 12.3 at the latest evaluation"
    assert metric_names.with_labels(words) == expected
    assert metric_names.with_labels("KID 0.1") == "KID 0.1"


def test_every_shipped_distance_has_a_label() -> None:
    for dataset in DATASETS:
        if has_features(dataset):
            assert distance_name(dataset) in metric_names.DISTANCES
    assert own_features.DISTANCE_NAME in metric_names.DISTANCES


def test_the_true_adjustment_and_a_waiting_request_come_with_every_answer(run: RunDir) -> None:
    original = live(run)
    assert original["adjusted"] == {"now": "", "since": 0, "requested": ""}
    run.append_change({"images_seen": 9, "lr_multiplier_G": 0.0})
    run.append_change({"images_seen": 12, "lr_multiplier_G": 0.0})  # applied once more
    adjusted = live(run)
    assert adjusted["adjusted"] == {"now": "only D trains", "since": 9, "requested": ""}
    run.request_adjustment({})
    asked = live(run)
    assert asked["adjusted"]["requested"] == "original settings"
    assert len({answer["page"] for answer in (original, adjusted, asked)}) == 3
    run.take_adjustment()
    run.append_change({"images_seen": 15, "lr_multiplier_G": 1.0})
    assert live(run)["adjusted"] == {"now": "", "since": 15, "requested": ""}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"lr_multiplier_G": "x"}'])
def test_a_damaged_request_is_none(run: RunDir, content: str) -> None:
    (run.path / "adjust.json").write_text(content)
    assert live(run)["adjusted"]["now"] == ""


def test_a_run_that_was_asked_to_stop_or_pause_says_so(run: RunDir) -> None:
    run.write_status("running")
    with run.lock():
        assert "asked" not in live(run)["status"]
        run.request("pause")
        assert live(run)["status"]["asked"] == "pause"
        run.request("stop")
        assert live(run)["status"]["asked"] == "stop"
        run.withdraw("stop")
        run.write_status("paused")
        assert "asked" not in live(run)["status"]


def test_a_queued_run_says_what_it_waits_for(run: RunDir) -> None:
    other = create(run.path.parent, "another", run.config())
    run.write_status("queued", queued_at=1.0)
    other.write_status("queued", queued_at=2.0)
    assert "Starting" in live(run)["status"]["waiting"]
    assert live(other)["status"]["waiting"] == f"Waiting for run {run.id[:5]}"


def test_a_run_that_diverged_says_so(run: RunDir) -> None:
    run.append_stats(record(1))
    run.write_status("failed", error="The losses stopped being numbers: training diverged.")
    assert live(run)["findings"]["latest"][0]["kind"] == "diverged"


def test_grids_are_the_bytes_on_disk_and_are_not_sent_twice(run: RunDir) -> None:
    run.write_samples(0, b"untrained")
    run.write_reals(b"real")
    assert live(run)["grids"] == [0]
    answer = ask(f"runs/{run.id}/grids/0.png")
    assert answer.body == b"untrained" and answer.headers["content-type"] == "image/png"
    again = ask(f"runs/{run.id}/grids/0.png", **{"if-none-match": answer.headers["etag"]})
    assert again.status == 304 and again.body == b""
    assert ask(f"runs/{run.id}/grids/reals.png").body == b"real"
    assert ask(f"runs/{run.id}/grids/nearest-0.png").status == 404
    run.write_nearest(0, b"near")
    assert live(run)["nearest"] == [0] and live(run)["grids"] == [0]
    assert ask(f"runs/{run.id}/grids/nearest-0.png").body == b"near"
    assert live(run)["raw"] == [] and ask(f"runs/{run.id}/grids/raw-0.png").status == 404
    run.write_raw(0, b"raw")
    assert live(run)["raw"] == live(run)["grids"] == [0]
    assert ask(f"runs/{run.id}/grids/raw-0.png").body == b"raw"


@pytest.mark.parametrize(
    "name",
    [
        "7",
        "-1",
        "x",
        "nearest-",
        "nearest-7",
        "nearest-x",
        "raw-",
        "raw-7",
        "raw-x",
        "..%2fconfig",
        "1e3",
        "9" * 40,
    ],  # fmt: skip
)
def test_a_grid_that_does_not_exist_is_a_sentence(name: str, run: RunDir) -> None:
    answer = ask(f"runs/{run.id}/grids/{name}.png")
    assert answer.status in (400, 404)
    assert "error" in json.loads(answer.body) or b"Not Found" in answer.body


@pytest.mark.parametrize("run_id", HOSTILE)
def test_no_run_id_leads_outside(run_id: str, run: RunDir) -> None:
    for quoted in (run_id, urllib.parse.quote(run_id, safe="")):
        for rest in ("live", "grids/reals.png"):
            answer = ask(f"runs/{quoted}/{rest}")
            assert answer.status in (400, 404), (quoted, answer.status)


@pytest.mark.parametrize("name", ["since", "metrics_since", "moments_known"])
@pytest.mark.parametrize("value", ["-1", "x", "1e9", "", "9" * 30])
def test_a_bad_offset_is_a_sentence(name: str, value: str, run: RunDir) -> None:
    assert ask(f"runs/{run.id}/live?{name}={value}").status == 400


def test_every_route_only_reads() -> None:
    for route in run_routes.run_routes:
        assert route.methods == {"GET", "HEAD"}, route.path


def test_plotly_comes_from_the_installed_package() -> None:
    answer = ask("plotly.min.js")
    assert answer.status == 200 and b"Plotly" in answer.body and len(answer.body) > 1_000_000
