"""check-share on a good folder, and on folders that break each of their promises."""

import errno
import json
import os
import sys
import time
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.data import drives, durable_files, share_partner
from gan_core.data import process_lock as process_locks
from gan_core.data import share_properties as properties
from gan_core.data.share_check import check_share, file_system_of
from gan_core.data.share_partner import Partner
from tests.processes import children_with

ROOT = Path(properties.__file__).parents[2]
# What a login prints before the second process says anything.
TALKATIVE = (
    "import os; os.write(1, b'Gr\\xfc\\xdfe von node2\\n{}\\n');"
    "from gan_core.data.share_partner import main; main()"
)
GRANTED = "import fcntl\nfcntl.flock = lambda *_: None\n"
REFUSED = "import fcntl\ndef flock(*_): raise OSError({0}, 'none here')\nfcntl.flock = flock\n"
# A name that was not there stays away for 0.4 s, as with the negative entries of an NFS client.
LATE_NAMES = """
import os, time
stat, missing = os.stat, {}
def late(path, *rest, **options):
    if "wanted" not in str(path):
        return stat(path, *rest, **options)
    if time.monotonic() < missing.get(path, 0):
        raise FileNotFoundError(2, "not yet", path)
    try:
        return stat(path, *rest, **options)
    except FileNotFoundError:
        missing.setdefault(path, time.monotonic() + 0.4)
        raise
os.stat = late
"""
OTHER_CLOCK = "import time\nnow = time.time\ntime.time = lambda: now() + 10\n"
OTHER_USER = """
import os
def refused(path, *_, **__): raise PermissionError(13, "Permission denied", path)
os.unlink = refused
"""


@pytest.fixture
def partner(tmp_path, monkeypatch):
    """partner(code): a second process in whose Python `code` has run first."""
    begun = []

    def start(code=""):
        site = tmp_path / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(code)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(ROOT)]))
        begun.append(Partner(scratch(tmp_path)))
        return begun[0]

    yield start
    for each in begun:
        each.__exit__()


def scratch(tmp_path):
    (tmp_path / "shared").mkdir(exist_ok=True)
    return tmp_path / "shared"


@pytest.fixture
def flock(monkeypatch):
    """flock(function): what this process gets in place of file locks."""
    fcntl = pytest.importorskip("fcntl", reason="Windows has no flock")
    monkeypatch.setattr(process_locks, "_said", set())
    return lambda function: monkeypatch.setattr(fcntl, "flock", function)


def refusing(code):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    return refuse


def test_a_local_folder_is_fit_and_left_as_it_was(tmp_path, capsys):
    report = check_share(tmp_path)
    results = {name: each.result for name, each in report.findings.items()}
    if sys.platform == "win32":
        results.pop("append")  # it seeks and then writes
    assert {*results.values()} == {"holds"}, results
    assert len(report.findings) == 8 and report.hosts[0] == report.hosts[1]
    assert not [*tmp_path.iterdir()] and report.file_system != "unknown"


def test_the_verb_prints_words_or_json(tmp_path, capfd):
    assert main(["check-share", str(tmp_path)]) == 0
    said = capfd.readouterr().out
    assert "holds    locks: " in said and '--other "ssh NODE PYTHON"' in said
    assert main(["check-share", str(tmp_path), "--json", "--other", sys.executable]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["fit"] and found["findings"]["exclusive create"]["measured"]["both"] == 0
    assert found["findings"]["locks"]["measured"]["lease"]  # as between machines


def test_what_a_login_prints_is_passed_over(tmp_path):
    assert not check_share(tmp_path, (sys.executable, "-c", TALKATIVE)).failing()


def test_a_refusal_is_a_finding_and_the_others_follow(tmp_path, monkeypatch):
    def refuse(path):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(properties, "create_new", refuse)  # the second process answers meanwhile
    report = check_share(tmp_path)
    assert report.failing() == ["exclusive create"] and len(report.findings) == 8
    assert "Permission denied" in report.findings["exclusive create"].observed


def test_drives_that_cannot_be_listed_are_unknown(tmp_path, monkeypatch):
    def hidden(all):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(drives.psutil, "disk_partitions", hidden)
    assert file_system_of(tmp_path) == "unknown"


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK])
def test_leases_in_place_of_locks_hold(code, partner, flock, tmp_path):
    second = partner(REFUSED.format(code))
    flock(refusing(code))
    found = properties.locks(scratch(tmp_path), second, ())
    assert found.result == "holds" and found.measured["lease"], found
    assert not found.measured["doubled"] and found.measured["free_after_seconds"] is not None


def test_where_locks_are_granted_to_everybody_leases_hold(partner, flock, tmp_path):
    second = partner(GRANTED)
    flock(lambda *_: None)
    found = properties.locks(scratch(tmp_path), second, ())
    assert found.result == "holds" and found.measured["lease"], found


