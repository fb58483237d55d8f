"""B18 and B23 to B26: generators in and out, names and places."""

import os

import numpy as np
from PIL import Image, ImageSequence

from benchmarks.field_cases.case import TINY, Bench, Case, Outcome, short
from benchmarks.field_cases.files import small
from gan_core.generator.shipped import shipped
from tests.gan_core.data.sample_files import write

SHORT = ("--image-size", "28", "--images", "16")


def arrays(bench: Bench, *arguments: str) -> np.ndarray:
    bench.run(*arguments, "--out", "a.npz")
    return np.load("a.npz")["images"].astype(int)


def same_seed(bench: Bench) -> Outcome:
    largest = 0
    for model in shipped():
        alone = arrays(bench, "sample", model, "--seed", "7", "--count", "1")[0]
        for count in (64, 300):
            row = arrays(bench, "sample", model, "--count", str(count))[7]
            largest = max(largest, int(abs(row - alone).max()))
        walk = arrays(bench, "interpolate", model, "--seeds", "7", "9", "--frames", "5")[0]
        largest = max(largest, int(abs(walk - alone).max()))
    return Outcome(largest <= 1, f"{len(shipped())} generators: at most {largest} of 255 apart")


def files_like_models(bench: Bench) -> Outcome:
    import torch

    from tests.gan_core.generator.foreign_networks import Tutorial

    _, run = bench.train("silhouettes")
    network = Tutorial(nz=8, ngf=4, nc=1)
    torch.save(network, "whole.pth")
    classifier = {"features.0.weight": torch.zeros(8, 3, 3, 3), "fc.weight": torch.zeros(2, 8)}
    torch.save({"model_state_dict": classifier, "optimizer_state_dict": {}}, "dict.pt")
    write(
        bench.folder,
        {"keras.h5": b"\x89HDF\r\n\x1a\n" + bytes(200), "g.onnx": b"\x08\x0a" + bytes(90)},
    )
    bench.run("export", run, "--out", "script.pt")
    state = sorted((run / "checkpoints").iterdir())[-1]
    said = {}
    for name in ("whole.pth", str(state), "script.pt", "g.onnx", "dict.pt", "keras.h5"):
        done = bench.run("sample", name, "--out", "a.png")
        said[name] = done.sentence if done.is_sentence else f"exit {done.code}"
    torch.save(network.state_dict(), "netG.pth")
    imported = bench.run("import", "netG.pth", "--out", "g.safetensors")
    drawn = bench.run("sample", "g.safetensors", "--out", "a.png")
    different = len({sentence.replace(name, "") for name, sentence in said.items()})
    right = different >= 5 and imported.code == drawn.code == 0
    right &= all(not each.startswith("exit") for each in said.values())
    return Outcome(right, f"{different} sentences for 6 kinds, such as: {short(said['whole.pth'])}")


def animations(bench: Bench) -> Outcome:
    model = "fashion-mnist-dcgan"
    walk = arrays(bench, "interpolate", model, "--seeds", "1", "2", "3", "--loop", "--frames", "60")
    steps = [float(abs(a - b).mean()) for a, b in zip(walk, np.roll(walk, -1, 0), strict=True)]
    ratio = steps[-1] / float(np.median(steps))
    lengths = []
    for seeds, frames, milliseconds in (("3 3 5", 61, 60), ("5 5", 20, 5000)):
        options = f"--seeds {seeds} --frames {frames} --milliseconds {milliseconds} --out a.gif"
        done = bench.run("interpolate", model, *options.split())
        with Image.open("a.gif") as image:
            total = sum(frame.info["duration"] for frame in ImageSequence.Iterator(image))
        lengths.append(done.code == 0 and total == frames * milliseconds)
    options = "--seeds 5 5 --frames 200 --milliseconds 5000 --out still.gif"
    still = bench.run("interpolate", model, *options.split())
    right = 0.5 < ratio < 1.5 and all(lengths) and (still.code == 0 or still.is_sentence)
    return Outcome(
        right,
        f"last step {ratio:.2f} of the median; durations exact; 1,000 s still: "
        + ("a file" if still.code == 0 else short(still.sentence)),
    )


def home_folder(bench: Bench) -> Outcome:
    home = bench.folder / "home"
    write(home / "photos", {f"{n}.png": d for n, d in enumerate(small(10))})
    places = ("--dataset=~/photos", "--out=~/runs", "--data-root=~/data")
    codes = [bench.run("train", "dcgan", *places, *SHORT, *TINY).code]
    (run,) = (home / "runs").glob("0*")
    codes.append(bench.run("train", f"--resume=~/runs/{run.name}", "--images", "24").code)
    codes.append(bench.run("sample", f"~/runs/{run.name}", "--out=~/a.png").code)
    there = (home / "a.png").is_file() and not (bench.folder / "~").exists()
    return Outcome(codes == [0, 0, 0] and there, 'the home folder for every option, no folder "~"')


def output_to_a_file(bench: Bench) -> Outcome:
    grid = "sample fashion-mnist-dcgan --count 4 --out сетка.png".split()
    training = "train dcgan --dataset silhouettes --out Läufe🎨".split()
    codes = [
        bench.apart(*words, PYTHONIOENCODING="cp1252").code
        for words in (grid, [*training, *SHORT, *TINY])
    ]
    there = os.path.isfile("сетка.png") and any((bench.folder / "Läufe🎨").glob("0*"))
    return Outcome(codes == [0, 0] and there, "exit 0, the files are there")


CASES = (
    Case(
        "B18 the same seed, another batch", "equal, at worst one level", "equal (sound)", same_seed
    ),
    Case(
        "B23 files that look like models",
        "one sentence a kind, nothing executed",
        'all six "no generator, or damaged"',
        files_like_models,
    ),
    Case(
        "B24 loops and frames that stand still",
        "seamless, durations right, a file or a sentence",
        "OverflowError for an animation that stands still",
        animations,
    ),
    Case(
        "B25 --dataset=~/photos",
        "the home folder everywhere",
        "refused; a folder called ~",
        home_folder,
    ),
    Case(
        "B26 output to a file on Windows",
        "exit 0, names readable or escaped",
        "UnicodeEncodeError, exit 1",
        output_to_a_file,
    ),
)
