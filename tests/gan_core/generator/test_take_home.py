"""The page to take home: complete and small, and no text of a generator file is code in it."""

import base64
import json
import re
import shutil

import pytest

from gan_core.generator.export import to_html
from gan_core.generator.page_content import known_directions
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import PRETRAINED, shipped
from gan_core.generator.take_home import html_page
from tests.gan_core.generator.tiny_models import tiny_session

ADDRESS = re.compile(r"""(?:src|href)=|https?://|url\(|@import|\bfetch\(|\bimport\(""")


def page(session):
    return html_page(session, b"weights").decode()


def test_the_page_asks_for_nothing_outside_itself():
    text = page(load_generator("mnist"))
    assert "default-src 'none'" in text and not ADDRESS.search(text)


def test_a_shipped_generator_stays_below_three_megabytes():
    for name in shipped():
        session = load_generator(name)
        assert session.path
        assert len(html_page(session, session.path.read_bytes())) < 3_000_000


def test_the_card_says_what_was_measured_and_on_what():
    text = page(load_generator("mnist"))
    assert "10,000 samples and 10,000 held-out images" in text
    assert "0.484 (ideal: 0; real images: 0.231)" in text


def test_texts_of_a_file_stay_texts():
    session = tiny_session(num_classes=2)
    evil = "</script><script>alert(1)</script>"
    session.about |= {"dataset": f"/home/somebody/{evil}x", "class_names": [evil, "b"]}
    session.class_names = (evil, "b")
    text = page(session)
    assert "<script>alert" not in text and "/home/somebody" not in text
    network = re.search(r'id="network">(.*?)</script>', text)
    assert network and json.loads(network[1])["class_names"] == [evil, "b"]


@pytest.mark.parametrize("seen", ["many", None, float("nan")], ids=["word", "null", "nan"])
def test_what_a_file_says_wrongly_is_left_out(seen):
    session = tiny_session(num_classes=2)
    session.about |= {"dataset": "a\u202eb\ud800", "images_seen": seen}
    session.class_names = ("\u2067right", "\ud800")
    text = page(session)
    assert "a\ufffdb?" in text and "\ufffdright" in text
    assert "images seen" not in text and not re.search("[\u202e\u2067]", text)


def test_where_the_images_lay_is_not_in_the_page_either_way():
    session = tiny_session()
    session.about["dataset"] = "/home/somebody/pictures"
    weights = re.search(rb'id="weights">(.*?)</script>', to_html(session))
    assert weights and b"somebody" not in base64.b64decode(weights[1])


def test_directions_beside_the_generator_are_in_the_page_unless_they_are_damaged(tmp_path):
    for name in ("generator.safetensors", "directions.json"):
        shutil.copy(PRETRAINED / "mnist" / name, tmp_path)
    session = load_generator(tmp_path)
    found = known_directions(session)
    assert [each["named"] for each in found] == [True] * 6 + [False] * (len(found) - 6)
    assert ("plain", "patterned") in {(each["low"], each["high"]) for each in found}
    assert all(len(each["vector"]) == session.z_dim for each in found)
    text = (tmp_path / "directions.json").read_text()
    (tmp_path / "directions.json").write_text(text.replace('"pca"', '"<script>"'))
    assert known_directions(session) == []
