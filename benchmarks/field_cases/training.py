"""B12 to B17, B19, B20 and B27: what a run makes of its images, and how it ends."""

import errno
import json
import os
import signal
import subprocess
import time
from contextlib import suppress

import numpy as np
import psutil
from PIL import Image

from benchmarks.field_cases.case import TINY, Bench, Case, Outcome, short
from benchmarks.field_cases.files import small
from gan_core.runs.run_dir import RunDir, all_runs
from tests.gan_core.data.sample_files import encoded, pixels, write, zipped

LONG = "train dcgan --dataset silhouettes --image-size 28 --minutes 5"
IMPATIENT = "import gan_core.commands.train_run as it\nit.LOCK_SECONDS = it.LEASE_SECONDS = 0.5\n"
NO_FLOCK = (
    "import fcntl\ndef flock(*_): raise OSError({0}, 'none here')\nfcntl.flock = flock\n"
    "import gan_core.data.process_lock as lock\nlock.LEASE_SECONDS, lock.BEAT_SECONDS = 12.0, 3.0\n"
)


def ten_pictures(bench: Bench) -> Outcome:
    ten = [encoded(image) for image in pixels(10)]
    path = write(bench.folder / "a", {f"{n}.png": ten[n % 10] for n in range(1000)})
    said = bench.run("inspect", path).out
    _, run = bench.train(path)
    found = json.loads(bench.run("evaluate", run, "--samples", "300").out)
    right = "1,000 files, but 10 different" in said and found.get("copying") is not None
    return Outcome(right, f"1,000 files, but 10 different images; copying {found.get('copying')}")


def cut_bands(bench: Bench) -> Outcome:
    image = np.full((80, 60, 3), 255, np.uint8)
    image[:8], image[72:] = (220, 0, 0), (0, 0, 220)
    path = write(bench.folder / "a", {f"{n}.png": encoded(image) for n in range(40)})
    said = bench.run("inspect", path).out
    _, run = bench.train(path, "fit=pad")
    reals = np.asarray(Image.open(run / "reals.png").convert("RGB")).astype(int)
    red, blue = ((reals[..., a] - reals[..., b] > 100).any() for a, b in ((0, 2), (2, 0)))
    return Outcome(
        "lose 25% of the pixels; fit=pad" in said and bool(red and blue),
        "said: squares lose 25%; with fit=pad both bands are there",
    )


def numbered_folders(bench: Bench) -> Outcome:
    files = {
        f"{k}/{n}.png": encoded(np.full((28, 28), 20 * k, np.uint8))
        for k in range(1, 13)
        for n in range(6)
    }
    path = write(bench.folder / "a", files)
    order = list(bench.inspect(path)["classes"])
    _, run = bench.train(path, "labels=true")
    labels = {}
    for name in ("10", "2"):
        bench.run("sample", run, "--out", f"{name}.npz", "--class", name, "--count", "3")
        labels[name] = set(np.load(f"{name}.npz")["labels"].tolist())
    zero = bench.run("sample", run, "--out", "0.npz", "--class", "0")
    right = order == [str(n) for n in range(1, 13)] and labels == {"10": {9}, "2": {1}}
    return Outcome(
        right and zero.is_sentence, f"in order; 10 and 2 are theirs; 0: {short(zero.sentence)}"
    )


