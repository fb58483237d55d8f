"""B01 to B09 and B11: files of every kind."""

import os
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.field_cases.case import Bench, Case, Outcome, short
from tests.gan_core.data.sample_files import (
    csv,
    encoded,
    idx,
    parquet,
    pixels,
    with_patched_headers,
    write,
    zip_with_raw_names,
    zipped,
)


def small(count: int, kind: str = "PNG") -> list[bytes]:
    return [encoded(image, kind) for image in pixels(count, 32, colour=True)]


def archive_inside(bench: Bench) -> Outcome:
    def inner(count: int) -> bytes:
        return zipped({f"{n}.png": data for n, data in enumerate(small(count))})

    path = bench.folder / "comp.zip"
    path.write_bytes(
        zipped({"train.zip": inner(40), "test1.zip": inner(10), "sample.csv": b"a,b\n"})
    )
    found = bench.inspect(path)
    return Outcome(
        found["images"] == 40 and bool(found["left_out"]),
        f"{found['images']} images used; left out: {kinds_of(found)}",
    )


def kinds_of(found: dict) -> str:
    return ", ".join(f"{each['count']} {reason}" for reason, each in found["left_out"].items())


def long_metadata(bench: Bench) -> Outcome:
    data = small(50)
    for number in range(15):
        text = b"Comment\0\0" + zlib.compress(b" " * 2_000_000)
        profile = b"icc\0\0" + zlib.compress(b"\1" * 1_500_000)
        kind, content = (b"zTXt", text) if number < 10 else (b"iCCP", profile)
        chunk = kind + content
        block = len(content).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
        data[number] = data[number][:33] + block + data[number][33:]
    found = bench.inspect(write(bench.folder / "a", {f"{n}.png": d for n, d in enumerate(data)}))
    return Outcome(found["images"] == 50, f"{found['images']} of 50 used")


def fifty_megapixels(bench: Bench) -> Outcome:
    large = encoded(np.full((6144, 8192, 3), 90, np.uint8), "JPEG")
    usual = encoded(np.full((480, 640, 3), 90, np.uint8), "JPEG")
    only = write(bench.folder / "only", {f"{n}.jpg": large for n in range(20)})
    mixed = write(bench.folder / "mixed", {f"u{n}.jpg": usual for n in range(20)})
    for path in only.iterdir():
        os.link(path, mixed / path.name)
    counts = bench.inspect(mixed)["images"], bench.inspect(only)["images"]
    return Outcome(
        counts == (40, 20), f"{counts[0]} of 40 used; of the large alone {counts[1]} of 20"
    )


def other_endings(bench: Bench) -> Outcome:
    jpegs = small(60, "JPEG")
    heic = b"\0\0\0\x18ftypheic" + bytes(60)
    jfif = {f"{n}.{'jfif' if n < 40 else 'jpg'}": data for n, data in enumerate(jpegs)}
    mixed = {f"{n}.jpg": data for n, data in enumerate(jpegs)}
    mixed |= {f"{n}.HEIC": heic for n in range(40)}
    mixed |= {f"{n}.tif": data for n, data in enumerate(small(10, "TIFF"))}
    hidden = {f"{n}.jpg": heic for n in range(30)}
    a, b, c = (
        bench.inspect(write(bench.folder / name, files))
        for name, files in (("a", jfif), ("b", mixed), ("c", hidden))
    )
    right = (a["images"], b["images"]) == (60, 70) and "40 HEIC" in kinds_of(b)
    return Outcome(
        right and "HEIC" in c["refused"],
        f"{a['images']}; {b['images']}, left out {kinds_of(b)}; {short(c['refused'])}",
    )


