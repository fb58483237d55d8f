"""The page of the lab in Chromium: its first motion, steps, pictures, and what a hidden tab costs.

A picture is a frame of the screen at which the step number has changed, as it does with each
drawing of the plane. Motion has begun when the plane differs from its first picture and the run
from its first step.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil

# Runs before everything else on a page. `deep` looks into the components.
WATCH = """
window.deep = (selector, root = document) => root.querySelector(selector)
  ?? [...root.querySelectorAll("*")].filter((one) => one.shadowRoot)
    .map((one) => deep(selector, one.shadowRoot)).find(Boolean);
window.stepNow = () =>
  Number((deep(".number.step .value")?.textContent ?? "0").replaceAll(",", ""));
const frames = window.requestAnimationFrame.bind(window), held = [];
let hidden = false;
window.requestAnimationFrame = (does) => (hidden ? -held.push(does) : frames(does));
window.hide = () => { hidden = true; };
window.show = () => {  // the first step that is seen again
  hidden = false;
  held.splice(0).forEach(frames);
  return new Promise((done) => frames(() => frames(() => done(stepNow()))));
};
window.moved = new Promise((done) => {
  let first = "";
  const look = () => {
    const plane = deep(".lab .plane");
    if (plane && stepNow() > 0) {
      const picture = plane.toDataURL();
      first ||= picture;
      if (picture !== first) return done(performance.now());
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""
FRAMES = """(seconds) => new Promise((done) => {
  const tile = deep(".number.step .value");
  const number = () => Number(tile.textContent.replaceAll(",", ""));
  const start = performance.now(), first = number();
  const screen = [start], pictures = [];
  let shown = tile.textContent;
  const frame = () => {
    const now = performance.now();
    screen.push(now);
    if (tile.textContent !== shown) { shown = tile.textContent; pictures.push(now); }
    if (now - start < 1000 * seconds) requestAnimationFrame(frame);
    else done({ screen, pictures, steps: number() - first });
  };
  requestAnimationFrame(frame);
})"""
LONG = 50.0  # milliseconds
SETTLE_SECONDS = 4.0  # the engine is compiled, the page knows how long its pictures take


def first_motion(browser: Any, address: str, times: int) -> dict[str, float]:
    """Seconds from the navigation to points that have moved, nothing being cached."""
    found = []
    for _ in range(times):
        with _opened(browser, address) as page:
            found.append(page.evaluate("moved") / 1000)
    return {"median": round(statistics.median(found), 2), "worst": round(max(found), 2)}


def at_full_speed(browser: Any, address: str, seconds: float) -> dict[str, float]:
    """Steps and pictures a second, and how many frames took over 50 ms."""
    with _opened(browser, address) as page:
        page.evaluate("moved")
        time.sleep(SETTLE_SECONDS)
        return rates(page.evaluate(FRAMES, seconds))


def rates(seen: dict[str, Any]) -> dict[str, float]:
    """Of what FRAMES has seen."""
    screen, pictures = seen["screen"], seen["pictures"]
    spent = (screen[-1] - screen[0]) / 1000
    return {
        "steps_per_second": round(seen["steps"] / spent),
        "pictures_per_second": round(len(pictures) / spent, 1),
        "screen_frames_per_second": round((len(screen) - 1) / spent, 1),
        "pictures_over_50_ms_percent": _long_percent(pictures),
        "screen_frames_over_50_ms_percent": _long_percent(screen),
    }


def _long_percent(times: list[float]) -> float:
    gaps = [after - before for before, after in zip(times, times[1:], strict=False)]
    return round(100 * sum(gap > LONG for gap in gaps) / max(1, len(gaps)), 2)


def while_hidden(browser: Any, address: str, seconds: float) -> dict[str, float]:
    """CPU of the page's process while its tab is hidden, and the steps seen when it is shown again.

    A headless browser shows every tab, so what browsers do to a hidden one is done here: it gets no
    frames of the screen.
    """
    with _opened(browser, address) as page:
        page.evaluate("moved")
        process = _busiest_renderer(browser)
        page.evaluate("hide()")
        time.sleep(1)  # a picture that was under way, and garbage
        before, busy = page.evaluate("stepNow()"), sum(process.cpu_times()[:2])
        time.sleep(seconds)
        busy = sum(process.cpu_times()[:2]) - busy
        after = page.evaluate("show()")
        time.sleep(1)
        assert page.evaluate("stepNow()") > after, "it does not go on afterwards"
    return {"cpu_percent": round(100 * busy / seconds, 1), "steps": after - before}


def memory(browser: Any, address: str, warm: float, minutes: float) -> dict[str, float]:
    """MB of the page's process and of its JavaScript, and by how much they have changed.

    While it warms up the past of the run grows to its 200 snapshots.
    """
    with _opened(browser, address) as page:
        page.evaluate("moved")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        process = _busiest_renderer(browser)
        time.sleep(60 * warm)
        found = []
        for _ in range(max(4, round(12 * minutes))):
            time.sleep(5)
            session.send("HeapProfiler.collectGarbage")
            metrics = {one["name"]: one["value"] for one in _metrics(session)}
            found.append((process.memory_info().rss / 1e6, metrics["JSHeapUsedSize"] / 1e6))
        steps = page.evaluate("stepNow()")
    quarter = max(1, len(found) // 4)
    result = {"steps": steps, "warm_minutes": warm, "minutes": minutes}
    for k, name in enumerate(("process", "heap")):
        early, late = (
            statistics.mean(one[k] for one in part) for part in (found[:quarter], found[-quarter:])
        )
        result |= {
            f"{name}_mb": round(late, 1),
            f"{name}_change_percent": round(100 * (late / early - 1), 1),
        }
    return result


def _metrics(session: Any) -> list[dict[str, Any]]:
    return session.send("Performance.getMetrics")["metrics"]


def _busiest_renderer(browser: Any) -> psutil.Process:
    """The process of the page that plays, its Worker in it."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    busiest = max(
        (one for one in processes if one["type"] == "renderer"), key=lambda one: one["cpuTime"]
    )
    return psutil.Process(busiest["id"])


@contextmanager
def _opened(browser: Any, address: str) -> Iterator[Any]:
    """A page of a browser that knows nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(120_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    try:
        yield page
    finally:
        context.close()
