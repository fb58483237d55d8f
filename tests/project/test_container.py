"""The container: what the Dockerfile and compose.yaml say, and that the steps make an app."""

import http.client
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from playground.shared import signed_in
from playground.shared.door import limits, user_header
from tests.e2e.browser import free_port, until

ROOT = Path(__file__).resolve().parents[2]


def instructions():
    """(instruction, rest) of the Dockerfile, lines that go on put together."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in lines]


def rests(name):
    return [rest for kind, rest in instructions() if kind == name]


def test_the_image_has_two_stages_no_root_a_health_check_and_volumes():
    assert len(rests("FROM")) == 2 and rests("USER") == ["1000"]
    assert json.loads(rests("VOLUME")[0]) == ["/runs", "/data"]
    assert "/_stcore/health" in rests("HEALTHCHECK")[0]
    assert json.loads(rests("CMD")[0])[-2:] == ["--server.address", "0.0.0.0"]


def test_the_image_takes_torch_from_where_the_builder_says():
    assert 'TORCH_INDEX=""' in rests("ARG")
    texts = [(ROOT / name).read_text("utf-8") for name in ("Dockerfile", "compose.yaml")]
    hosts = {host for text in texts for host in re.findall(r"https?://([\w.]+)", text)}
    assert hosts <= {"127.0.0.1", "localhost"}
    (torch,) = [rest for rest in rests("RUN") if "TORCH_INDEX" in rest]
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {each for each in wanted if each.startswith("torch")} == {
        *re.findall(r'"(torch[^"]+)"', torch)
    }


def test_the_image_holds_what_the_app_is_made_of():
    listed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    kept = [line[1:] for line in listed if line.startswith("!")]
    assert "*" in listed and all((ROOT / name).exists() for name in kept)
    assert {"gan_core", "playground", "pretrained", "pyproject.toml", "requirements.txt"} <= {*kept}
    assert "**/secrets.toml" in listed  # where the teacher's passphrase may be


def test_compose_starts_the_image_for_this_machine_only_and_keeps_its_volumes():
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert '"${GAN_ADDRESS:-127.0.0.1}:8501:8501"' in text and "init: true" in text
    assert "GAN_HOSTS: ${GAN_HOSTS:-}" in text and "GAN_TEACHER: ${GAN_TEACHER:-}" in text
    passed_on = [limit.variable for limit in limits.LIMITS]
    passed_on += [limits.SIGN_IN, signed_in.VARIABLE, user_header.PROXIES]
    for name in passed_on:  # as empty texts uvicorn would believe no proxy
        assert f"\n      {name}:\n" in text
    for place in json.loads(rests("VOLUME")[0]):
        assert f"- {place[1:]}:{place}" in text and re.search(rf"^  {place[1:]}:$", text, re.M)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the steps are those of a Linux image")
def test_the_steps_of_the_dockerfile_make_an_app_that_is_healthy(tmp_path):
    """Carried out in an empty folder instead of an image. What pip would fetch is taken from the
    packages of this test, and the user is the one who runs it.
    """
    image = Image(tmp_path)
    for kind, rest in instructions():
        image.carry_out(kind, rest)
    port = free_port()
    command = [*image.command, "--server.port", str(port), "--server.address", "localhost"]
    with open(tmp_path / "log", "wb") as log:
        app = subprocess.Popen(
            command, cwd=image.folder, env=image.environment, stdout=log, stderr=log
        )
    try:
        check = [word.replace("8501", str(port)) for word in image.health]
        behind = {**image.environment, "http_proxy": "http://127.0.0.1:9"}  # nobody answers there
        until(lambda: subprocess.run(check, env=behind).returncode == 0, 60)
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        connection.request("GET", "/api/explore/about.json?model=fashion-mnist")
        assert connection.getresponse().status == 200  # the shipped generators are there
        connection.close()
    finally:
        app.terminate()
        app.wait(20)


class Image:
    """A folder that becomes what an image would."""

    def __init__(self, root):
        self.root, self.folder = root, root
        self.environment = {"TORCH_INDEX": "", "PIP_NO_BUILD_ISOLATION": "0", "HOME": str(root)}
        self.environment["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        self.command, self.health = [], []

    def inside(self, text):
        return re.sub(r"(^|[\s=])(/(?:venv|app|runs|data)\b)", rf"\1{self.root}\2", text)

    def carry_out(self, kind, rest):
        if kind == "ENV":
            for word in shlex.split(self.inside(rest).replace("$PATH", self.environment["PATH"])):
                name, _, value = word.partition("=")
                self.environment[name] = value
        elif kind == "WORKDIR":
            self.folder = Path(self.inside(rest))
            self.folder.mkdir(exist_ok=True)
        elif kind == "COPY" and not rest.startswith("--from"):
            self.copy()
        elif kind == "RUN" and not rest.startswith("useradd"):
            subprocess.run(
                ["sh", "-c", self.inside(rest)], cwd=self.folder, env=self.environment, check=True
            )
            if "venv" in rest:
                (site,) = (self.root / "venv" / "lib").glob("python*/site-packages")
                (site / "here.pth").write_text(
                    "\n".join(p for p in sys.path if "site-packages" in p)
                )
        elif kind == "HEALTHCHECK":
            self.health = json.loads(rest.partition("CMD ")[2])
        elif kind == "CMD":
            self.command = json.loads(rest)

    def copy(self):
        """What .dockerignore leaves."""
        lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        ignored = [line.removeprefix("**/") for line in lines if line.startswith("**/")]
        for source in (ROOT / line[1:] for line in lines if line.startswith("!")):
            if source.is_dir():
                ignore = shutil.ignore_patterns(*ignored)
                shutil.copytree(source, self.folder / source.name, ignore=ignore)
            else:
                shutil.copyfile(source, self.folder / source.name)