def twelve_bits(bench: Bench) -> Outcome:
    brightest = []
    for name, disc, ground in (("a", 4000, 200), ("b", 65535, 3000)):
        deep = np.full((64, 64), ground, np.uint16)
        deep[20:44, 20:44] = disc
        path = write(bench.folder / name, {f"{n}.png": encoded(deep) for n in range(40)})
        _, run = bench.train(path)
        reals = np.asarray(Image.open(run / "reals.png").convert("L"))
        brightest.append(int(np.percentile(reals, 95)))
    return Outcome(min(brightest) > 200, f"disc at {brightest[0]} and {brightest[1]} of 255")


def names_in_zips(bench: Bench) -> Outcome:
    nfd = unicodedata.normalize("NFD", "Äpfel").encode()
    paths = {}
    for name, raw, flag in (
        ("a", (nfd, b"Birnen"), False),
        ("c", (b"K\xfche", b"Hund"), True),
        ("b", ("Кошки".encode("cp866"), "Собаки".encode("cp866")), False),
    ):
        paths[name] = bench.folder / f"{name}.zip"
        paths[name].write_bytes(zip_with_raw_names(raw, flag, each=20))
    done, run = bench.train(paths["a"], "labels=true")
    drawn = bench.run("sample", run, "--out", "a.png", "--class", "Äpfel")
    classes = bench.inspect(paths["b"])["classes"]
    refused = bench.run("inspect", paths["c"])
    right = done.code == drawn.code == 0 and "Кошки" in classes and refused.is_sentence
    return Outcome(right, f"--class Äpfel draws; {', '.join(classes)}; {short(refused.sentence)}")


def links(bench: Bench) -> Outcome:
    for name in ("cats", "dogs"):
        write(bench.folder / "lent" / name, {f"{n}.png": d for n, d in enumerate(small(40))})
    mine = bench.folder / "mine"
    mine.mkdir()
    for name in ("cats", "dogs"):
        (mine / name).symlink_to(bench.folder / "lent" / name, target_is_directory=True)
    (mine / "again").symlink_to(mine, target_is_directory=True)
    found = bench.inspect(mine)
    return Outcome(
        found["classes"] == {"cats": 40, "dogs": 40}, f"{found['classes']}, the loop ends"
    )


def what_became_of_classes(bench: Bench) -> Outcome:
    def classes(**counts: int) -> dict[str, bytes]:
        return {
            f"{name}/{n}.png": data
            for name, count in counts.items()
            for n, data in enumerate(small(count))
        }

    cut = {f"owl/{n}.png": data[:100] for n, data in enumerate(small(30))}
    done, run = bench.train(
        write(bench.folder / "a", {**classes(cat=30, dog=30), **cut}), "labels=true"
    )
    owl = bench.run("sample", run, "--out", "a.png", "--class", "owl")
    beside = bench.inspect(
        write(bench.folder / "b", {**classes(cat=20, dog=20), "preview.png": small(1)[0]})
    )
    one, _ = bench.train(write(bench.folder / "c", classes(a=300, b=300, c=1)), "labels=true")
    right = "owl can be used, so it is no class" in done.err and owl.is_sentence
    right &= "preview.png" in str(beside["left_out"]) and len(beside["classes"]) == 2
    return Outcome(
        right and one.code == 0 and "There is one image of c" in one.err,
        "owl is no class and said; preview.png left out by name; one image of c is said",
    )


def tables_and_arrays(bench: Bench) -> Outcome:
    images, labels = pixels(200), np.arange(200) % 10
    twice = {
        "fashion-mnist_train.csv": csv(images, labels),
        "train-images-idx3-ubyte": idx(images),
    }
    put = write(bench.folder / "x", {"archive.zip": zipped(twice)})
    np.savez(put / "mnist.npz", x_train=images, y_train=labels)
    np.save(put / "x.npy", images)
    names = ["archive.zip", "mnist.npz", "x.npy"]
    with suppress(ImportError):  # pyarrow is no part of the project
        write(put, {"train-00000.parquet": parquet(map(encoded, images), labels)})
        names.append("train-00000.parquet")
    from gan_core.data.image_set import load_images

    counts = [bench.inspect(put / name)["images"] for name in names]
    equal = all(
        sorted(
            map(bytes, load_images(str(put / name), image_size=28, progress=None).images.numpy())
        )
        == sorted(map(bytes, images))
        for name in names
    )
    return Outcome(
        counts == [200] * len(names) and equal,
        f"{', '.join(names)}: 200 each, {'every pixel' if equal else 'other pixels'}",
    )


