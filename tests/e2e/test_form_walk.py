"""A person with photos of their own: what they chose stays, whatever they do in between."""

from pathlib import Path

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import BROWSER_TESTS, here, new_page, serve, until
from tests.playground.train.sample_images import archive, photo

pytestmark = BROWSER_TESTS


def ready(page: object) -> None:
    page.locator(".st-key-train button:not([disabled])").wait_for()


def fill_in(page: object, photos: Path) -> None:
    ready(page)
    page.get_by_role("button", name="Images of your own").click()
    page.locator("input[type=file]").first.set_input_files(photos)
    until(lambda: "dataset=upload:" in here(page))
    page.keyboard.press("Escape")
    page.mouse.click(2, 300)
    seed = page.get_by_label("Seed", exact=True)
    seed.fill("42")
    seed.press("Enter")
    until(lambda: "seed=42" in here(page))


def assert_filled_in(page: object) -> None:
    ready(page)
    until(lambda: page.get_by_label("Seed", exact=True).input_value() == "42")
    until(lambda: "plain.zip" in page.locator(".st-key-dataset input").first.input_value())
    until(lambda: "seed=42" in here(page) and "dataset=upload:" in here(page))


def choose_recipe(page: object, name: str) -> None:
    page.locator(".st-key-recipe").get_by_role("combobox").click()
    page.get_by_role("option", name=name, exact=True).click()


def test_the_form_is_kept_in_five_ways_and_its_photos_train(browser, tmp_path) -> None:
    plain = tmp_path / "plain.zip"
    plain.write_bytes(archive({f"{n}.png": photo((4 * n, 90, 9)) for n in range(40)}))
    with new_page(browser) as page:
        with serve(tmp_path) as address:
            page.goto(f"{address}/train")
            fill_in(page, plain)
            choose_recipe(page, "DCGAN")
            until(lambda: "recipe=dcgan" in here(page))
            assert_filled_in(page)
            choose_recipe(page, "Quick")
            until(lambda: "recipe=quick" in here(page))
            assert_filled_in(page)

            page.get_by_role("link", name="Compare").first.click()
            page.get_by_role("heading", name="Compare").first.wait_for()
            page.get_by_role("link", name="Train").first.click()
            assert_filled_in(page)

            page.reload()
            assert_filled_in(page)

            second = page.context.new_page()
            second.goto(f"{address}/train")
            assert_filled_in(second)
            second.close()
            with new_page(browser) as stranger:
                stranger.goto(f"{address}/train")
                ready(stranger)
                assert "plain.zip" not in stranger.locator("body").inner_text()
            port = int(address.rpartition(":")[2])
        with serve(tmp_path, port=port) as address:
            assert_filled_in(page)  # it has connected to the new server by itself
            ready(page)
            page.locator(".st-key-train button").click()
            page.locator(".live-run").wait_for()
            run = all_runs(tmp_path / "runs")[0]
            assert run.id in here(page) and "seed=42" not in here(page)
            assert Path(run.config()["dataset"]).name == "plain.zip" and run.config()["seed"] == 42
            until(lambda: run.status().get("images_seen", 0) > 0)
            page.go_back()
            assert_filled_in(page)
            page.go_forward()
            page.locator(".live-run").wait_for()
            run.request("stop")
            until(lambda: not run.is_alive())
