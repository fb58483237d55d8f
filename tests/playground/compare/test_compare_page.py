"""The Compare page: runs at one moment; examples that start a pair; nothing breaks it."""

import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from gan_core.config.train_config import Budget
from gan_core.data import images
from gan_core.diagnosis import Finding
from gan_core.runs.run_dir import STATES, RunDir, create
from gan_core.runs.run_label import RunLabel
from gan_core.training.resolve import resolve_config
from playground.compare import comparison, comparison_view, example_pairs
from playground.compare.run_curves import DRAWN_POINTS, RunCurves, number
from playground.shared import browser
from tests.playground.train import sample_runs

PAGE = str(Path(__file__).parents[3] / "playground" / "compare" / "page.py")


def page(**query):
    test = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return healthy(test.run())


def healthy(test):
    assert not test.exception, test.exception
    return test


def a_run(root, recipe="dcgan", state="done", grids=(0, 100), seed=0, reduction="sum", **settings):
    config = resolve_config(
        recipe, "silhouettes", budget=Budget("epochs", 3), device="cpu", seed=seed,
        settings=[f"{name}={value}" for name, value in settings.items()],
    )  # fmt: skip
    run = create(root, f"silhouettes-{recipe}-seed{seed}", config.to_json())
    run.write_about({"parameters": {"G": 1, "D": 1}, "loss_D": {"reduction": reduction}})
    for seen in grids:
        run.write_samples(seen, images.png(images.np.zeros((4, 4, 1), images.np.uint8)))
    for step in range(1, 4):
        run.append_stats({"images_seen": 50 * step, "loss/G": 0.7, "loss/D": 1.4})
    run.write_status(state, images_seen=150, images_per_epoch=4096, progress=0.5)
    return run


def shown(test):
    """All text and HTML on the page."""
    kinds = (*test.markdown, *test.caption, *test.info, *test.get("html"))
    return " ".join(getattr(element, "value", "") or element.proto.body for element in kinds)


def grids(test):
    """What the timeline and the grids are made of."""
    return next(data for data in components(test) if "runs" in data)


def components(test):
    return [json.loads(component.proto.json) for component in test.get("bidi_component")]


def table(test):
    return next(m.value for m in test.markdown if m.value.startswith("|Setting|"))


@pytest.mark.parametrize("count", [0, 1])
def test_with_fewer_than_two_runs_the_page_offers_pairs(count, runs):
    for _ in range(count):
        a_run(runs)
    test = page()
    assert "needs two runs" in test.info[0].value
    assert {button.key for button in test.button} == {"pair-batch", "pair-beta1", "pair-data"}


def test_the_two_newest_runs_are_compared_and_only_what_differs_is_listed(runs):
    a_run(runs, seed=9)
    a, b = a_run(runs, batch_size=32), a_run(runs, batch_size=16, beta1=0.9)
    test = page()
    assert [box.value for box in test.selectbox] == [a.id, b.id]
    assert table(test).splitlines()[2:] == ["|Batch size|32|16|", "|Adam beta1|0.5|0.9|"]
    assert [(run["id"], run["seen"]) for run in grids(test)["runs"]] == [
        (a.id, [0, 100]), (b.id, [0, 100]),
    ]  # fmt: skip


def test_budgets_are_in_words():
    assert comparison._word("budget", {"unit": "minutes", "amount": 1.0}) == "1 minute"
    assert comparison._word("budget", {"unit": "images", "amount": 60_000}) == "60,000 images"


def test_a_width_that_the_size_chooses_is_not_called_zero(runs):
    a, b = a_run(runs, "quick"), a_run(runs, "quick", width=16)
    assert "|Width|chosen by size|16|" in table(page(a=a.id, b=b.id))


def test_what_is_made_of_the_images_differs_too(runs):
    a, b = a_run(runs), a_run(runs, subset=500, flip=True)
    rows = table(page(a=a.id, b=b.id)).splitlines()[2:]
    assert rows == ["|Random subset|all|500|", "|Add mirrored copies|off|on|"]


def test_a_run_from_before_image_choices_differs_only_in_what_is_known(runs):
    a, b = a_run(runs), a_run(runs)
    old = {name: value for name, value in a.config().items() if name != "image_choices"}
    assert comparison.differences(old, b.config()) == []


def test_values_that_differ_are_listed_where_their_words_are_the_same():
    def one(**values):
        return {"recipe": "x", "settings": {"lr_D": 2e-4}, **values}

    a, b = one(settings={"lr_D": 0.00020000001}), one()
    assert comparison.differences(a, b) == [("Learning rate of D", "0.00020000001", "0.0002")]
    uploads = [one(dataset=f"/data/uploads/{digest}/photos.zip") for digest in ("abcdefgh", "12")]
    assert comparison.differences(*uploads) == [
        ("Images", "photos.zip (abcdef…)", "photos.zip (12…)")
    ]
    named = comparison.differences(one(dataset="mnist"), one(dataset="/data/uploads/mnist"))
    assert named[:1] == [("Images", "mnist", "mnist (upload…)")]


