"""Every text of docs/deployment.md gives the app what it needs."""

import ast
import asyncio
import configparser
import contextlib
import http.client
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import tyro
from filelock import FileLock

from benchmarks.class_load.visitor import Measured, Visitor
from gan_core.commands.work import Work
from gan_core.queue.worker import SAVING_SECONDS
from playground.shared.machines.settings import from_environment
from playground.shared.machines.slurm import submission
from tests.e2e.browser import free_port, serve, until
from tests.playground.train import sample_runs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "deployment.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NGINX = shutil.which("nginx")


def block(language, number=0):
    """A text of the page, by its language and its number among those."""
    return [text for kind, text in BLOCKS if kind == language][number]


def upload_limit():
    options = tomllib.loads((ROOT / "playground/.streamlit/config.toml").read_text("utf-8"))
    return options["server"]["maxUploadSize"]  # MB


# the proxies


@pytest.mark.parametrize("number", [0, 1])
def test_nginx_passes_on_the_websocket_and_the_host(number):
    (location,) = re.findall(r"location \S+ \{(.*?)\}", block("nginx", number), re.DOTALL)
    for line in (
        "proxy_http_version 1.1;", "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection $connection_upgrade;",
    ):  # fmt: skip
        assert line in location
    # Without a path of its own it passes on the whole path, as baseUrlPath needs.
    assert re.search(r"proxy_pass http://127\.0\.0\.1:8501;", location)


def test_nginx_lets_uploads_through():
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", block("nginx"))
    assert upload_limit() < int(limit) <= 2 * upload_limit()
    assert f"{upload_limit()} MB each" in PAGE and f"bodies of {upload_limit()} MB" in PAGE


def test_caddy_and_traefik_keep_the_path_and_limit_nothing():
    caddy, traefik = block("caddyfile"), block("yaml")
    assert "handle /gan/*" in caddy and "reverse_proxy 127.0.0.1:8501" in caddy
    assert "header_up" not in caddy and "request_body" not in caddy
    assert "passHostHeader: true" in traefik and "PathPrefix(`/gan`)" in traefik
    assert "stripPrefix" not in traefik and "middlewares" not in traefik


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a run that a process holds as if it trained."""
    folder = tmp_path_factory.mktemp("deployment")
    run = sample_runs.sample_run(folder / "runs", "running")
    with FileLock(run.path / "alive.lock"):
        yield folder, run


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
@pytest.mark.parametrize("base", ["", "gan"])
def test_the_app_works_behind_nginx(base, folder, tmp_path):
    folder, run = folder
    server = block("nginx")
    if base:
        server = re.sub(
            r"    location / \{.*?\}\n", lambda _: block("nginx", 1), server, flags=re.S
        )
    with serve(folder, base_path=base) as address, nginx(server, address, tmp_path) as port:
        path, measured = f"/{base}" if base else "", Measured()
        asyncio.run(Visitor(port, run.id, measured, path).visit(time.monotonic() + 0.5))
        assert not measured.errors and measured.first_runs and measured.ticks and measured.grids
        connection = http.client.HTTPConnection("localhost", port, timeout=20)
        connection.request("GET", f"{path}/api/token")
        token = json.loads(connection.getresponse().read())["token"]
        large = b"." * 5_000_000
        connection.request("POST", f"{path}/api/nothing", large, {"X-Gan-Token": token})
        reply = connection.getresponse()
        assert reply.status == 404 and json.loads(reply.read())["error"]  # the app's, not nginx's
        connection.close()
        if sys.platform == "linux":  # where all of 127.0.0.0/8 is this machine
            with ThreadPoolExecutor(15) as pool:
                guessed = pool.map(lambda _: guess(port, path, "127.0.0.2"), range(15))
            assert 429 in guessed and guess(port, path, "127.0.0.3") == 404


def guess(port, path, source):
    """The status of the answer to a wrong code of a class, asked from this address."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(source, 0)
    )
    connection.request("GET", f"{path}/api/class/no-such-99/state")
    status = connection.getresponse().status
    connection.close()
    return status