@pytest.mark.parametrize("code", [GRANTED, REFUSED.format(errno.ENOLCK)])
def test_locks_that_the_other_machine_does_not_respect_are_found(code, partner, flock, tmp_path):
    found = properties.locks(scratch(tmp_path), partner(code), ())
    assert found.result == "fails" and found.measured["doubled"]


@pytest.mark.parametrize(("lease", "seconds"), [(False, "10 s"), (True, "55 s")])
def test_locks_that_stay_after_their_holder_are_said(lease, seconds):
    found = properties.judged_locks(False, lease, None)
    assert found.result == "careful" and seconds in found.observed


def test_a_crash_releases_nothing(partner, tmp_path):
    drives.mark_shared(scratch(tmp_path))
    second = partner()
    assert second.ask("hold", name="a.lock") == {"number": 2, "got": True, "lease": True}
    second.crash()
    assert process_locks.lease_of(scratch(tmp_path) / "a.lock").exists()


def test_a_file_that_both_create_is_found(partner, monkeypatch, tmp_path):
    monkeypatch.setattr(properties, "create_new", lambda path: True)
    found = properties.exclusive_create(scratch(tmp_path), partner())
    assert found.result == "fails" and found.measured["both"]


@pytest.mark.parametrize("fault", ["torn", "missing"])
def test_a_file_that_is_not_replaced_in_one_step_is_found(fault, partner, monkeypatch, tmp_path):
    def write(path, content):
        if fault == "missing":
            path.unlink(missing_ok=True)
        path.write_bytes(content[: len(content) // 2])
        path.write_bytes(content)

    second = partner()
    monkeypatch.setattr(properties, "REPLACED", 500)
    monkeypatch.setattr(durable_files, "write_bytes", write)
    found = properties.rename(scratch(tmp_path), second)
    assert found.result == "fails" and found.measured[fault]


def test_lines_written_over_each_other_are_found(partner, monkeypatch, tmp_path):
    def append(path, mark, seconds):
        while path.stat().st_size < 5000:
            time.sleep(0.01)
        with open(path, "r+b", buffering=0) as stream:  # where it thinks the end is, as over NFS
            for number in range(500):
                stream.write(f"{mark} {number} {'.' * (number % 90)}\n".encode())
        return 500

    monkeypatch.setattr(properties, "append_lines", append)
    found = properties.append(scratch(tmp_path), partner())
    assert found.result == "careful" and found.measured["lost"]


def test_the_delay_of_a_name_that_was_looked_for_is_measured(partner, monkeypatch, tmp_path):
    monkeypatch.setattr(properties, "PROMPT_SECONDS", 0.2)
    found = properties.new_names(scratch(tmp_path), partner(LATE_NAMES), 30)
    assert found.result == "careful" and found.measured["seconds"] > 0.2
    assert "lookupcache=positive" in found.advice


def test_a_name_that_is_never_seen_fails(partner, tmp_path):
    found = properties.new_names(scratch(tmp_path), partner(LATE_NAMES), 0.1)
    assert found.result == "fails" and found.measured == {"seconds": None}


def test_new_content_is_seen(partner, tmp_path):
    assert properties.new_content(scratch(tmp_path), partner(), 30).result == "holds"


def test_another_clock_is_measured(partner, tmp_path):
    found = properties.clocks(scratch(tmp_path), partner(OTHER_CLOCK))
    assert found.result == "careful" and 9 < found.measured["second_process_seconds"] < 11
    assert properties.judged_clocks(-60, 0).result == "fails"


@pytest.mark.skipif(sys.platform == "win32", reason="the shim is for POSIX paths")
def test_another_user_is_found(partner, tmp_path):
    found = properties.owner(scratch(tmp_path), partner(OTHER_USER))
    assert found.result == "fails" and "same uid" in found.advice


def test_what_does_not_hold_ends_the_verb_with_a_sentence(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(properties, "create_new", lambda path: True)
    assert main(["check-share", str(tmp_path)]) == 2
    said = capfd.readouterr()
    assert "is not fit to be shared: exclusive create." in said.err
    assert "fails    exclusive create" in said.out


def test_a_second_process_that_says_nothing_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(share_partner, "START_SECONDS", 0.2)
    silent = (sys.executable, "-c", "import time; time.sleep(600)")
    with pytest.raises(GanError, match="did not answer"):
        check_share(tmp_path, silent)
    assert not children_with(silent[2])


def test_a_command_with_an_open_quote_is_refused(tmp_path, capfd):
    assert main(["check-share", str(tmp_path), "--other", "ssh 'node"]) == 2
    assert "--other ssh 'node is no command" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("folder", "start", "sentence"),
    [
        ("nowhere", (), "make it first"),
        (".", ("no-such-command",), "could not be started"),
        (".", (sys.executable, "-c", "raise SystemExit('no route to host')"), "no route to host"),
    ],
)
def test_what_cannot_be_measured_is_said(folder, start, sentence, environment):
    with pytest.raises(GanError, match=sentence):
        check_share(Path(folder), start)
    assert not [path for path in environment.iterdir() if path.name.startswith(".check")]
