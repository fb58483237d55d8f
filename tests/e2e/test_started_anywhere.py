"""`streamlit run /some/where/playground/app.py` from any folder has the options of the app."""

import urllib.request

import psutil
import pytest

from tests.e2e.browser import BROWSER_TESTS, ROOT, new_page, serve

pytestmark = BROWSER_TESTS


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The app, started from a folder that has nothing to do with it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    options = {"STREAMLIT_CLIENT_TOOLBAR_MODE": "viewer", "HOME": str(folder)}
    with serve(folder, cwd=folder, PYTHONPATH=str(ROOT), **options) as address:
        yield address


def test_it_answers_on_this_machine_only(elsewhere) -> None:
    with urllib.request.urlopen(f"{elsewhere}/_stcore/health") as answer:
        assert answer.status == 200
    port = int(elsewhere.rpartition(":")[2])
    listening = {
        connection.laddr.ip
        for process in psutil.Process().children(recursive=True)
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    }
    assert listening and listening <= {"127.0.0.1", "::1"}


def test_the_page_has_our_theme_and_sends_no_statistics(elsewhere, browser) -> None:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from streamlit.proto.NewSession_pb2 import Config

    sessions = []

    def read(payload) -> None:
        message = ForwardMsg()
        message.ParseFromString(payload)
        if message.WhichOneof("type") == "new_session":
            sessions.append(message.new_session)

    with new_page(browser) as page:
        page.on("websocket", lambda connection: connection.on("framereceived", read))
        page.goto(f"{elsewhere}/check")
        page.locator("h1").wait_for()
        background = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
        assert page.evaluate(background) == "rgb(253, 253, 252)"
    assert sessions and not any(session.config.gather_usage_stats for session in sessions)
    # What the person sets in the environment still wins.
    assert {session.config.toolbar_mode for session in sessions} == {Config.VIEWER}
