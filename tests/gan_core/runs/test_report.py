"""The report of a run: one file that needs nothing else, and says what the run's files say."""

import html
import re
import shlex
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gan_core.__main__ import main
from gan_core.commands.train import Train
from gan_core.runs.report.card import card
from gan_core.runs.report.page import report
from gan_core.runs.report.svg_curves import Curve, figure
from gan_core.runs.reproduce import caveats, command, script
from gan_core.runs.run_dir import RunDir
from gan_core.runs.run_label import RunLabel

EXHIBITS = Path(__file__).parents[3] / "pretrained" / "exhibits"
ALONE = ("meta", "img", "br", "path")  # elements without an end
SCRIPT = "</td><script>alert(1)</script>"


class Nesting(HTMLParser):
    """Follows which elements are open, and notes what could load or run something."""

    def __init__(self):
        super().__init__()
        self.open, self.odd = [], []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "link", "iframe", "form", "object"):
            self.odd.append(tag)
        for name, value in attributes:
            is_link = name in ("src", "href", "srcset") and not value.startswith("data:image/png;")
            if name.startswith("on") or is_link:
                self.odd.append((tag, name))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag in ALONE or self.open.pop() == tag


def read(text):
    parser = Nesting()
    parser.feed(text)
    assert parser.open == []
    return parser


@pytest.fixture
def run(tmp_path):
    return RunDir(shutil.copytree(EXHIBITS / "class-missing", tmp_path / "00007-exhibit"))


def test_it_is_one_file_with_everything_in_it(run):
    text = report(run)
    assert not read(text).odd and "http" not in re.sub(r"http-equiv", "", text)
    for words in ("Fashion-MNIST · quick", "Rarely generated: Bag", "40,000", "Before training",
                  "MIT, Zalando SE", "batch_size (images)", "Real images", "2.14.1"):  # fmt: skip
        assert words in text, words
    assert text.count("<polyline") == 5 and text.count("data:image/png") == 10
    assert html.escape(command(run)) in text


def test_names_that_are_code_are_text(run):
    about = run.about() | {"notes": [SCRIPT], "class_names": [SCRIPT], "device": SCRIPT}
    run.write_about(about)
    run.append_change({"images_seen": 1, "words": SCRIPT})
    assert not read(report(run)).odd


def test_what_a_person_wrote_on_the_run_is_its_heading(run):
    run.write_label(RunLabel(SCRIPT, f"{SCRIPT}\nfor Monday", ("best",)))
    text = report(run)
    assert f"<h1>{html.escape(SCRIPT)}</h1>" in text and "for Monday</p>" in text
    assert "Fashion-MNIST · quick</p>" in text and not read(text).odd


def test_of_own_images_none_is_in_it(run):
    of_real_images = report(run).count("data:image/png")
    run.write_config(run.config() | {"dataset": "/home/ann/photos.zip"})
    text = report(run)
    assert text.count("data:image/png") == of_real_images - 1
    assert "/home/ann" not in text and "photos.zip" in text


def test_a_run_that_has_hardly_begun_has_a_report(run):
    for path in (*run.samples().values(), run.reals()):
        path.unlink()
    (run.path / "stats.jsonl").write_text("")
    (run.path / "metrics.jsonl").write_text("")
    text = report(run)
    assert not read(text).odd and "no sample grid yet" in text and "no metrics" in text


def test_the_command_asks_for_the_config_of_the_run(run):
    words = shlex.split(command(run).replace("\\\n", " "))
    assert words[:4] == ["python", "-m", "gan_core", "train"]
    asked = Train(
        recipe=words[4], dataset="silhouettes", images=40_000, device="cpu", image_size=28,
        set=(tuple(words[words.index("--set") + 1 :]),),
    ).resolved()  # fmt: skip
    settings = asked.to_json()["settings"]
    assert {name: settings[name] for name in run.config()["settings"]} == run.config()["settings"]
    younger = asked.settings.frechet, asked.settings.scales, asked.settings.upsampling
    assert younger == ("off", "one", "transposed")  # than the run
    assert "--images 40000" in command(run) and caveats(run) == []


