"""B21 and B22, which happen in the app, and B28, which happens before there is one."""

import subprocess
import sys

from benchmarks.field_cases.case import ROOT, Bench, Case, Outcome

FORM = "tests/playground/train/test_form_state.py::test_"


def pages(*names: str) -> bool:
    """Whether these tests, which fill in the form of the running app, pass."""
    tests = [FORM + name for name in names]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *tests], cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode == 0


def settings_kept(bench: Bench) -> Outcome:
    right = pages("the_choices_survive_another_page_and_a_reload")
    return Outcome(right, "images, recipe and settings as they were" if right else "the test fails")


def upload_kept(bench: Bench) -> Outcome:
    right = pages("a_second_tab_and_a_restarted_server_find_the_form_of_this_browser")
    return Outcome(right, "offered to this browser, to no other" if right else "the test fails")


def old_macs(bench: Bench) -> Outcome:
    readme, makefile = ((ROOT / name).read_text("utf-8") for name in ("README.md", "Makefile"))
    said = "Macs with Intel" in " ".join(readme.split())
    stops = (
        "Macs with Intel processors" in makefile and "open the playground of another" in makefile
    )
    return Outcome(said and stops, "the README says so, make stops with the sentence")


CASES = (
    Case(
        "B21 settings gone after another page",
        "everything as it was",
        "all back to defaults",
        settings_kept,
    ),
    Case(
        "B22 my upload is gone after a reload", "still offered to this browser", "gone", upload_kept
    ),
    Case("B28 a class with old Macs", "said, with what to do instead", "nothing says so", old_macs),
)
