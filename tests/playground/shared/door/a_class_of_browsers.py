"""Two students and a teacher on one server, for tests of who sees and does what."""

import pytest

from gan_core.runs.run_dir import RunDir
from playground.shared import browser
from playground.shared.door import teachers, tokens
from playground.shared.door.teachers import Attempts

ANNA, BEN, TEACHER, NOBODY = "a" * 32, "b" * 32, "c" * 32, ""
PASSPHRASE = "twelve horses"


class Browsers:
    """A server with a teacher, and the browser that shows the page."""

    def __init__(self, patch: pytest.MonkeyPatch):
        self.patch = patch
        patch.setenv(teachers.VARIABLE, PASSPHRASE)
        patch.setattr(teachers, "attempts", Attempts())
        self.page_of(TEACHER)
        teachers.sign_in(PASSPHRASE, "10.0.0.1")
        self.page_of(ANNA)

    def page_of(self, who: str) -> None:
        """This browser shows the page; routes are asked with a `cookie` instead."""

        def browser_id() -> str:
            headers = browser._asking.get()
            return who if headers is None else browser.browser_in(headers)

        self.patch.setattr(browser, "browser_id", browser_id)


def cookie(who: str) -> dict[str, str]:
    """The header with which a browser asks a route."""
    return {"cookie": f"{browser.COOKIE}={who}"}


def owned(run: RunDir, who: str = ANNA) -> RunDir:
    run.write_owner(tokens.keyed("owner", who))
    return run