def test_the_command_keeps_what_the_recipe_would_choose_otherwise(run):
    """At 64 px the recipe's own R1 is another than the default that this run has."""
    run.write_config(run.config() | {"image_size": 64})
    assert "r1_gamma=0.1" in command(run) and "r2_gamma=0.1" in command(run)


def test_what_is_not_repeated_is_said(run):
    run.write_config(run.config() | {"budget": {"unit": "minutes", "amount": 17.0}})
    run.append_change({"images_seen": 1, "words": "only G trains"})
    said = " ".join(caveats(run))
    assert "followed the clock" in said and "adjusted while it trained" in said
    assert "--minutes 17" in command(run) and "This trains as long" in report(run)
    settings = run.config()["settings"] | {"anneal": 0.0, "frechet": "off"}
    run.write_config(run.config() | {"settings": settings})
    assert "--images 40000" in command(run)


def test_a_branch_says_that_it_was_forked_and_does_not_promise_the_same_weights(run):
    assert "bit for bit" in script(run) and "bit for bit" in report(run)
    run.write_origin({"run": "00003-x", "images_seen": 1500, "changed": {"lr_D": [2e-4, 1e-5]}})
    said = "forked from run 00003-x at 1,500 images, with lr_D=1e-05; this trains"
    for text in (script(run), report(run), card(run).replace("\\_", "_")):
        assert said in text and "bit for bit" not in text
    assert "<td>from run 00003-x at 1,500 images</td>" in report(run)
    run.write_imported_from({"id": "00001-y"})
    assert "from run 00003-x of another machine at" in report(run)


def test_a_name_that_is_no_unicode_is_written_with_a_mark(run):
    run.write_config(run.config() | {"dataset": "/home/ann/p\udcffhotos"})
    for text in (script(run), report(run), card(run)):
        assert "p?hotos" in text and text.encode()


def test_the_model_card_says_how_good_and_what_is_wrong(run):
    text = card(run)
    for words in ("# Fashion-MNIST, quick", "MIT, Zalando SE", "| images seen | 40,000 |",
                  "Fréchet distance (clothes) | 12.99 (real images 7.97); ideal: 0 |",
                  "- Rarely generated: Bag: Bag: 0.1% of 1,000 samples",
                  command(run).split()[-1]):  # fmt: skip
        assert words in text, words
    run.write_about(run.about() | {"device": "[x](http://a) | b\n# c"})
    assert "\\[x\\](http://a) \\| b \\# c, torch" in card(run)


@pytest.mark.parametrize("values", [[0.0, 0.0], [1e-9, 3e9], [-5.0, 5.0]])
def test_a_curve_stays_inside_its_drawing(values):
    text = figure("t", [Curve("c", "G", list(enumerate(values)))])
    numbers = re.findall(r"[\d.]+,([\d.-]+)", re.search(r'points="([^"]*)"', text)[1])
    assert len(numbers) == 2 and all(0 <= float(y) <= 220 for y in numbers)
    assert figure("t", [Curve("c", "G", [(0, 1.0)])]) == ""


def test_the_commands_write_what_they_say(run, tmp_path, capsys):
    for words in (
        ["report", "--out", "r.html"],
        ["report", "--out", "r.md"],
        ["script", "--out", "r.py"],
    ):
        out = tmp_path / words[-1]
        assert main([words[0], str(run.path), "--out", str(out)]) == 0
        assert capsys.readouterr().out == f"{out}\n" and out.stat().st_size > 500
    assert main(["script", str(run.path)]) == 0
    assert capsys.readouterr().out == command(run) + "\n"
    assert main(["report", str(run.path), "--out", "r.pdf"]) == 2
