"""The lab's two routes: a check with PyTorch, one at a time, and a run as a script."""

import ast
import asyncio
import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from gan_core.flat.link import read
from gan_core.flat.state import take_state
from gan_core.flat.step import FlatGAN
from playground.lab import routes
from playground.lab.routes import lab_routes
from tests.playground.explore import explore_models
from tests.playground.explore.explore_models import Answer

LINK = "width_G-4~width_D-4~batch_size-8~seed-5~r1_gamma-0.1"


def send(address: str, method: str = "GET", body: bytes = b"") -> Answer:
    app = Starlette(routes=lab_routes)
    return asyncio.run(explore_models.ask(app, address, method, body))


def check(body: bytes) -> Answer:
    return send("/api/lab/check", "POST", body)


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_last_check", -1e9)


def state_of_a_lab() -> tuple[FlatGAN, bytes]:
    gan = FlatGAN(read(LINK).settings)
    for _ in range(3):
        gan.step()
    asked = {"settings": asdict(gan.settings), "state": take_state(gan).tolist()}
    return gan, json.dumps(asked).encode()


def test_a_check_goes_on_from_the_state_that_was_sent() -> None:
    gan, body = state_of_a_lab()
    answer = check(body)
    assert answer.status == 200, answer.body
    assert json.loads(answer.body)["curves"]["loss_D"][0] == pytest.approx(gan.step().loss_D, 1e-9)


def test_two_at_once_and_two_in_a_moment_are_told_to_wait(monkeypatch) -> None:
    _, body = state_of_a_lab()
    with routes._checking:
        answer = check(body)
    assert (answer.status, json.loads(answer.body)["error"]) == (429, routes.BUSY)
    monkeypatch.setattr(routes, "_last_check", time.monotonic())
    assert check(body).status == 429
    monkeypatch.setattr(routes, "_last_check", time.monotonic() - routes.SECONDS_BETWEEN)
    assert check(body).status == 200


def test_a_busy_machine_compares_fewer_steps(monkeypatch) -> None:
    gan, body = state_of_a_lab()
    monkeypatch.setattr(routes, "MOST_SECONDS", 0.0)
    told = json.loads(check(body).body)
    assert told["steps"] == len(told["curves"]["loss_D"]) == len(told["curves"]["D_real"]) == 1
    gan.step()
    assert told["state"] == pytest.approx(take_state(gan).tolist(), 1e-9, nan_ok=True)


def test_the_first_check_does_not_wait_for_the_import_of_torch(monkeypatch) -> None:
    _, body = state_of_a_lab()
    begun = threading.Event()
    monkeypatch.setattr(routes, "_loaded", threading.Event())
    monkeypatch.setattr(routes, "_loader", None)
    monkeypatch.setattr(routes, "_load", begun.set)
    monkeypatch.setattr(routes, "LOADING_SECONDS", 0.05)
    answer = check(body)
    assert (answer.status, json.loads(answer.body)["error"]) == (429, routes.LOADING)
    assert begun.is_set() and not routes._checking.locked()


def test_once_torch_is_loaded_a_check_imports_nothing_more_of_it() -> None:
    _, body = state_of_a_lab()
    script = (
        "import json, sys; from playground.lab import routes; routes._load(); "
        "known = set(sys.modules); from gan_core.flat.check import check; "
        "check(json.load(sys.stdin)); "
        "print([name for name in sys.modules.keys() - known if name.startswith('torch')])"
    )
    done = subprocess.run([sys.executable, "-c", script], input=body, capture_output=True)
    assert (done.stdout.strip(), done.returncode) == (b"[]", 0), done.stderr


def test_of_thirty_presses_at_once_each_is_answered_or_told_to_wait() -> None:
    _, body = state_of_a_lab()
    app = Starlette(routes=lab_routes)

    async def press_all() -> list[Answer]:
        presses = [explore_models.ask(app, "/api/lab/check", "POST", body) for _ in range(30)]
        return await asyncio.gather(*presses)

    answers = asyncio.run(press_all())
    checked = [answer for answer in answers if answer.status == 200]
    assert checked
    for answer in answers:
        told = json.loads(answer.body)
        assert answer in checked or (answer.status, told["error"]) == (429, routes.BUSY)


@pytest.mark.parametrize(
    "body", [b"", b"[" * 100_000, b"{}", b'{"settings": {}, "state": [1]}', b"\xff"]
)
def test_what_is_no_lab_is_refused_in_a_sentence(body: bytes) -> None:
    answer = check(body)
    assert answer.status == 400 and json.loads(answer.body)["error"].endswith(".")
    assert not routes._checking.locked()


def test_a_check_has_a_largest_size() -> None:
    assert check(b" " * (routes.MAX_BYTES + 1)).status == 413


def test_a_link_as_a_script_and_a_bad_one_in_a_sentence() -> None:
    answer = send(f"/api/lab/script?{urlencode({'lab': LINK})}")
    assert answer.status == 200 and "seed = 5" in answer.body.decode()
    ast.parse(answer.body.decode())
    for bad in ("loss-evil", "x" * 5000, "lr_G-__import__('os')"):
        refused = send(f"/api/lab/script?{urlencode({'lab': bad})}")
        assert refused.status == 400 and json.loads(refused.body)["error"]