def deflate64(bench: Bench) -> Outcome:
    path = bench.folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, data in enumerate(small(40)):
            archive.writestr(f"{number}.png", data)
    path.write_bytes(with_patched_headers(path.read_bytes(), method=9))
    done = bench.run("inspect", path)
    return Outcome(done.is_sentence and "Deflate64" in done.sentence, short(done.sentence))


def flat_gz(bench: Bench) -> Outcome:
    """The four files in the data root and in two folders, with the published first labels."""
    first = {"train": (9, 0, 0, 3, 0, 2, 7, 2, 5, 5), "t10k": (9, 2, 1, 1, 6, 1, 4, 6, 5, 7)}
    codes = []
    for number, folder in enumerate(("", "fashion", "FashionMNIST")):
        root = bench.folder / f"d{number}"
        put: Path = root / folder
        for split, labels in first.items():
            write(put, {
                f"{split}-images-idx3-ubyte.gz": idx(pixels(20), packed=True),
                f"{split}-labels-idx1-ubyte.gz": idx(np.array(labels * 2), packed=True),
            })  # fmt: skip
        done, _ = bench.train("fashion-mnist", "--data-root", str(root))
        codes.append(done.code)
    mnist = bench.run(
        "train", "dcgan", "--dataset", "mnist", "--data-root", bench.folder / "d0", "--images", "8"
    )
    named = str(bench.folder / "d0" / "MNIST" / "raw") in mnist.err
    return Outcome(
        codes == [0, 0, 0] and mnist.is_sentence and named,
        "found in D, D/fashion, D/FashionMNIST; not taken for MNIST, whose folder is named",
    )


CASES = (
    Case(
        "B01 an archive inside the archive",
        "the inner archive is read",
        "refused: holds no images",
        archive_inside,
    ),
    Case(
        "B02 PNGs with megabytes of metadata",
        "all 50 used",
        "15 of 50 dropped in silence",
        long_metadata,
    ),
    Case(
        "B03 photos of 50 megapixels",
        "used",
        '20 of 40 used in silence; alone "broken"',
        fifty_megapixels,
    ),
    Case(
        "B04 .jfif, .HEIC, .tif among .jpg",
        "by content; what is left out is counted by kind",
        '20 of 60 used in silence; 50 others unsaid; HEIC "broken"',
        other_endings,
    ),
    Case("B05 12 bits in 16-bit PNGs", "the disc is bright", "16 of 255, no warning", twelve_bits),
    Case(
        "B06 names in zips of Macs and Windows",
        "readable, found however typed; one sentence",
        'class "A╠êpfel", not found; traceback',
        names_in_zips,
    ),
    Case(
        "B07 class folders that are links",
        "80 images in 2 classes",
        "refused: holds no images",
        links,
    ),
    Case(
        "B08 what became of my classes?",
        "said by name",
        "owl stays a class; the rest unsaid",
        what_became_of_classes,
    ),
    Case(
        "B09 CSV, .npz, .npy, parquet, IDX in a zip",
        "read pixel for pixel",
        "refused: neither a folder nor an archive",
        tables_and_arrays,
    ),
    Case(
        "B10 the official .gz files, but flat",
        "found, not taken for MNIST",
        "refused, the folder not named",
        flat_gz,
    ),
    Case(
        "B11 a zip with Deflate64",
        "one sentence that names it",
        '"40 images were broken"',
        deflate64,
    ),
)
