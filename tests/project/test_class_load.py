"""The scripted people of benchmarks/class_load see what a browser would: pages, news and faults."""

import asyncio
import re
import time
from urllib.parse import urlsplit

import pytest
from filelock import FileLock
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.class_load import visitor
from benchmarks.class_load.dragger import CONTROLS, Dragger
from benchmarks.class_load.visitor import Measured, Visitor, poll_delay, problems
from gan_core.generator.shipped import shipped
from playground.shared.modules import PLAYGROUND
from tests.e2e.browser import serve
from tests.playground.train import sample_runs


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A port, and a run that a process holds as if it trained."""
    folder = tmp_path_factory.mktemp("class")
    run = sample_runs.sample_run(folder / "runs", "running")
    with FileLock(run.path / "alive.lock"), serve(folder) as address:
        yield urlsplit(address).port, run


def visit(port, run_id, seconds=0.5):
    measured = Measured()
    asyncio.run(Visitor(port, run_id, measured).visit(time.monotonic() + seconds))
    return measured


def test_a_visitor_opens_the_page_polls_and_sees_the_newest_grid(served):
    port, run = served
    measured = visit(port, run.id)
    assert not measured.errors and len(measured.first_runs) == 1
    assert measured.ticks and len(measured.grids) == 1


def test_an_unknown_run_is_an_error(served):
    assert visit(served[0], "00099-nothing").errors


def test_every_control_is_dragged_with_addresses_that_explore_answers(served):
    async def drag(control):
        dragger = Dragger(served[0], shipped()[0], control)
        await dragger.ready()
        while dragger.drag.images < 3 and not dragger.drag.errors:
            await dragger.hold(time.monotonic() + 0.2)
        return dragger.drag

    for control in CONTROLS:
        found = asyncio.run(drag(control))
        assert not found.errors and found.images > 1
        assert len(found.latencies) >= found.images and min(found.latencies) > 0


def test_an_exception_on_a_page_is_a_problem():
    message = ForwardMsg()
    message.delta.new_element.exception.message = "it broke"
    assert problems(message) == ["exception on the page: it broke"]
    message.delta.new_element.text.body = "all is well"
    assert problems(message) == []


def test_polls_keep_the_pace_of_the_page():
    paces = [poll_delay({"state": "running", "seconds": seconds}) for seconds in (1, 50, 600)]
    assert paces == [1, 2.5, 4] and poll_delay({"state": "done"}) == 5
    script = (PLAYGROUND / "train" / "frontend" / "run" / "poller.js").read_text("utf-8")
    (table,) = re.findall(r"const POLL_MS = \{(.*)\};", script)
    pace = {name: int(ms) / 1000 for name, ms in re.findall(r"(\w+): (\d+)", table)}
    (first,) = re.findall(r"const FIRST_SECONDS = (\d+);", script)
    assert (pace, float(first)) == (visitor.POLL_SECONDS, visitor.FIRST_SECONDS)
