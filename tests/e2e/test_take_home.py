"""The exported page in a browser: from a disk, without a network, every control."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.generator.export import to_html
from gan_core.generator.session import load_generator
from tests.e2e.browser import BROWSER_TESTS, DESKTOP, PHONE, PIXELS, set_slider, until
from tests.gan_core.generator.tiny_models import tiny_session

pytestmark = BROWSER_TESTS
# Whether images cover the map: few of its pixels, which lie between them, are empty.
IS_FULL = """map => {
  const { width, height } = map, copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(map, 0, 0);
  const levels = copy.getImageData(0, 0, width, height).data;
  return levels.filter((level, k) => k % 4 === 3 && !level).length < 0.15 * width * height;
}"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    path = tmp_path_factory.mktemp("home") / "gallery.html"
    path.write_bytes(to_html(load_generator("fashion-mnist")))
    return path.as_uri()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def home(browser, exported, request):
    context = browser.new_context(offline=True, accept_downloads=True, **request.param)
    said: list[str] = []
    context.on("weberror", lambda failure: said.append(str(failure.error)))
    context.on("console", lambda message: said.append(message.text))
    page = context.new_page()
    page.goto(exported)
    until(lambda: page.locator(".speed").inner_text())
    until(lambda: page.locator(".grid [aria-label]").count() == 40)
    yield page
    context.close()
    assert not said, said


def drawn(page, selector):
    return page.locator(selector).first.evaluate(PIXELS)


def saved(page, selector):
    with page.expect_download() as download:
        page.locator(selector).click()
    return np.array(Image.open(BytesIO(Path(download.value.path()).read_bytes())).convert("L"))


def test_every_control_works(home) -> None:
    assert home.locator(".speed").inner_text().endswith(" ms."), "without WebAssembly"
    assert home.evaluate("document.documentElement.scrollWidth <= innerWidth")
    samples = load_generator("fashion-mnist").sample(range(40))[..., 0].astype(int)
    sheet = saved(home, ".save-grid")[::4, ::4]
    cells = sheet.reshape(4, 28, 10, 28).swapaxes(1, 2).reshape(40, 28, 28)
    assert np.abs(cells - samples).max() <= 1

    seen = {drawn(home, ".current")}
    for act in (
        lambda: set_slider(home.locator(".t"), 0.2),
        lambda: home.locator(".method").select_option("lerp"),
        lambda: home.locator(".grid button").nth(7).click(),
        lambda: (home.locator("[data-end=b]").click(), home.locator(".grid button").nth(8).click()),
    ):
        act()
        assert drawn(home, ".current") not in seen
        seen.add(drawn(home, ".current"))
    home.locator(".play").click()
    until(lambda: float(home.locator(".t").input_value()) > 0.25)
    home.locator(".play").click()
    assert saved(home, ".save-current").shape == (280, 280)

    mixed = drawn(home, ".mixed")
    set_slider(home.get_by_role("slider", name="Bag"), 1)
    halves = home.locator(".shares").get_by_text("50%")
    assert drawn(home, ".mixed") != mixed and halves.count() == 2
    home.locator(".grid button").nth(9).click()
    assert halves.count() == 2, "another B is no other A"
    home.locator(".own-class").click()
    assert drawn(home, ".mixed") == mixed
    assert saved(home, ".save-mixed").shape == (280, 280)

    home.locator("[data-end=a]").click()
    moved = drawn(home, ".moved")
    set_slider(home.get_by_role("slider", name="brightness"), 3)
    assert home.get_by_text("+3.0").count() == 1 and drawn(home, ".moved") != moved
    now = drawn(home, ".moved")
    home.locator(".use-moved").click()
    assert drawn(home, "[data-end=a] canvas") == now == drawn(home, ".moved")
    home.locator("summary").click()
    set_slider(home.get_by_role("slider", name="PCA direction 1"), -2)
    assert drawn(home, ".moved") != now
    home.locator(".reset").click()
    assert drawn(home, ".moved") == now
    assert saved(home, ".save-moved").shape == (280, 280)

    first = drawn(home, ".grid canvas")
    set_slider(home.locator(".truncation"), 0.3)
    until(lambda: drawn(home, ".grid canvas") != first)
    assert home.locator(".samples output").inner_text() == "0.30"
    home.locator(".only").select_option("9")
    home.locator(".another").click()
    assert home.locator(".first").input_value() != "0"


def test_the_path_is_saved_as_a_gif_of_what_torch_draws(home) -> None:
    with home.expect_download() as download:
        home.locator(".save-gif").click()
    animation = Image.open(BytesIO(Path(download.value.path()).read_bytes()))
    assert (animation.n_frames, animation.size, animation.info["loop"]) == (60, (224, 224), 0)
    ends = load_generator("fashion-mnist").sample([0, 3])[..., 0].astype(int)
    for number, expected in ((0, ends[0]), (30, ends[1])):
        animation.seek(number)
        assert animation.info["duration"] == 60
        frame = np.array(animation.convert("L"))[::8, ::8].astype(int)
        assert np.abs(frame - expected).max() <= 1


