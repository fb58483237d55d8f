"""The guard in a browser: every page lives with its policy, and a foreign page reaches nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.browser import BROWSER_TESTS, new_page, violation

pytestmark = BROWSER_TESTS
PAGES = ("", "train", "draw", "lab", "compare", "check", "learn", "game", "class")
DRAWN = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  const main = app?.querySelector("[data-testid=stMain] [data-testid=stVerticalBlock] > *");
  return app?.getAttribute("data-test-script-state") === "notRunning" && main;
}"""
# Markup of a stranger, and a script of one.
INJECTED = """() => {
  document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hit = 1'>");
  const script = document.createElement("script");
  script.textContent = "window.hit = 1";
  document.body.append(script);
}"""
FRAME = "(to) => document.body.append(Object.assign(document.createElement('iframe'), { src: to }))"
# Everything a page of another origin can try, and what came of it.
ATTACK = """async (address) => {
  const tried = {};
  const of = async (name, attempt) => {
    try { tried[name] = await attempt(); } catch { tried[name] = "refused"; }
  };
  const form = { method: "POST", mode: "no-cors", body: "x" };
  await of("read", async () => (await fetch(address + "/api/token")).text());
  await of("send", async () => (await fetch(address + "/api/class", form)).type);
  await of("image", () => new Promise((done) => {
    const image = new Image();
    image.onload = () => done("shown");
    image.onerror = () => done("refused");
    image.src = address + "/api/class/qr.svg?link=http://a";
  }));
  await of("script", () => new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("run");
    script.onerror = () => done("refused");
    script.src = address + "/api/plotly.min.js";
    document.head.append(script);
  }));
  await of("socket", () => new Promise((done) => {
    const socket = new WebSocket(address.replace("http", "ws") + "/_stcore/stream");
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
  }));
  return tried;
}"""


class EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """A web site on another port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_page_lives_with_the_policy(page, served) -> None:
    for name in PAGES:  # new_page fails for a violation on any of them
        page.goto(f"{served[0]}/{name}")
        page.wait_for_function(DRAWN)
    page.reload()  # the page comes out of the browser's cache, with its policy
    page.wait_for_function(DRAWN)


def test_what_the_policy_forbids_is_seen_and_does_not_happen(browser, served) -> None:
    said: list[str] = []
    context = browser.new_context()
    context.on("console", lambda message: said.extend(violation(message.text)))
    page = context.new_page()
    page.goto(f"{served[0]}/learn")
    assert page.evaluate("fetch('http://127.0.0.2:1/').then(() => 1, () => 0)") == 0
    page.evaluate(INJECTED)
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None and len(said) >= 3, said
    context.close()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_page_of_another_origin_reaches_nothing(browser, served, elsewhere, name) -> None:
    app = served[0].replace("localhost", name)
    with new_page(browser) as page:
        page.goto(elsewhere)
        came = page.evaluate(ATTACK, app)
        assert came == dict.fromkeys(("read", "send", "image", "script", "socket"), "refused")
    assert not (served[1] / "classes").exists()


def test_a_link_from_another_site_opens_a_page_which_no_frame_there_shows(
    browser, served, elsewhere
) -> None:
    with new_page(browser) as page:
        page.goto(elsewhere)
        page.evaluate("(to) => { location.href = to }", f"{served[0]}/learn")
        page.wait_for_function(DRAWN)
    context = browser.new_context()
    page = context.new_page()
    page.goto(elsewhere)
    with page.expect_response(lambda answer: answer.url == f"{served[0]}/learn") as answer:
        page.evaluate(FRAME, f"{served[0]}/learn")
    assert "frame-ancestors 'self'" in answer.value.headers["content-security-policy"]
    page.wait_for_timeout(500)
    assert page.frames[1].evaluate("document.querySelector('#root') === null")
    context.close()
