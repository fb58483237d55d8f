"""Alone everything is allowed; in a class a run belongs to who started it, and to the teacher."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.runs import person_files
from gan_core.runs.run_dir import RunDir
from playground.shared import browser, jobs
from playground.shared.door import owners, teachers
from playground.shared.kept_files import IMAGES
from playground.train import image_sources

ME, OTHER, TEACHER = "a" * 32, "b" * 32, "c" * 32
LOCALHOST, NETWORK = "localhost", "0.0.0.0"


class Server:
    """A server with an address, and the browser that shows the page."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.patch = monkeypatch

    def at(self, address: str, passphrase: str = "") -> None:
        option = config.get_option
        chosen = lambda name: address if name == "server.address" else option(name)  # noqa: E731
        self.patch.setattr(owners.config, "get_option", chosen)
        self.patch.setenv(teachers.VARIABLE, passphrase)

    def asked_by(self, who: str) -> None:
        self.patch.setattr(browser, "browser_id", lambda: who)


@pytest.fixture
def server(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with monkeypatch.context() as patch:
        server = Server(patch)
        server.asked_by(ME)
        yield server


@pytest.fixture
def started(server: Server, launched: list[str], make_config: Callable, runs: Path) -> RunDir:
    """A run that I started."""
    return jobs.start(make_config())


def test_a_run_remembers_its_owner_by_a_hash_that_is_no_cookie(started: RunDir) -> None:
    kept = (started.path / person_files.OWNER).read_text()
    assert started.owner() == owners.person() and len(started.owner()) == 64
    assert ME not in kept and json.loads(kept).keys() == {"owner"}


def test_a_person_alone_may_do_everything_without_configuring_anything(
    server: Server, started: RunDir
) -> None:
    server.at(LOCALHOST)
    assert not owners.is_shared()
    for who in (ME, OTHER, ""):
        server.asked_by(who)
        assert owners.may_change(started)


@pytest.mark.parametrize("address, passphrase", [(NETWORK, ""), (LOCALHOST, "x"), (NETWORK, "x")])
def test_in_a_class_only_the_owner_may(
    server: Server, started: RunDir, address: str, passphrase: str
) -> None:
    server.at(address, passphrase)
    assert owners.may_change(started)
    for who in (OTHER, ""):
        server.asked_by(who)
        assert not owners.may_change(started)
        with pytest.raises(GanError, match="Run 00001 was started by another person"):
            owners.require_may_change(started)


def test_and_the_teacher(server: Server, started: RunDir) -> None:
    server.at(NETWORK, "twelve horses")
    server.asked_by(TEACHER)
    assert not owners.may_change(started)
    teachers.sign_in("twelve horses", "10.0.0.1")
    assert owners.may_change(started)


def test_a_run_of_the_command_line_is_everybodys_until_there_is_a_teacher(
    server: Server, started: RunDir
) -> None:
    durable_files.remove(started.path / person_files.OWNER)
    server.at(NETWORK)
    assert started.owner() == "" and owners.may_change(started)
    server.at(NETWORK, "twelve horses")
    assert not owners.may_change(started)


@pytest.mark.parametrize("damaged", ["", "[]", '{"owner": 3}', '{"owner": ""}', "{"])
def test_a_damaged_owner_is_none(server: Server, started: RunDir, damaged: str) -> None:
    (started.path / person_files.OWNER).write_text(damaged)
    server.asked_by("")
    server.at(NETWORK, "x")
    assert started.owner() == "" and not owners.may_change(started)


def test_a_browser_without_cookies_owns_nothing(
    server: Server, launched: list[str], make_config: Callable
) -> None:
    server.asked_by("")
    run = jobs.start(make_config())
    assert run.owner() == "" and not (run.path / person_files.OWNER).exists()


@pytest.mark.parametrize("damaged", ["ä", "\\ud800"])
def test_an_owner_of_other_letters_is_nobody_here(
    server: Server, started: RunDir, damaged: str
) -> None:
    (started.path / person_files.OWNER).write_text(f'{{"owner": "{damaged}"}}', "utf-8")
    server.at(NETWORK)
    assert not owners.may_change(started)


@pytest.fixture
def upload(server: Server, runs: Path) -> Path:
    """Images that I brought."""
    digest = "d" * 32
    path = IMAGES.store(digest, "mine.zip", lambda path: path.write_bytes(b"x"), 1)
    IMAGES.enlist(digest)
    return path


def test_what_somebody_brought_is_for_them_and_the_teacher(
    server: Server, upload: Path, started: RunDir
) -> None:
    started.write_config({**started.config(), "dataset": str(upload)})
    tokens = (f"upload:{'d' * 32}", f"run:{started.id}")
    server.at(NETWORK, "twelve horses")
    for token in tokens:
        assert image_sources.dataset_of(token) == str(upload)
    server.asked_by(OTHER)
    for token in tokens:
        with pytest.raises(GanError, match="uploaded by another person"):
            image_sources.dataset_of(token)
    server.at(LOCALHOST)
    assert image_sources.dataset_of(tokens[0]) == str(upload)
    server.at(NETWORK, "twelve horses")
    teachers.sign_in("twelve horses", "10.0.0.1")
    assert image_sources.dataset_of(tokens[1]) == str(upload)


def test_a_set_that_was_drawn_together_is_for_everybody(server: Server, runs: Path) -> None:
    path = IMAGES.store("e" * 32, "cats.zip", lambda path: path.write_bytes(b"x"), 1)
    server.at(NETWORK)
    assert image_sources.dataset_of(f"upload:{'e' * 32}") == str(path)
