"""The tabs of Explore in a real browser: what is dragged is drawn, and a link shows it again."""

import json
import shutil

import pytest

from tests.e2e.browser import PIXELS, executable, here, picture, settled, until
from tests.playground.explore.explore_models import make_run

pytest.importorskip(
    "playwright.sync_api", reason="browser tests want Playwright: pip install -e '.[browser]'"
)
pytestmark = pytest.mark.skipif(
    executable() is None,
    reason="browser tests want Chromium or Chrome: install one or set CHROMIUM to its path",
)


STILL_PIXELS = """image => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL();
}"""


def open_tab(page, served, query=""):
    address, _ = served
    page.goto(f"{address}/?{query}")
    picture(page)


def in_a_fresh_browser(page, served, link):
    """The picture that somebody sees who was sent this link."""
    context = page.context.browser.new_context(viewport={"width": 900, "height": 700})
    other = context.new_page()
    other.goto(link)
    try:
        return settled(other)
    finally:
        context.close()


def drag(page, locator, dx, dy):
    box = locator.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + dx * step / 8, y + dy * step / 8)
    page.mouse.up()


def tiles_drawn(locator):
    return lambda: locator.evaluate_all(
        "all => all.length > 0 && all.every(each => (each.naturalWidth ?? each.width) === 28)"
    )


def test_the_plane_is_walked_by_dragging_and_a_link_shows_the_same_place(page, served) -> None:
    open_tab(page, served, "tab=plane&point=@12:3")
    before = settled(page)
    place = page.locator(".plane-panel .words")
    assert place.inner_text() == "seed 3012"
    drag(page, page.locator(".plane-panel .map"), -48, 0)
    until(lambda: "point=@12.5:3" in here(page))  # 96 px are a seed
    after = settled(page)
    assert after != before
    assert place.inner_text() == "between seeds 3012 and 3013"
    assert in_a_fresh_browser(page, served, here(page)) == after

    page.locator(".plane-panel .map").focus()
    page.keyboard.press("Shift+ArrowDown")
    until(lambda: "point=@12.5:4" in here(page))
    page.locator(".plane-panel .snap").click()
    until(lambda: "point=@13:4" in here(page))
    page.locator(".plane-panel .play").click()
    until(lambda: "point=@13:4" not in here(page) or place.inner_text() != "seed 4013")
    page.locator(".plane-panel .play").click()


def test_the_wheel_zooms_the_plane_and_leaves_the_picture(page, served) -> None:
    open_tab(page, served, "tab=plane&point=@12:3")
    before, chart = settled(page), page.locator(".plane-panel .map")
    map_before = until(lambda: chart.evaluate(PIXELS))
    chart.hover()
    page.mouse.wheel(0, -600)
    until(lambda: chart.evaluate(PIXELS) != map_before)
    assert settled(page) == before


