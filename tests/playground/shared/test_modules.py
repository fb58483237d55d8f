"""The pages' JavaScript is served as modules, each under the path under which it lies."""

import gzip
import re

import pytest

from playground.shared import modules
from tests.playground.explore.explore_models import get

MODULES = sorted(modules.MODULES)


def ask(path: str, version: str = modules.VERSION):
    return get(modules.module_routes, f"/api/modules/{version}/{path}")


@pytest.mark.parametrize("path", ["train/frontend/main.js", "shared/frontend/api.js"])
def test_a_module_is_javascript_that_may_be_kept_for_good(path: str) -> None:
    answer = ask(path)
    assert answer.status == 200 and answer.body == modules.MODULES[path]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


def test_style_sheets_that_modules_load_are_served_as_such() -> None:
    answer = ask("lab/frontend/lab.css")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/css")
    assert "lab.css" not in modules.loader("lab/frontend/main.js")


@pytest.mark.parametrize(
    "path", ["", "train/page.py", "../app.py", "..%2fapp.py", "train/frontend/live_run.html", "x"]
)
def test_nothing_else_is_served(path: str) -> None:
    assert ask(path).status == 404


def test_another_version_is_not_served_under_its_address() -> None:
    assert ask("train/frontend/main.js", version="0" * 16).status == 404


@pytest.mark.parametrize("path", MODULES)
def test_what_a_module_imports_is_served_beside_it(path: str) -> None:
    lazy = re.findall(r"""\bimport\("\./([^"]+)"\)""", code_of(path))
    folder = path.rpartition("/")[0]
    for needed in [*modules.imports(path), *(f"{folder}/{name}" for name in lazy)]:
        assert needed in modules.MODULES, f"{path} imports {needed}"


def code_of(path: str) -> str:
    """Without comments, which name types in the same way."""
    return re.sub(r"/\*.*?\*/|//.*", "", modules.MODULES[path].decode(), flags=re.S)


@pytest.mark.parametrize("path", ["lab/frontend/main.js", "lab/frontend/lab.css"])
def test_a_module_comes_packed_to_who_can_unpack_it(path: str) -> None:
    answer = get(
        modules.module_routes, f"/api/modules/{modules.VERSION}/{path}", accept_encoding="gzip, br"
    )
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == modules.MODULES[path]
    assert len(answer.body) < 0.7 * len(modules.MODULES[path])
    assert "content-encoding" not in ask(path).headers


def test_the_loader_imports_the_entry_of_a_component() -> None:
    script = modules.loader("train/frontend/main.js")
    assert 'import(address("train/frontend/main.js"))' in script and "%" not in script
    assert f"api/modules/{modules.VERSION}/" in script
    assert '"train/frontend/run/poller.js"' in script and '"shared/frontend/api.js"' in script
    assert "explore/" not in script


def test_a_page_fetches_at_first_what_it_needs_and_no_more() -> None:
    lab = modules.needed("lab/frontend/main.js")
    assert {"lab/frontend/worker.js", "lab/frontend/engine/kernels.js"} <= lab
    assert "lab/frontend/lab_view.js" in modules.needed("learn/frontend/lesson_main.js")
    list_of_lessons = modules.needed("learn/frontend/main.js")
    assert not any(path.startswith("lab/") for path in list_of_lessons)
    assert not {"lab/frontend/dirac_view.js", "lab/frontend/pair_view.js"} & lab
    assert not any(path.startswith(("learn/", "train/")) for path in lab)


def test_an_entry_that_does_not_exist_is_noticed_at_once() -> None:
    with pytest.raises(AssertionError, match="train/frontend/missing.js"):
        modules.component("missing", "train/frontend/missing.js", html="", css="")


def test_the_live_view_does_nothing_at_import() -> None:
    """A module may define and export; only main.js's default export begins anything."""
    live = {path: text for path, text in modules.MODULES.items() if path.startswith("train/")}
    assert "train/frontend/main.js" in live
    for path, text in live.items():
        for line in text.decode().splitlines():
            acts = re.match(r"(document|window|new |await |[a-z]\w*\()", line)
            assert not acts, f"{path}: {line}"