def test_a_name_in_the_table_is_text(runs):
    a, b = a_run(runs), a_run(runs)
    b.write_config({**b.config(), "dataset": "/data/[x](y)|*z*.zip"})
    assert r"|\[x\]\(y\)\|\*z\*.zip|" in table(page(a=a.id, b=b.id))


def test_a_logged_value_that_is_no_finite_number_is_none():
    for value in (None, "1", True, [1], float("nan"), float("inf"), 10**400):
        assert number({"loss/D": value}, "loss/D") is None
    assert (number({"a": 0.5}, "a"), number({"a": 3}, "a"), number({}, "a")) == (0.5, 3, None)


def test_the_same_settings_are_said_to_be_the_same(runs):
    a, b = a_run(runs), a_run(runs)
    assert "same settings" in shown(page(a=a.id, b=b.id))


def test_a_choice_goes_into_the_address(runs):
    a, b, c = (a_run(runs, seed=seed) for seed in range(3))
    test = page(a=a.id, b=b.id)
    test.selectbox(key="compare-b").set_value(c.id)
    test = healthy(test.run())
    assert test.query_params["b"] == c.id and test.selectbox(key="compare-b").value == c.id


@pytest.mark.parametrize("state", STATES)
def test_a_run_in_each_state_is_shown(state, runs):
    a, b = a_run(runs, state=state), a_run(runs, grids=())
    with FileLock(a.path / "alive.lock"):
        test = page(a=a.id, b=b.id)
    first, second = grids(test)["runs"]
    assert first["seen"] == [0, 100] and second["seen"] == []


@pytest.mark.parametrize(
    "run_id", ["../../etc", "..%2f..%2fetc", "/etc", "00001-", "00009-none", "\x00", "a" * 5000]
)
@pytest.mark.parametrize("side", ["a", "b"])
def test_a_hostile_or_unknown_id_is_one_sentence(run_id, side, runs):
    a_run(runs), a_run(runs)
    test = page(**{side: run_id})
    assert "There is no run" in test.error[0].value and "|Setting" not in test.error[0].value


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', "null", '{"loss/D": "x"}'])
@pytest.mark.parametrize(
    "name", ["config.json", "status.json", "about.json", "stats.jsonl", "metrics.jsonl"]
)
def test_torn_and_untrusted_files_never_break_the_page(name, content, runs):
    a, b = a_run(runs), a_run(runs)
    (a.path / name).write_text(content)
    page(a=a.id, b=b.id)
    shutil.rmtree(b.path / "samples")
    page(a=a.id, b=b.id)


@pytest.mark.parametrize("pair", ["batch", "beta1", "data"])
def test_a_press_queues_a_pair_with_one_seed_and_opens_it(pair, runs, launched, monkeypatch):
    monkeypatch.setattr(browser, "browser_id", lambda: "")  # AppTest has no cookies
    test = page()
    next(button for button in test.button if button.key == f"pair-{pair}").click()
    test = healthy(test.run())
    assert len(launched) == 2 and launched == [test.query_params["a"], test.query_params["b"]]
    a, b = (RunDir(runs / run_id).config() for run_id in launched)
    names = [row[0] for row in comparison.differences(a, b)]
    assert names == [{"batch": "Batch size", "beta1": "Adam beta1", "data": "Images"}[pair]]
    assert a["seed"] == b["seed"] and a["budget"]["unit"] == "images"


def test_examples_take_the_images_that_are_here(environment, monkeypatch):
    assert [pair.a.dataset for pair in example_pairs.pairs()] == ["silhouettes"] * 3
    monkeypatch.setattr(example_pairs, "is_local", lambda name: True)
    last = example_pairs.pairs()[-1]
    assert (last.a.dataset, last.b.dataset) == ("fashion-mnist", "mnist")


def test_a_sum_beside_a_mean_of_the_same_loss_is_halved():
    common = comparison.common_reduction
    assert common(["sum", "sum"], True) == [("sum", 1), ("sum", 1)]
    assert common(["sum", "mean", "sum"], True) == [("mean", 2), ("mean", 1), ("mean", 2)]
    assert common(["sum", "mean"], False) == [("sum", 1), ("mean", 1)]


def test_a_pair_of_conventions_says_so(runs):
    a, b = a_run(runs), a_run(runs, "cgan_fashion", reduction="mean")
    assert "average of its real and fake terms for both" in shown(page(a=a.id, b=b.id))
    c = a_run(runs, loss="hinge")
    assert "Different loss functions, cross entropy vs hinge" in shown(page(a=a.id, b=c.id))