def test_the_plane_has_its_corners_and_follows_drags_and_keys(home) -> None:
    corners = load_generator("fashion-mnist").sample([0, 3, 17])[..., 0].astype(int)
    sheet, place = home.locator(".sheet"), home.locator(".place")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    side = min(box["width"], box["height"])
    for (x, y), words, expected in (
        ((0.01, 0.01), "0% of the way from A to B, 0% from A to C", corners[0]),
        ((0.99, 0.01), "100% of the way from A to B, 0% from A to C", corners[1]),
        ((0.01, 0.99), "0% of the way from A to B, 100% from A to C", corners[2]),
    ):
        sheet.click(position={"x": x * side, "y": y * side})
        assert place.inner_text() == words
        assert np.abs(saved(home, ".save-plane")[::10, ::10] - expected).max() <= 1
    sheet.focus()
    home.keyboard.press("ArrowRight")
    home.keyboard.press("Shift+ArrowUp")
    assert place.inner_text() == "2% of the way from A to B, 83% from A to C"
    before = drawn(home, ".on-plane")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    home.mouse.move(box["x"] + 50, box["y"] + 200)
    home.mouse.down()
    home.mouse.move(box["x"] + 120, box["y"] + 190)
    home.mouse.up()
    assert drawn(home, ".on-plane") != before and not place.inner_text().startswith("2%")
    sheet_before = drawn(home, ".sheet")
    home.locator("[data-end=c]").click()
    home.locator(".grid button").nth(8).click()
    until(
        lambda: (
            drawn(home, "[data-end=c] canvas") == drawn(home, ".grid button:nth-child(9) canvas")
        )
    )
    until(lambda: drawn(home, ".sheet") != sheet_before)


def test_the_map_of_seeds_follows_a_drag(home) -> None:
    assert home.locator(".where").inner_text() == "seed 3012"
    expected = load_generator("fashion-mnist").sample([3012])[0, ..., 0].astype(int)
    assert np.abs(saved(home, ".save-there")[::10, ::10] - expected).max() <= 1
    seeds, before = home.locator(".seeds"), drawn(home, ".there")
    until(lambda: seeds.evaluate(IS_FULL))
    seeds.scroll_into_view_if_needed()
    box = seeds.bounding_box()
    home.mouse.move(box["x"] + 100, box["y"] + 100)
    home.mouse.down()
    home.mouse.move(box["x"] + 60, box["y"] + 80, steps=4)
    home.mouse.up()
    assert home.locator(".where").inner_text() == "between seeds 3012, 3013, 4012 and 4013"
    assert drawn(home, ".there") != before
    home.locator(".use-there").click()
    assert drawn(home, "[data-end=a] canvas") == drawn(home, ".there")
    home.locator(".zoom-out").click()
    until(lambda: seeds.evaluate(IS_FULL))
    home.locator(".zoom-in").click()
    home.locator(".snap").click()
    assert home.locator(".where").inner_text().startswith("seed ")
    seeds.focus()
    home.keyboard.press("Shift+ArrowDown")
    assert drawn(home, ".there") != before


def test_without_classes_nothing_speaks_of_them(browser, tmp_path) -> None:
    path = tmp_path / "plain.html"
    path.write_bytes(to_html(tiny_session(num_classes=0)))
    page = browser.new_page()
    page.goto(path.as_uri())
    until(lambda: page.locator(".speed").inner_text())
    for part in (".classes", ".class-choice", ".directions"):
        assert page.locator(part).is_hidden()
    page.close()


def test_a_damaged_generator_is_refused_in_one_sentence_and_no_text_of_a_file_runs(
    browser, tmp_path
) -> None:
    evil = '<img src=x onerror="window.ran = 1"><script>window.ran = 1</script>'
    session = tiny_session(num_classes=2)
    session.about |= {"dataset": evil, "class_names": [evil, "b"]}
    session.class_names = (evil, "b")
    whole = to_html(session)
    weights = re.search(rb'id="weights">(.*?)</script>', whole)
    assert weights
    sentences = {}
    for name, content in (
        ("whole", whole),
        ("cut off", whole.replace(weights[1], weights[1][:400])),
        ("another", whole.replace(weights[1], b"AAAAAAAAABB7fX19")),
        ("no base64", whole.replace(weights[1], b"%%%")),
    ):
        path = tmp_path / f"{name}.html"
        path.write_bytes(content)
        page = browser.new_page()
        page.goto(path.as_uri())
        sentences[name] = page.locator(".problem").inner_text()
        assert page.evaluate("window.ran") is None
        assert page.locator("main section").count() == (1 if sentences[name] else 7)
        page.close()
    assert sentences["whole"] == ""
    assert sentences["cut off"] == sentences["another"] == (
        "This is no generator file, or it is damaged; it was not used."
    )  # fmt: skip
    assert sentences["no base64"] == "This browser cannot show this page."
