"""After the warm-up no visitor waits for an import."""

import json
import subprocess
import sys
from pathlib import Path

import playground

ROOT = Path(playground.__file__).parents[1]
VISIT = """
import json, sys
from streamlit.testing.v1 import AppTest
from playground.app import HERE, import_pages
from playground.shared import browser
import_pages()
assert "torch" not in sys.modules  # which takes seconds, and comes after the pages
browser.browser_id = lambda: ""  # AppTest knows no cookies
before = {*sys.modules}
found = []
for page in ("train", "compare", "learn", "check"):
    at = AppTest.from_file(str(HERE / "main.py"), default_timeout=60)
    at.switch_page(f"{page}/page.py").run()
    assert not at.exception, at.exception
late = {name for name in {*sys.modules} - before if name.startswith(("playground", "pandas.core"))}
print(json.dumps(sorted(late)))
"""


def test_no_page_imports_what_the_warm_up_has_not(environment):
    done = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == []
