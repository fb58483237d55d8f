"""The Train page as Streamlit runs it, for tests of its form and of its view of a run."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.config.train_config import Budget
from gan_core.runs.run_dir import RunDir, create
from gan_core.training.resolve import resolve_config
from playground.shared import browser
from playground.shared.door import owners
from playground.train import estimate, image_sources

BROWSER = "0123456789abcdef" * 2
FOLDED = ("more-settings", "image-options", "about-model")
PAGE = str(Path(__file__).parents[3] / "playground" / "train" / "page.py")


def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs; nothing is timed, and no image source remembered.

    AppTest has no cookies, so it is told which browser it is. Nor does it read the app's options:
    the server is one person's, as it is without any.
    """
    monkeypatch.setattr(owners, "is_shared", lambda: False)
    monkeypatch.setattr(browser, "browser_id", lambda: BROWSER)
    monkeypatch.setenv("GAN_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(estimate, "_measured", lambda *_: 500.0)
    image_sources._described.clear()
    image_sources._beside.clear()
    estimate._speeds.clear()
    return tmp_path / "runs"


def page(unfolded: bool = True, **query: str) -> AppTest:
    """The page of this address, with what can be folded away in view or not."""
    test = AppTest.from_file(PAGE, default_timeout=60)
    for part in FOLDED if unfolded else ():
        test.session_state[part] = True
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def a_run(root: Path, state: str = "running", **status: object) -> RunDir:
    config = resolve_config("dcgan", "silhouettes", budget=Budget("epochs", 3), device="cpu")
    run = create(root, "silhouettes-dcgan-seed0", config.to_json())
    facts = {"images_seen": 640, "images_per_epoch": 4096, "epoch": 0.15, "seconds": 9.0}
    run.write_status(state, **{**facts, "progress": 0.1, "device": "cpu", **status})
    return run


def buttons(test: AppTest) -> dict[str, object]:
    return {button.key: button for button in test.button}


def healthy(test: AppTest) -> AppTest:
    assert not test.exception, test.exception
    return test