@contextlib.contextmanager
def nginx(server, address, place):
    """The port of an nginx with this configuration in front of the app at `address`."""
    port = free_port()
    server = server.replace("listen 80;", f"listen 127.0.0.1:{port}; listen [::1]:{port};")
    server = server.replace("127.0.0.1:8501", f"127.0.0.1:{urlsplit(address).port}")
    temporary = " ".join(
        f"{kind}_temp_path {place}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    text = f"{user} pid {place}/pid; error_log stderr; events {{}}\n"
    text += f"http {{ access_log off; {temporary}\n{server} }}"
    (place / "nginx.conf").write_text(text)
    process = subprocess.Popen(
        [NGINX, "-p", place, "-c", place / "nginx.conf", "-g", "daemon off;"]
    )
    try:
        until((place / "pid").exists, 20)
        time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


# services


def test_the_systemd_unit_starts_the_app_and_spares_the_runs():
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read_string(block("ini"))
    service = unit["Service"]
    assert service["KillMode"] == "process" and service["User"] != "root"
    assert "streamlit run playground/app.py" in service["ExecStart"]
    places = dict(each.split("=") for each in service["Environment"].split())
    assert {"GAN_RUNS", "GAN_DATA_ROOT"} <= {*places}
    assert service["ProtectSystem"] == "strict"
    assert places.pop("GAN_HOSTS") in block("nginx")
    assert service["EnvironmentFile"].startswith("-")  # a passphrase is nobody's duty
    assert all(place.startswith(service["ReadWritePaths"]) for place in places.values())


def test_the_systemd_unit_of_a_worker_gives_its_run_time_to_be_saved():
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read_string(block("ini", 1))
    service = unit["Service"]
    assert service["KillMode"] == "mixed" and service["User"] != "root"
    assert int(service["TimeoutStopSec"]) > SAVING_SECONDS
    places = dict(each.split("=") for each in service["Environment"].split())
    python, words = service["ExecStart"].split(" -m gan_core ")
    assert python.startswith(service["WorkingDirectory"])
    asked = tyro.cli(Work, args=words.split()[1:])
    assert f"{asked.runs}".startswith(service["ReadWritePaths"])
    assert places["GAN_DATA_ROOT"].startswith(service["ReadWritePaths"])
    assert Path(places["XDG_CACHE_HOME"]).name == service["CacheDirectory"]


def test_what_the_page_sets_for_ray_and_slurm_is_understood():
    head, node, ray, slurm = (block("sh", number) for number in range(1, 5))
    assert "umask 077" in head and "--dashboard-host=127.0.0.1" in head
    for text in (head, node, ray):
        assert "RAY_AUTH_MODE=token" in text
    for text in (head, node):
        assert "--node-ip-address=" in text and "--disable-usage-stats" in text
    found = from_environment(exported(ray))
    assert (found.launcher, found.gpus, found.slots) == ("ray", 1, 2)
    found = from_environment(exported(slurm))
    assert (found.launcher, found.gpus, found.cpus, found.slots) == ("slurm", 1, 4, 3)
    words = submission(Path("runs"), found, "gan-runs-1")
    assert "--partition=teaching" in words and "--time=55" in words
    told = {name for name in re.findall(r"`((?:GAN|RAY)_[A-Z_]+)`", PAGE)}
    assert {"GAN_LAUNCHER", "GAN_SLOTS", "GAN_WORKER_CPUS", "GAN_WORKER_GPUS"} <= told
    assert {"GAN_WORKER_MINUTES", "GAN_SLURM_OPTIONS", "RAY_ADDRESS"} <= told


def exported(script):
    """What a script exports, as a dictionary."""
    lines = re.findall(r"^export (.*)$", script, re.MULTILINE)
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line))


def test_jupyter_starts_the_app_on_its_port_and_strips_the_path():
    (node,) = ast.parse(block("python")).body
    (server,) = ast.literal_eval(node.value).values()
    assert server["command"][-2:] == ["--server.port", "{port}"]
    assert server["absolute_url"] is False and "GAN_HOSTS" in server["environment"]
    assert "/user/NAME/gan/" in PAGE and "--server.baseUrlPath" not in server["command"]


def test_open_ondemand_opens_the_path_that_the_app_is_told():
    script, link = block("sh"), block("erb")
    assert '--server.baseUrlPath "/node/$host/$port"' in script and "GAN_HOSTS=" in script
    assert 'href="/node/<%= host %>/<%= port %>/"' in link
