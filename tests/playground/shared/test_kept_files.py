"""Files that people brought: stored once, within a limit, whatever a crash left behind."""

from pathlib import Path

import pytest

from gan_core import GanError
from playground.shared import browser
from playground.shared.kept_files import KeptFiles

DIGEST = "0123456789abcdef" * 2
KEPT = KeptFiles("kept", "kept", 100, "files")


@pytest.fixture(autouse=True)
def me(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "browser_id", lambda: "a" * 32)


def store(digest: str, size: int, name: str = "a.bin") -> Path:
    return KEPT.store(digest, name, lambda path: path.write_bytes(bytes(size)), size)


def test_a_file_is_stored_once_and_listed_when_asked() -> None:
    path = store(DIGEST, 60)
    assert store(DIGEST, 60, "again.bin") == path == KEPT.path_of(DIGEST)
    assert KEPT.digest_of(path) == DIGEST and not KEPT.mine()
    KEPT.enlist(DIGEST)
    assert KEPT.mine() == {DIGEST: path}
    KEPT.delete(DIGEST)
    assert not KEPT.mine() and not path.parent.exists()


def test_the_new_file_counts() -> None:
    store(DIGEST, 60)
    with pytest.raises(GanError, match="no space for a.bin: files may take 1e-07 GB"):
        store("f" * 32, 41)
    assert store("f" * 32, 40).is_file()


def test_what_a_crash_left_is_removed_and_does_not_count(runs: Path) -> None:
    left = runs / "kept" / DIGEST / ".a.bin.12ab34cd.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(bytes(90))
    assert KEPT.path_of(DIGEST) is None
    assert store("f" * 32, 90).is_file() and not left.exists()


def test_nothing_is_left_of_what_cannot_be_written(runs: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise GanError("damaged")

    with pytest.raises(GanError, match="damaged"):
        KEPT.store(DIGEST, "a.bin", write, 4)
    assert not list((runs / "kept").iterdir())


def test_an_upload_that_is_called_like_a_temporary_file_is_found() -> None:
    assert store(DIGEST, 1, "a.tmp") == KEPT.path_of(DIGEST)
