"""The tabs of Explore in a real browser: what is dragged is drawn, and a link shows it again."""

import json
import shutil

import pytest

from tests.e2e.browser import (
    BROWSER_TESTS,
    PIXELS,
    current_image,
    final_image,
    here,
    new_page,
    set_slider,
    until,
)
from tests.playground.explore.explore_models import make_run

pytestmark = BROWSER_TESTS


STILL_IMAGE_PIXELS = """image => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL();
}"""


def open_tab(page, served, query=""):
    address, _ = served
    page.goto(f"{address}/?{query}")
    current_image(page)


def in_a_fresh_browser(page, served, link):
    """The image that somebody sees who was sent this link."""
    with new_page(page.context.browser, viewport={"width": 900, "height": 700}) as other:
        other.goto(link)
        return final_image(other)


def drag(page, locator, dx, dy):
    box = locator.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + dx * step / 8, y + dy * step / 8)
    page.mouse.up()


def all_drawn(locator):
    return lambda: locator.evaluate_all(
        "all => all.length > 0 && all.every(each => (each.naturalWidth ?? each.width) === 28)"
    )


def test_the_seed_map_is_dragged_and_a_link_shows_the_same_position(page, served) -> None:
    open_tab(page, served, "tab=seed-map&point=@12:3")
    before = final_image(page)
    place = page.locator(".seed-map-panel .description")
    assert place.inner_text() == "seed 3012"
    drag(page, page.locator(".seed-map-panel .map"), -48, 0)
    until(lambda: "point=@12.5:3" in here(page))  # 96 px are a seed
    after = final_image(page)
    assert after != before
    assert place.inner_text() == "between seeds 3012 and 3013"
    assert in_a_fresh_browser(page, served, here(page)) == after

    page.locator(".seed-map-panel .map").focus()
    page.keyboard.press("Shift+ArrowDown")
    until(lambda: "point=@12.5:4" in here(page))
    page.locator(".seed-map-panel .snap").click()
    until(lambda: "point=@13:4" in here(page))
    page.locator(".seed-map-panel .play").click()
    until(lambda: "point=@13:4" not in here(page) or place.inner_text() != "seed 4013")
    page.locator(".seed-map-panel .play").click()


def test_the_wheel_zooms_the_seed_map_and_leaves_the_current_image(page, served) -> None:
    open_tab(page, served, "tab=seed-map&point=@12:3")
    before, chart = final_image(page), page.locator(".seed-map-panel .map")
    map_before = until(lambda: chart.evaluate(PIXELS))
    chart.hover()
    page.mouse.wheel(0, -600)
    until(lambda: chart.evaluate(PIXELS) != map_before)
    assert final_image(page) == before


def test_a_class_is_taken_by_name_and_blended_by_slider(page, served) -> None:
    open_tab(page, served, "tab=classes&point=10")
    own = final_image(page)
    page.get_by_role("button", name="Bag", exact=True).click()
    until(lambda: "point=10~c8" in here(page))
    bag = final_image(page)
    assert bag != own
    set_slider(page.get_by_label("Share of Dress"), 1)
    until(lambda: "point=10~c3:1,8:1" in here(page))
    blend = final_image(page)
    assert blend not in (own, bag)
    assert "Dress 50%, Bag 50%" in page.locator(".classes-panel .description").inner_text()
    assert in_a_fresh_browser(page, served, here(page)) == blend
    grid = page.locator(".classes-panel .class-grid img")
    until(lambda: grid.count() == 40)
    until(all_drawn(grid))
    assert grid.nth(8).evaluate(STILL_IMAGE_PIXELS) == bag  # the current z in class 8
    page.locator(".undo").click()
    until(lambda: "point=10~c8" in here(page))
    assert final_image(page) == bag


def test_still_images_have_the_colours_of_the_current_one(page, served) -> None:
    open_tab(page, served, "model=cifar10&tab=classes&point=10~c8")
    grid = page.locator(".classes-panel .class-grid img")
    until(lambda: grid.evaluate_all("all => all.length === 40 && all.every(i => i.naturalWidth)"))
    assert grid.nth(8).evaluate(STILL_IMAGE_PIXELS) == final_image(page)
    assert grid.nth(7).evaluate(STILL_IMAGE_PIXELS) != final_image(page)


def test_a_walk_is_edited_and_downloaded_as_a_file(page, served, tmp_path) -> None:
    open_tab(page, served, "tab=walk&keys=1;2&ways=10:slerp:linear")
    assert page.locator(".walk-panel .position").inner_text() == "1 / 11"
    page.locator(".walk-panel .add").click()
    until(lambda: page.locator(".keyframe").count() == 3)
    page.locator(".keyframe").nth(0).get_by_label("Move right").click()
    until(lambda: "keys=2;1;" in here(page))
    page.locator(".keyframe").nth(1).locator(".easing").select_option("out")
    page.locator(".walk-panel .loop").check()
    until(lambda: ":slerp:out;" in here(page) and "loop=1" in here(page))
    set_slider(page.locator("input.frame"), 7)
    until(lambda: "frame=7" in here(page))
    shown, link = final_image(page), here(page)
    assert in_a_fresh_browser(page, served, link) == shown

    with page.expect_download() as download:
        page.locator(".download-keyframes").click()
    kept = tmp_path / "keyframes.json"
    download.value.save_as(kept)
    assert len(json.loads(kept.read_text())["keys"]) == 3
    open_tab(page, served, "tab=walk")
    page.get_by_label("Load keyframes").set_input_files(kept)
    until(lambda: "keys=2;1;" in here(page))
    before = final_image(page)
    kept.write_text("no json")
    page.get_by_label("Load keyframes").set_input_files(kept)
    notice = page.locator(".latent-canvas .notice")
    until(lambda: "not a JSON file" in notice.inner_text())
    page.locator(".walk-panel .strip button").nth(4).click()
    until(lambda: current_image(page) != before)
    assert "not a JSON file" in notice.inner_text()  # an image that comes takes no sentence away


