"""The page hands the address to the browser, cut to what it may be, and imports no torch."""

import subprocess
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

from playground.lab import lab_page
from playground.shared import modules

PAGE = Path(lab_page.__file__).parent / "page.py"


def test_the_page_mounts_with_any_address() -> None:
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    app.query_params["lab"] = "x" * 100_000
    app.query_params["lock"] = "<script>"
    app.run()
    assert not app.exception


def test_only_known_parameters_go_to_the_browser_and_only_so_long(monkeypatch) -> None:
    mounted = {}
    monkeypatch.setattr(lab_page, "_component", lambda **given: mounted.update(given))
    lab_page.lab_page({"lab": "x" * 100_000, "evil": "1", "present": "11"}, key="lab")
    assert mounted["data"]["query"] == {"lab": "x" * 4001, "present": "1"}
    assert "hinge_loss_D" in mounted["data"]["code"]


def test_the_page_imports_no_torch() -> None:
    modules = "playground.lab.lab_page, playground.lab.routes"
    code = f"import sys, {modules}; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_lab_adds_at_most_120_kB_to_what_goes_over_the_wire() -> None:
    """All that moves before anything is pressed, as it is sent: gzip, the Worker's engine too."""
    own = {*modules.needed("lab/frontend/main.js"), "lab/frontend/lab.css"}
    assert sum(len(modules.packed(path)) for path in own) <= 120_000