def test_long_curves_are_thinned_to_means(runs):
    run = a_run(runs)
    with open(run.path / "stats.jsonl", "a") as lines:
        for step in range(4, 2001):
            lines.write(f'{{"images_seen": {50 * step}, "loss/G": 0.7, "loss/D": 1.4}}\n')
    curves = RunCurves.read(run).losses(divisor=2)
    assert len(curves["G"]) == DRAWN_POINTS and curves["images_seen"][-1] == 100_000
    assert curves["D"][0] == pytest.approx(0.7)


def evaluated(run, seen=150, **values):
    """An evaluation as a run writes it."""
    run.append_metrics(
        {"images_seen": seen, "seconds": 60.0, "samples": 1000, "reals": 5000, "reals_of": "test",
         "dataset": "silhouettes", "fd_name": "fd_silhouettes_cnn", "fd": 8.0, "fd_floor": 0.6,
         **values}
    )  # fmt: skip
    return run


def charts_of(test):
    return [data["figure"] for data in components(test) if "figure" in data]


def test_the_distance_of_both_is_drawn_with_the_best_possible_one(runs):
    a, b = evaluated(a_run(runs)), evaluated(a_run(runs), fd=20.0)
    quality, losses = charts_of(page(a=a.id, b=b.id))
    assert [line["name"] for line in quality["data"]] == [
        "A", "B", "best possible (real vs real): 0.6",
    ]  # fmt: skip
    assert quality["layout"]["yaxis"]["title"]["text"] == "Fréchet distance (silhouettes)"
    assert len(losses["data"]) == 4
    sizes = [
        axis["tickfont"]["size"] for axis in (quality["layout"]["xaxis"], losses["layout"]["yaxis"])
    ]
    assert min(sizes) >= 14


def test_the_axes_can_be_logarithmic_and_along_time(runs):
    a, b = evaluated(a_run(runs)), evaluated(a_run(runs, loss="hinge"))
    b.append_stats({"images_seen": 200, "seconds": 120.0, "loss/G": -0.5, "loss/D": -1.0})
    test = page(a=a.id, b=b.id)
    assert all(chart["layout"]["yaxis"].get("type") != "log" for chart in charts_of(test))
    test.toggle(key="compare-log").set_value(True)
    test.segmented_control(key="compare-axis").set_value("minutes")
    test = healthy(test.run())
    for chart in charts_of(test):
        assert chart["layout"]["yaxis"]["type"] == "log"
        assert chart["layout"]["xaxis"]["title"]["text"] == "minutes of training"
    assert charts_of(test)[0]["data"][0]["x"] == [1.0]
    assert "no logarithm" in shown(test)


def test_the_newest_metrics_say_what_they_are_of_and_which_is_better(runs):
    a, b = evaluated(a_run(runs), coverage=0.9), evaluated(a_run(runs), fd=20.0, coverage=0.4)
    evaluated(a, seen=200, fd=6.0, coverage=0.8)
    words = shown(page(a=a.id, b=b.id))
    assert "<b>6</b>" in words and "<b>0.8</b>" in words and "<b>20</b>" not in words
    assert "A: 1,000 samples against 5,000 held-out real images, after 200 images seen." in words
    assert ">0.6</td>" in words and "cannot be compared" not in words


def test_metrics_that_do_not_compare_are_not_ranked(runs):
    a, b = evaluated(a_run(runs)), evaluated(a_run(runs), samples=100, fd_name="fd_mnist_cnn")
    words = shown(page(a=a.id, b=b.id))
    assert "<b>8</b>" not in words and "these values cannot be compared" in words
    assert "the distances cannot be compared" in words


def test_the_findings_of_both_are_shown_with_their_evidence(runs):
    a, b = a_run(runs), sample_runs.sample_run(runs)
    words = shown(page(a=a.id, b=b.id))
    assert "Nothing certain is seen in A." in words
    assert "<b>D overpowers G</b>" in words and "chance level: 1.386" in words


def test_names_of_classes_in_a_finding_are_text(runs):
    finding = Finding("rare_class", "warning", "<i>x</i>", "<script>", ("<b>",), "", (), 0)
    assert "<script>" not in comparison_view._finding(finding)
    assert "<i>" not in comparison_view._finding(finding)


def test_a_run_with_a_name_is_called_by_it(runs):
    a, b = a_run(runs), a_run(runs)
    a.write_label(RunLabel("Sharp shoes"))
    options = page(a=a.id, b=b.id).selectbox[0].options
    assert "00001  Sharp shoes" in options and "00002  silhouettes-dcgan-seed0" in options