@pytest.mark.parametrize("tab", ["interpolate", "walk"])
def test_both_paths_are_compared_with_the_lengths_of_z(tab, page, served) -> None:
    open_tab(page, served, f"tab={tab}&keys=0;3")
    page.locator(f".{tab}-panel .compare-paths").click()
    paths = page.locator(f".{tab}-panel .path-comparison")
    paths.locator("polyline.lerp").wait_for(state="attached")
    assert "lerp (grey, dashed) falls to" in paths.locator(".hint").inner_text()
    strips = paths.locator("canvas")
    until(all_drawn(strips))
    rows = strips.evaluate_all("all => all.map(c => c.toDataURL())")
    assert rows[0] == rows[9] and rows[8] == rows[17] and rows[4] != rows[13]


def test_a_favourite_goes_into_a_minus_b_plus_c(page, served) -> None:
    open_tab(page, served, "tab=variations&point=4")
    until(all_drawn(page.locator(".variation-grid img")))
    page.locator(".variation-grid button").nth(3).click()
    until(lambda: "point=4:" in here(page))
    page.locator(".add-favourite").click()
    until(all_drawn(page.locator(".favourites img")))
    page.get_by_role("tab", name="A − B + C").click()
    before = final_image(page)
    page.locator(".favourites .sample").first.click()
    until(lambda: "mix=4:" in here(page))
    after = final_image(page)
    assert after != before
    assert in_a_fresh_browser(page, served, here(page)) == after
    page.reload()
    current_image(page)
    page.locator(".favourites .sample").first.focus()  # in this browser, until it is removed
    page.keyboard.press("Delete")
    page.locator(".favourites").wait_for(state="hidden")


def test_truncation_noise_and_another_model_change_what_is_drawn(page, served) -> None:
    open_tab(page, served, "tab=seed-map&point=@5:0")
    before = final_image(page)
    page.locator(".open-settings").click()
    set_slider(page.locator(".noise input"), 0.4)
    until(lambda: "noise=0.4" in here(page))
    quiet = final_image(page)
    assert quiet != before
    assert in_a_fresh_browser(page, served, here(page)) == quiet
    page.locator(".latent-canvas").press("Control+z")
    until(lambda: "noise" not in here(page))
    assert final_image(page) == before


@pytest.mark.parametrize(
    "query",
    ["t=1e9", "tab=seed-map&point=@nan:1e9", "tab=walk&keys=1&frame=1e9", "noise=nan", "mix=1"],
)
def test_nonsense_is_a_sentence_above_a_page_that_works(query, page, served) -> None:
    open_tab(page, served, query)
    assert "In the address" in page.locator('[data-testid="stAlert"]').first.inner_text()
    assert page.locator('[data-testid="stException"]').count() == 0


def test_a_model_deleted_while_in_use_is_a_sentence_and_the_page_goes_on(page, served) -> None:
    page.route("**/network.json*", lambda route: route.abort())  # so the server draws
    run = make_run(served[1])
    open_tab(page, served, f"tab=seed-map&point=@3:0&model=run:{run.id}")
    shutil.rmtree(run.path)
    page.locator(".seed-map-panel .map").press("ArrowRight")
    notice = page.locator(".latent-canvas .notice")
    until(lambda: run.id in notice.inner_text())
    page.reload()
    assert run.id in page.locator('[data-testid="stAlert"]').first.inner_text()
    before = final_image(page)
    page.locator(".seed-map-panel .map").press("Shift+ArrowRight")
    until(lambda: current_image(page) != before)
    assert not notice.is_visible()


def test_sixteen_identical_keyframes_stand_still(page, served) -> None:
    open_tab(page, served, "tab=walk&loop=1&keys=" + ";".join(["7"] * 16))
    still = final_image(page)
    assert page.locator(".keyframe").count() == 16
    page.locator(".walk-panel .strip button").nth(4).click()
    until(lambda: "frame=" in here(page))
    assert final_image(page) == still
    assert not page.locator(".latent-canvas .notice").is_visible()


def test_an_old_link_opens_its_tab_under_the_new_name(page, served) -> None:
    open_tab(page, served, "tab=plane&point=@12:3")
    assert page.locator(".tabs [aria-selected=true]").inner_text() == "Seed map"
    page.locator(".seed-map-panel .map").press("ArrowRight")
    until(lambda: "tab=seed-map" in here(page))


def test_another_model_beside_the_first_is_as_large(page, served) -> None:
    open_tab(page, served, "against=mnist")
    compared = page.locator("canvas.compared")
    until(lambda: compared.evaluate(PIXELS))
    widths = [page.locator(f"canvas.{name}").bounding_box()["width"] for name in
              ("current", "compared")]  # fmt: skip
    assert widths[0] == widths[1] >= 150


def test_a_page_left_before_its_script_has_come_mounts_nothing(page, served) -> None:
    address, _ = served
    held = []
    page.route("**/explore/frontend/main.js", lambda route: held.append(route))
    page.goto(address)
    until(lambda: page.wait_for_timeout(100) or held)
    page.get_by_role("link", name="Check losses").click()
    page.locator(".latent-canvas").wait_for(state="detached")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for route in held:
        route.continue_()
    page.wait_for_timeout(1500)
    assert not [url for url in asked if "/api/explore/" in url]
    page.get_by_role("link", name="Explore").click()
    current_image(page)