def test_a_class_is_taken_by_name_and_blended_by_slider(page, served) -> None:
    open_tab(page, served, "tab=classes&point=10")
    own = settled(page)
    page.get_by_role("button", name="Bag", exact=True).click()
    until(lambda: "point=10~c8" in here(page))
    bag = settled(page)
    assert bag != own
    page.get_by_label("Share of Dress").evaluate(
        "s => { s.value = 1; s.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    until(lambda: "point=10~c3:1,8:1" in here(page))
    blend = settled(page)
    assert blend not in (own, bag)
    assert "Dress 50%, Bag 50%" in page.locator(".classes-panel .words").inner_text()
    assert in_a_fresh_browser(page, served, here(page)) == blend
    sheet = page.locator(".classes-panel .sheet img")
    until(lambda: sheet.count() == 40)
    until(tiles_drawn(sheet))
    assert sheet.nth(8).evaluate(STILL_PIXELS) == bag  # the z in hand in class 8
    page.locator(".undo").click()
    until(lambda: "point=10~c8" in here(page))
    assert settled(page) == bag


def test_still_pictures_have_the_colours_of_the_moving_one(page, served) -> None:
    open_tab(page, served, "model=cifar10&tab=classes&point=10~c8")
    sheet = page.locator(".classes-panel .sheet img")
    until(lambda: sheet.evaluate_all("all => all.length === 40 && all.every(i => i.naturalWidth)"))
    assert sheet.nth(8).evaluate(STILL_PIXELS) == settled(page)
    assert sheet.nth(7).evaluate(STILL_PIXELS) != settled(page)


def test_a_walk_is_edited_played_and_kept_as_a_file(page, served, tmp_path) -> None:
    open_tab(page, served, "tab=walk&keys=1;2&ways=10:slerp:linear")
    assert page.locator(".walk-panel .place").inner_text() == "1 / 11"
    page.locator(".walk-panel .add").click()
    until(lambda: page.locator(".key").count() == 3)
    page.locator(".key").nth(0).get_by_label("Move right").click()
    until(lambda: "keys=2;1;" in here(page))
    page.locator(".key").nth(1).locator(".easing").select_option("out")
    page.locator(".walk-panel .loop").check()
    until(lambda: ":slerp:out;" in here(page) and "loop=1" in here(page))
    page.locator("input.frame").evaluate(
        "s => { s.value = 7; s.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    until(lambda: "frame=7" in here(page))
    shown, link = settled(page), here(page)
    assert in_a_fresh_browser(page, served, link) == shown

    with page.expect_download() as download:
        page.locator(".save-json").click()
    kept = tmp_path / "key-points.json"
    download.value.save_as(kept)
    assert len(json.loads(kept.read_text())["keys"]) == 3
    open_tab(page, served, "tab=walk")
    page.get_by_label("Load key points").set_input_files(kept)
    until(lambda: "keys=2;1;" in here(page))
    kept.write_text("no json")
    page.get_by_label("Load key points").set_input_files(kept)
    until(lambda: "no JSON file" in page.locator(".latent-canvas .notice").inner_text())


def test_slerp_and_lerp_stand_side_by_side_with_their_lengths(page, served) -> None:
    open_tab(page, served)
    page.locator(".between-panel .open-paths").click()
    paths = page.locator(".between-panel .paths")
    paths.locator("polyline.lerp").wait_for(state="attached")
    assert "lerp (grey, dashed) falls to" in paths.locator(".hint").inner_text()
    tiles = paths.locator("canvas")
    until(tiles_drawn(tiles))
    rows = tiles.evaluate_all("all => all.map(c => c.toDataURL())")
    assert rows[0] == rows[9] and rows[8] == rows[17] and rows[4] != rows[13]


def test_a_kept_picture_goes_into_a_minus_b_plus_c(page, served) -> None:
    open_tab(page, served, "tab=vary&point=4")
    until(tiles_drawn(page.locator(".nine img")))
    page.locator(".nine button").nth(3).click()
    until(lambda: "point=4:" in here(page))
    page.locator(".keep").click()
    page.locator(".kept .tile").wait_for()
    page.get_by_role("tab", name="A − B + C").click()
    before = settled(page)
    page.locator(".kept .tile").first.click()
    until(lambda: "mix=4:" in here(page))
    after = settled(page)
    assert after != before
    assert in_a_fresh_browser(page, served, here(page)) == after
    page.reload()
    picture(page)
    page.locator(".kept .tile").first.focus()  # kept in this browser, until it is removed
    page.keyboard.press("Delete")
    page.locator(".tray").wait_for(state="hidden")


def test_truncation_noise_and_another_model_change_what_is_drawn(page, served) -> None:
    open_tab(page, served, "tab=plane&point=@5:0")
    before = settled(page)
    page.locator(".open-settings").click()
    page.locator(".noise input").evaluate(
        "s => { s.value = 0.4; s.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    until(lambda: "noise=0.4" in here(page))
    quiet = settled(page)
    assert quiet != before
    assert in_a_fresh_browser(page, served, here(page)) == quiet
    page.locator(".latent-canvas").press("Control+z")
    until(lambda: "noise" not in here(page))
    assert settled(page) == before


@pytest.mark.parametrize(
    "query",
    ["t=1e9", "tab=plane&point=@nan:1e9", "tab=walk&keys=1&frame=1e9", "noise=nan", "mix=1"],
)
def test_nonsense_is_a_sentence_above_a_page_that_works(query, page, served) -> None:
    open_tab(page, served, query)
    assert "In the address" in page.locator('[data-testid="stAlert"]').first.inner_text()
    assert page.locator('[data-testid="stException"]').count() == 0


def test_a_model_deleted_while_in_use_is_a_sentence_and_the_page_goes_on(page, served) -> None:
    run = make_run(served[1])
    open_tab(page, served, f"tab=plane&point=@3:0&model=run:{run.id}")
    shutil.rmtree(run.path)
    page.locator(".plane-panel .map").press("ArrowRight")
    notice = page.locator(".latent-canvas .notice")
    until(lambda: run.id in notice.inner_text())
    page.reload()
    assert run.id in page.locator('[data-testid="stAlert"]').first.inner_text()
    before = settled(page)
    page.locator(".plane-panel .map").press("Shift+ArrowRight")
    until(lambda: picture(page) != before)
    assert not notice.is_visible()


def test_sixteen_identical_key_points_stand_still(page, served) -> None:
    open_tab(page, served, "tab=walk&loop=1&keys=" + ";".join(["7"] * 16))
    still = settled(page)
    assert page.locator(".key").count() == 16
    page.locator(".walk-panel .strip button").nth(4).click()
    until(lambda: "frame=" in here(page))
    assert settled(page) == still
    assert not page.locator(".latent-canvas .notice").is_visible()
