"""Explore's tabs in the browser's history, links to what is shown, what A - B + C begins with."""

import re

import pytest

from tests.e2e.browser import BROWSER_TESTS, current_image, final_image, here, set_slider, until
from tests.e2e.test_explore import in_a_fresh_browser, open_tab
from tests.playground.explore.explore_models import make_run

pytestmark = BROWSER_TESTS

# Browsers have no clipboard on a page that is not secure, such as that of another machine.
NO_CLIPBOARD = """
window.clipboard = navigator.clipboard;
Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });
"""


def opened_tab(page):
    return page.locator(".tabs [aria-selected=true]").inner_text()


def choose(page, tab):
    page.get_by_role("tab", name=tab).click()
    until(lambda: opened_tab(page) == tab)


def test_back_returns_to_the_tab_and_its_image_and_then_leaves(page, served) -> None:
    address, _ = served
    page.goto(f"{address}/check")
    page.get_by_role("link", name="Explore").click()
    current_image(page)
    set_slider(page.locator("input.t"), 0.9)  # replaces, like every move of a slider
    first = final_image(page)
    choose(page, "Seed map")
    page.locator(".seed-map-panel .map").press("Shift+ArrowRight")
    until(lambda: "point=@" in here(page))
    second = final_image(page)
    choose(page, "Variations")
    page.go_back()
    until(lambda: opened_tab(page) == "Seed map")
    assert final_image(page) == second and "tab=seed-map" in here(page)
    page.go_back()
    until(lambda: opened_tab(page) == "Interpolate")
    assert final_image(page) == first and "t=0.9" in here(page)
    page.go_forward()
    until(lambda: opened_tab(page) == "Seed map")
    assert final_image(page) == second
    page.go_back()
    until(lambda: opened_tab(page) == "Interpolate")
    final_image(page)  # Streamlit mixes up the addresses of two steps that it has not both answered
    page.go_back()
    page.locator(".latent-canvas").wait_for(state="detached")
    until(lambda: here(page) == f"{address}/check")
    page.wait_for_timeout(500)  # longer than the address bar waits before it writes a view
    assert here(page) == f"{address}/check"


def test_an_image_after_a_reload_is_still_reached_by_back(page, served) -> None:
    open_tab(page, served, "seed_a=7")
    before = final_image(page)
    choose(page, "Classes")
    page.reload()
    current_image(page)
    page.go_back()
    until(lambda: opened_tab(page) == "Interpolate")
    assert final_image(page) == before and "seed_a=7" in here(page)


@pytest.mark.parametrize("script", ["window.clipboard = navigator.clipboard", NO_CLIPBOARD])
def test_a_link_is_copied_with_a_clipboard_and_without_one(script, page, served) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(script)
    open_tab(page, served, "seed_a=7")
    set_slider(page.locator("input.t"), 0.3)
    button = page.locator(".copy-link")
    button.click()
    until(lambda: button.inner_text() == "Link copied")
    assert button.evaluate("button => button.matches(':focus')")
    copied = page.evaluate("window.clipboard.readText()")
    assert copied == page.url and "t=0.3" in copied
    assert in_a_fresh_browser(page, served, copied) == final_image(page)
    until(lambda: button.inner_text() == "Copy link")


def test_arithmetic_begins_with_three_of_one_class_until_a_term_is_chosen(page, served) -> None:
    open_tab(page, served)
    choose(page, "A − B + C")
    until(lambda: "mix=" in here(page))
    seeds = here(page).partition("mix=")[2].partition("&")[0].split(";")
    assert len({int(seed) % 10 for seed in seeds}) == 1
    example = page.locator(".arithmetic-panel .example")
    assert "C differs from B: brighter" in example.inner_text()
    page.locator(".samples .sample").nth(3).click()
    until(lambda: f"mix=3;{seeds[1]};{seeds[2]}" in here(page))
    assert example.inner_text() == ""
    choose(page, "Variations")
    choose(page, "A − B + C")
    until(lambda: f"mix=3;{seeds[1]};{seeds[2]}" in here(page))


def choose_model(page, name):
    page.locator(".st-key-explore-model").get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile(f"^{name}")).click()


def test_back_fits_a_view_of_another_model(page, served) -> None:
    run = make_run(served[1])  # without classes
    open_tab(page, served, "tab=classes&point=7~c8")
    set_slider(page.get_by_label("Share of Dress"), 1)
    until(lambda: "point=7~c3:1,8:1" in here(page))
    choose(page, "Seed map")
    choose_model(page, f"Run {run.id[:5]}")
    until(lambda: f"run:{run.id}" in here(page))
    final_image(page)
    page.go_back()
    notice = page.locator(".latent-canvas .notice")
    until(lambda: "settings beyond that were dropped" in notice.inner_text())
    until(lambda: "~c" not in here(page) and f"run:{run.id}" in here(page))


def test_an_example_of_a_model_that_is_no_longer_chosen_is_not_taken(page, served) -> None:
    held = []

    def hold(route) -> None:
        held.append(route) if not held else route.continue_()

    page.route("**/analogy.json*", hold)
    open_tab(page, served)
    page.get_by_role("tab", name="A − B + C").click()
    until(lambda: page.wait_for_timeout(20) or held)
    example = page.locator(".arithmetic-panel .example")
    assert example.inner_text() == "Looking for an example …"
    choose_model(page, "mnist")
    until(lambda: "model=mnist" in here(page) and "mix=" in here(page))
    link = here(page)
    held[0].fulfill(json={"mix": "1;2;3", "from_a": "", "from_c": ""})
    final_image(page)
    assert here(page) == link and "C differs from B" in example.inner_text()


def test_an_old_link_to_the_sum_shows_what_it_always_did(page, served) -> None:
    open_tab(page, served, "tab=mix")
    names = page.locator(".arithmetic-panel .term .sample-name").all_inner_texts()
    assert [name.split()[1] for name in names] == ["27", "17", "13"]
