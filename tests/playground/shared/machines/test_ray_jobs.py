"""Workers as jobs of Ray, with a stand-in for its dashboard; test_ray_cluster.py has a real one."""

import contextlib
import json
import shlex
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gan_core import GanError
from playground.shared.machines import ray_jobs
from playground.shared.machines.dispatch import Asker, Standing
from playground.shared.machines.launcher import Placed, pool_name
from playground.shared.machines.ray_jobs import RayJobs, placed, submission, token
from playground.shared.machines.settings import Settings


class Dashboard:
    """Ray's dashboard: a list of jobs, and a token it wants."""

    def __init__(self) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.token, self.status, self.delay = "a" * 64, 200, 0.0
        dashboard = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(dashboard.jobs)

            def do_POST(self) -> None:
                job = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                job |= {"status": "PENDING", "start_time": 1000 * time.time()}
                dashboard.jobs.append(job)
                self.reply({"submission_id": job["submission_id"]})

            def reply(self, content: Any) -> None:
                time.sleep(dashboard.delay)
                known = self.headers["Authorization"] == f"Bearer {dashboard.token}"
                self.send_response(dashboard.status if known else 403)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                with contextlib.suppress(OSError):  # whoever asked has given up
                    self.wfile.write(json.dumps(content).encode())

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def dashboard(monkeypatch: pytest.MonkeyPatch):
    made = Dashboard()
    monkeypatch.setenv("RAY_AUTH_TOKEN", made.token)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # where nobody answers
    yield made
    made.server.shutdown()
    made.server.server_close()


def ray(dashboard: Dashboard, root: Path, **settings: Any) -> RayJobs:
    return RayJobs(root, Settings("ray", ray_address=dashboard.address, **settings))


def test_a_job_is_a_worker_with_its_share_in_our_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAN_DATA_ROOT", "data")
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "it's; $(reboot)"
    job = submission(root, Settings("ray", 2, 2.0, 0.5), "gan-runs-1-7")
    assert job["submission_id"] == "gan-runs-1-7"
    assert (job["entrypoint_num_cpus"], job["entrypoint_num_gpus"]) == (2.0, 0.5)
    words = shlex.split(job["entrypoint"])
    assert words[:4] == ["cd", str(tmp_path), "&&", "exec"]
    assert words[words.index("--runs") + 1] == str(root.resolve())
    variables = job["runtime_env"]["env_vars"]
    assert variables["RAY_JOB_STOP_WAIT_TIME_S"] == "30" and variables["GAN_TEACHER"] == ""
    assert variables["GAN_DATA_ROOT"] == str(tmp_path / "data")
    assert submission(root, Settings("ray"), "x")["entrypoint_num_gpus"] is None


def test_the_states_of_ray_are_read() -> None:
    now = 1000 * time.time()
    assert placed("a", {"status": "RUNNING"}) == Placed("a", "running")
    pending = placed("a", {"status": "PENDING", "start_time": now})
    assert pending == Placed("a", "waiting", "no resources free")
    # Ray never ends some jobs whose submission was cut off.
    assert placed("a", {"status": "PENDING", "start_time": now - 3_600_000}) is None
    failed = placed("a", {"status": "FAILED", "driver_exit_code": 2})
    assert failed is not None and failed.state == "refused" and "exit code 2" in failed.reason
    for code in (None, -9):  # its node has gone
        assert placed("a", {"status": "FAILED", "driver_exit_code": code}) is None
    assert placed("a", {"status": "SUCCEEDED"}) is None and placed("a", {}) is None


def test_as_many_jobs_are_submitted_as_slots_allow_under_ids_never_used_before(
    dashboard: Dashboard, tmp_path: Path
) -> None:
    pool = pool_name(tmp_path)
    dashboard.jobs = [
        {"submission_id": f"{pool}-7", "status": "SUCCEEDED"},
        {"submission_id": "gan-other-9", "status": "RUNNING"},
        {"submission_id": None, "status": "RUNNING"},
    ]
    asker = Asker(ray(dashboard, tmp_path))
    asker.ask(9, 0)
    asker.ask(9, 0)
    assert [it["submission_id"] for it in dashboard.jobs[3:]] == [f"{pool}-8", f"{pool}-9"]
    assert asker.standing == Standing("", "Ray: no resources free")
    dashboard.jobs = []  # Ray was told to forget them
    asker.ask(1, 0)
    assert [it["submission_id"] for it in dashboard.jobs] == [f"{pool}-10"]
    asker.ask(0, 0)  # Ray might end it just when it starts, so it is left to find no run
    assert len(dashboard.jobs) == 1


def test_the_token_comes_from_where_ray_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH", "RAY_AUTH_MODE"):
        monkeypatch.delenv(name, raising=False)
    assert token(home=tmp_path) == ""
    (tmp_path / ".ray").mkdir()
    (tmp_path / ".ray" / "auth_token").write_text("home\n")
    assert token(home=tmp_path) == "home"
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(tmp_path / "token"))
    with pytest.raises(GanError, match="cannot be read"):
        token(home=tmp_path)
    (tmp_path / "token").write_text("file")
    assert token(home=tmp_path) == "file"
    monkeypatch.setenv("RAY_AUTH_TOKEN", "given")
    assert token(home=tmp_path) == "given"
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    assert token(home=tmp_path) == ""


def test_what_is_wrong_with_ray_is_one_sentence_without_the_token(
    dashboard: Dashboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = ray(dashboard, tmp_path)
    assert launcher.workers() == []
    monkeypatch.setattr(ray_jobs, "ANSWER_SECONDS", 0.2)
    dashboard.delay = 1.0
    with pytest.raises(GanError, match=r"Ray cannot be asked at 127.0.0.1 \(no answer within"):
        launcher.workers()
    dashboard.delay, dashboard.status = 0.0, 302
    with pytest.raises(GanError, match="Ray says"):  # a redirect is not followed
        launcher.workers()
    dashboard.status, dashboard.token = 200, "b" * 64
    with pytest.raises(GanError, match="Ray refuses the server's token") as refused:
        launcher.workers()
    assert "aaaa" not in str(refused.value)
    dashboard.server.shutdown()
    dashboard.server.server_close()
    with pytest.raises(GanError, match="Ray cannot be asked at 127.0.0.1"):
        launcher.workers()


@pytest.mark.parametrize("address", ["auto", "127.0.0.1:6379", "ray://head:10001", "http://[", ""])
def test_an_address_that_is_not_the_dashboards_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(GanError, match="not the address of Ray's dashboard"):
        RayJobs(tmp_path, Settings("ray", ray_address=address)).workers()
