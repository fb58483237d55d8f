"""From a folder of photos on a person's disk to samples of a finished run."""

from pathlib import Path

import numpy as np

from gan_core.data.image_set import load_images
from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import BROWSER_TESTS, here, until
from tests.playground.train.sample_images import photo

pytestmark = BROWSER_TESTS
COUNT = 90  # of which the browser makes one zip
PIXELS = """images => images.map(image => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(0, 0, 32, 32).data];
})"""


def a_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my photos"
    for number in range(COUNT):
        path = folder / ("cat" if number % 2 else "猫") / f"{number // 2}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo((2 * number, 255 - 2 * number, 90), (48, 32)))
    return folder


def open_panel(page, address: str) -> None:
    page.goto(f"{address}/train?unit=images&images_seen=256")
    page.locator(".st-key-train button:not([disabled])").wait_for()
    page.get_by_role("button", name="Images of your own").click()


def test_a_folder_is_chosen_looked_at_and_trained_on(page, served, tmp_path) -> None:
    address, runs = served
    before = {run.id for run in all_runs(Path(runs))}
    open_panel(page, address)
    page.locator("input[type=file]").nth(1).set_input_files(a_folder(tmp_path))
    until(lambda: "dataset=upload:" in here(page))
    page.get_by_text(f"{COUNT} colour images in 2 classes.").first.wait_for()
    images = page.locator(".st-key-dataset input").first
    until(lambda: images.input_value() == "my-photos.zip (yours)")
    page.keyboard.press("Escape")
    until(lambda: page.locator(".as-D-sees img").count() == 24)
    panel = np.array(page.locator(".as-D-sees img").evaluate_all(PIXELS), np.uint8)

    page.locator(".st-key-train button:not([disabled])").click()
    page.locator(".live-run").wait_for()
    (run,) = [run for run in all_runs(Path(runs)) if run.id not in before]
    until(lambda: run.status()["state"] == "done")
    page.get_by_text("done", exact=True).first.wait_for()
    page.locator(".live-run img.live-grid[src]").wait_for()
    assert run.about()["class_names"] == ["cat", "猫"]
    trained = load_images(run.config()["dataset"], image_size=32, progress=None)
    assert len(trained) == COUNT
    colours = {tuple(pixel) for pixel in trained.images[:, :, 9, 9].tolist()}
    assert {tuple(image.reshape(32, 32, 4)[9, 9, :3].tolist()) for image in panel} <= colours


def test_many_photos_of_one_name_are_all_there(page, served) -> None:
    address, _ = served
    open_panel(page, address)
    files = [
        {"name": "image.png", "mimeType": "image/png", "buffer": photo((2 * n, 9, 9))}
        for n in range(COUNT)
    ]
    page.locator("input[type=file]").first.set_input_files(files)
    until(lambda: "dataset=upload:" in here(page))
    page.get_by_text(f"{COUNT} colour images without classes.").first.wait_for()