def cut_photos(bench: Bench) -> Outcome:
    photos = small(100, "JPEG")
    cut = {
        f"{n}.jpg": data[: len(data) * 6 // 10] if n in (3, 50, 77) else data
        for n, data in enumerate(photos)
    }
    a = bench.inspect(write(bench.folder / "a", cut))
    named = sorted(name for each in a["left_out"].values() for name in each["names"])
    first = [data[:200] for data in small(16, "JPEG")] + small(200, "JPEG")
    write(bench.folder, {"b.zip": zipped({f"{n:03d}.jpg": data for n, data in enumerate(first)})})
    b = bench.inspect(bench.folder / "b.zip")["images"]
    mixed = [encoded(image, "JPEG") for image in pixels(16, 32)] + small(84, "JPEG")
    write(bench.folder, {"c.zip": zipped({f"{n:03d}.jpg": data for n, data in enumerate(mixed)})})
    c, _ = bench.train(bench.folder / "c.zip", recipe="tconv_mlp")
    early = not [run for run in all_runs(bench.folder / "runs") if "c-" in run.id]
    right = (a["images"], b) == (97, 200) and named == ["3.jpg", "50.jpg", "77.jpg"]
    return Outcome(
        right and c.is_sentence and early,
        f"97 used, 3 named; {b} used; before the start: {short(c.sentence)}",
    )


def standing_still(bench: Bench) -> Outcome:
    """Two ends of a run, after 20 s each, have two evaluations, however busy the machine is."""
    size = ("--image-size", "28", "--device", "cpu")
    slow = ("--set", "width=16", "lr_G=1e-7", "lr_D=1e-7")
    done = bench.run(
        "train", "dcgan", "--dataset", "silhouettes", "--minutes", "0.35", *size, *slow
    )
    run = bench.folder / done.out.splitlines()[-1]
    minutes = RunDir(run).status()["seconds"] / 60
    bench.run("train", "--resume", run, "--minutes", f"{minutes + 0.35:.2f}")
    said = bench.run("diagnose", run).out
    right = said.startswith("NOTHING MOVES") and "lr_G=0.0002" in said
    return Outcome(right, short(" ".join(said.split())))


def not_a_number(bench: Bench) -> Outcome:
    """No setting that is allowed gives NaN here, so it is put into the weights of an update."""
    from gan_core.runs import training_run

    update, interval = training_run.Trainer.train_step, training_run.FIRST_GRID

    def with_nan(trainer: training_run.Trainer) -> object:
        losses = update(trainer)
        if trainer.step == 4:
            next(trainer.G_ema.parameters()).data.view(-1)[0] = float("nan")
        return losses

    training_run.Trainer.train_step, training_run.FIRST_GRID = with_nan, 8
    try:
        done, _ = bench.train("silhouettes")
    finally:
        training_run.Trainer.train_step, training_run.FIRST_GRID = update, interval
    (run,) = all_runs(bench.folder / "runs")
    drawn = bench.run("sample", run.path, "--out", "a.png")
    from gan_core.generator.session import load_generator

    finite = all(
        tensor.isfinite().all()
        for path in run.generators().values()
        for tensor in load_generator(path).G.state_dict().values()
    )
    light = np.asarray(Image.open("a.png")).mean() > 50
    right = done.is_sentence and finite and drawn.code == 0 and bool(light)
    return Outcome(right, f"all {len(run.generators())} generators finite; {short(done.sentence)}")


def moved_data(bench: Bench) -> Outcome:
    path = write(bench.folder / "a", {f"{n}.png": d for n, d in enumerate(small(40))})
    _, run = bench.train(path)
    path.rename(bench.folder / "b")
    resume = ("train", "--resume", run, "--images")
    lost = bench.run(*resume, "72")
    found = bench.run(*resume, "72", "--dataset", bench.folder / "b")
    write(bench.folder / "b", {"new.png": small(1)[0]})
    more = bench.run(*resume, "80")
    right = (
        "--dataset NEW_PLACE" in lost.err and found.code == 0 and "41 images, 40 before" in more.err
    )
    return Outcome(right, f"goes on with --dataset; added: {short(more.sentence)}")


def ctrl_c_while_loading(bench: Bench) -> Outcome:
    photo = encoded(pixels(1, 8, colour=True)[0].repeat(375, 0).repeat(500, 1), "JPEG")
    path = write(bench.folder / "a", {"0.jpg": photo})
    for number in range(1, 3000):
        os.link(path / "0.jpg", path / f"{number}.jpg")
    process = bench.begin("train", "dcgan", "--dataset", path, "--image-size", "28", *TINY)
    try:
        run = _wait_for(bench, lambda run: "of 3,000" in str(run.status().get("phase")))
        start = time.monotonic()
        worked = worked_at_end = _processor_seconds(process)
        process.send_signal(signal.SIGINT)
        while process.poll() is None and time.monotonic() < start + 60:
            worked_at_end = max(worked_at_end, _processor_seconds(process))
            time.sleep(0.05)
        seconds, ended = time.monotonic() - start, process.poll() is not None
    finally:
        with suppress(OSError):
            process.kill()
    state = run.status()["state"]
    return Outcome(  # the time that a busy machine gave to others does not count
        ended and worked_at_end - worked < 5 and state in ("stopped", "interrupted"),
        f'ended in {seconds:.1f} s, exit {process.returncode}, "{state}"',
    )


def _processor_seconds(process: subprocess.Popen[str]) -> float:
    with suppress(psutil.NoSuchProcess):
        return sum(psutil.Process(process.pid).cpu_times()[:4])  # with those of its children
    return 0.0


def _wait_for(bench: Bench, holds: object) -> RunDir:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for run in all_runs(bench.folder / "runs"):
            if holds(run):  # type: ignore[operator]
                return run
        time.sleep(0.05)
    raise TimeoutError("the run did not come so far")


def no_locks(bench: Bench) -> Outcome:
    without = NO_FLOCK.format(errno.ENOLCK)
    site, hasty = (
        {"PYTHONPATH": str(write(bench.folder / name, {"sitecustomize.py": script.encode()}))}
        for name, script in (("site", without), ("hasty", without + IMPATIENT))
    )
    process = bench.begin(*LONG.split(), *TINY, **site)
    try:
        run = _wait_for(bench, lambda run: bool(run.stats()[0]))
        state = run.status()["state"]
        second = bench.apart("train", "--resume", run.path, **hasty)
    finally:
        process.kill()
        warned = process.communicate()[1].count("without file locks")
    after, refused = run.status()["state"], second.is_sentence and "another process" in second.err
    bench.apart("train", "--resume", run.path, "--images", "8", **site)
    found = (state, refused, after, run.status()["state"])
    # It is said once for the folder of runs and once for that of the run.
    right = found == ("running", True, "interrupted", "done") and warned <= 2
    return Outcome(
        right,
        'trains, reads "running", a second process is refused; killed: "interrupted", resumes'
        if right
        else f"{found}, warned {warned} times",
    )


CASES = (
    Case(
        "B12 a thousand files, ten pictures",
        "said at import; copying is a number",
        "silence; copying null",
        ten_pictures,
    ),
    Case(
        "B13 60x80 photos lose head and shoes",
        "said, and a choice to pad",
        "cut in silence",
        cut_bands,
    ),
    Case(
        "B14 folders 1 to 12",
        "in order, 10 is 10, 0 is refused",
        "1, 10, 11, ...; 0 shows folder 1",
        numbered_folders,
    ),
    Case(
        "B15 truncated photos",
        "97 used, 3 named; 200 used; refused before the start",
        "unnamed; refused; failed after reading",
        cut_photos,
    ),
    Case(
        "B16 losses nailed to ln 2",
        "nothing moves: larger learning rates",
        '"Nothing that is certain enough to say."',
        standing_still,
    ),
    Case(
        "B17 the newest generator after NaN",
        "every kept generator is finite",
        "the newest could be NaN",
        not_a_number,
    ),
    Case(
        "B19 the data moved, then resume",
        "a way to say where; changes are named",
        "refused; an added picture unnoticed",
        moved_data,
    ),
    Case(
        "B20 Ctrl-C while images load",
        "ends within 2 s, no run that looks alive",
        "ignored for 17.7 s",
        ctrl_c_while_loading,
    ),
    Case(
        "B27 a drive without locks",
        "one trains, the other is refused, the state is true",
        '"interrupted" and Resume offered while it trains',
        no_locks,
    ),
)
