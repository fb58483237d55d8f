"""The static site: complete, small, of relative addresses, and never written over other files."""

import re

import pytest

from gan_core import GanError
from gan_core.generator.shipped import shipped
from gan_core.generator.static_site import _recordings, write_site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hosted") / "site"
    write_site(folder)
    return folder


def test_all_that_a_page_asks_for_lies_beside_it(site):
    addresses = re.compile(r"""\b(?:src|href)="(?!data:)([^"]*)\"""")
    pages = {path.name: path.read_text("utf-8") for path in site.glob("*.html")}
    asked = {name: set(addresses.findall(text)) for name, text in pages.items()}
    assert all((site / address).is_file() for each in asked.values() for address in each)
    assert asked["index.html"] == pages.keys() - {"index.html"}
    assert len(pages) == 1 + len(shipped()) + len(_recordings()) > 10
    assert all("default-src 'none'" in text for text in pages.values())
    assert not any(re.search(r"https?://(?!www\.w3\.org)", text) for text in pages.values())


def test_it_is_small_and_shares_the_engine(site):
    assert sum(path.stat().st_size for path in site.iterdir()) < 15_000_000
    engine = (site / "engine.js").read_text("utf-8")
    assert "WebAssembly" in engine
    assert not any("WebAssembly.Module" in page.read_text("utf-8") for page in site.glob("*.html"))


def test_a_site_is_replaced_and_nothing_else_is(site, tmp_path, monkeypatch):
    (tmp_path / "thesis.txt").write_text("years")
    with pytest.raises(GanError, match="is not a site of this project"):
        write_site(tmp_path)
    with pytest.raises(GanError, match="is not a site of this project"):
        write_site(tmp_path / "thesis.txt")
    files = iter([("index.html", b"new")])
    monkeypatch.setattr("gan_core.generator.static_site._files", lambda: files)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "index.html").write_bytes((site / "index.html").read_bytes())
    (copy / "left over.html").write_text("of an older version")
    write_site(copy)
    assert [path.name for path in copy.iterdir()] == ["index.html"]
    assert {path.name for path in tmp_path.iterdir()} == {"thesis.txt", "copy"}


def test_where_writing_fails_the_old_site_stays(tmp_path, monkeypatch):
    def broken():
        yield "index.html", b"new"
        raise GanError("no")

    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("gan-playground site 1, old")
    monkeypatch.setattr("gan_core.generator.static_site._files", broken)
    with pytest.raises(GanError, match="no"):
        write_site(site)
    assert (site / "index.html").read_text() == "gan-playground site 1, old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
