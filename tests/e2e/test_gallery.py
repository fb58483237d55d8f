"""Two students and a teacher: everyone's runs on one page, hidden, shown to all, stopped."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gan_core.runs.run_dir import all_runs
from playground.shared.browser import COOKIE
from tests.e2e.axe import severe
from tests.e2e.browser import BROWSER_TESTS, PHONE, new_page, serve, until
from tests.e2e.class_pages import asked_for_passphrase
from tests.playground.shared.door.a_class_of_browsers import ANNA, BEN, PASSPHRASE, TEACHER

pytestmark = BROWSER_TESTS
FORM = (
    "recipe=dcgan&dataset=silhouettes&unit=images&images_seen=900000000&width=4&z_dim=4"
    "&batch_size=8&log_every=1"
)
LOOK = ".look-at"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("gallery")
    with serve(folder, GAN_TEACHER=PASSPHRASE) as address:
        yield address, folder / "runs"
        for run in all_runs(folder / "runs"):
            run.request("stop")
        until(lambda: not any(run.is_alive() for run in all_runs(folder / "runs")))


@pytest.fixture
def people(browser, server) -> Iterator[list[object]]:
    """Pages of Anna, Ben on a phone, and the teacher."""
    with ExitStack() as open_pages:
        pages = []
        for who, view in ((ANNA, {}), (BEN, PHONE), (TEACHER, {})):
            page = open_pages.enter_context(new_page(browser, **view))
            page.context.add_cookies([{"name": COOKIE, "value": who, "url": server[0]}])
            pages.append(page)
        yield pages


def act(card, name: str) -> None:
    card.locator(f'[data-do="{name}"]').click()


def test_a_class_and_its_teacher(people, server) -> None:
    address, runs = server
    anna, ben, teacher = people
    anna.goto(f"{address}/train?{FORM}")
    anna.locator(".st-key-train button").click()
    anna.locator(".st-key-stop button").wait_for()
    (run,) = all_runs(runs)

    teacher.goto(f"{address}/runs?class=amber-fox-42")  # a bookmark from when this page was there
    asked_for_passphrase(teacher).fill(PASSPHRASE)
    teacher.get_by_role("button", name="Sign in").click()
    live = teacher.get_by_role("link", name="Everyone's runs, live")
    live.wait_for()
    assert live.get_attribute("href").endswith("/gallery?class=amber-fox-42")
    teacher.goto(f"{address}/gallery")
    card = teacher.locator(".gallery .run")
    card.locator('[data-do="stop"]').wait_for()
    ben.goto(f"{address}/train?run={run.id}")
    ben.locator(".live-run").wait_for()
    teacher.locator(".gallery .shot img[src]").wait_for()
    assert not severe(teacher)

    act(card, "look")
    anna.locator(LOOK).get_by_text("the run that your teacher shows").wait_for()
    ben.goto(f"{address}/check")
    ben.locator(LOOK).get_by_text("Look at this").wait_for()
    ben.get_by_role("link", name="Open it").click()
    ben.locator(LOOK).get_by_text("the run that your teacher shows").wait_for()
    act(card, "look")
    for page in (anna, ben):
        page.locator(LOOK).wait_for(state="hidden")

    act(card, "hide")
    card.get_by_text("Hidden from the class").wait_for()
    ben.get_by_text("There is no run").first.wait_for()
    status = ben.evaluate(f"fetch('./api/runs/{run.id}/live').then((reply) => reply.status)")
    assert status == 400
    assert ben.evaluate("fetch('./api/gallery').then((reply) => reply.status)") == 403
    anna.reload()
    anna.get_by_text("hidden by the teacher").wait_for()
    anna.locator(".st-key-stop button").wait_for()

    act(card, "stop")
    until(lambda: run.status()["state"] == "stopped", 30)
    anna.get_by_text("stopped", exact=True).first.wait_for()
