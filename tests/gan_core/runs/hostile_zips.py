"""Zips that somebody made to do harm, each from the members of a good one."""

import io
import json
import stat
import struct
import warnings
import zipfile

import torch

PICKLED = b"cos\nsystem\n(S'touch gan_was_here'\ntR."
LINK = (stat.S_IFLNK | 0o777) << 16
STATS = '{"step":1,"images_seen":8,"epoch":0.1,"seconds":1.0,"loss/G":%s}\n'


def zip_of(members, **infos):
    """A zip of (name, content) pairs; `infos` are attributes of the last one's entry."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice
        for number, (name, content) in enumerate(members):
            info = zipfile.ZipInfo("x")
            info.filename = name
            if number == len(members) - 1:
                for key, value in infos.items():
                    setattr(info, key, value)
            archive.writestr(info, content)
    return stream.getvalue()


def with_member(name, content=b"x", **infos):
    return lambda good: zip_of([*good.items(), (name, content)], **infos)


def with_json(name, **changes):
    """The same, with these values in one of its JSON files."""
    return lambda good: zip_of({**good, name: _changed(good[name], changes)}.items())


def without(name):
    return lambda good: zip_of([(key, content) for key, content in good.items() if key != name])


def instead(name, content):
    """The same, with other content under the first name that begins so."""

    def make(good):
        key = next(key for key in good if key.startswith(name))
        new = content(good[key]) if callable(content) else content
        return zip_of({**good, key: new}.items())

    return make


def _changed(content, changes):
    return json.dumps({**json.loads(content), **changes}).encode()


def _settings(**changes):
    def make(good):
        settings = {**json.loads(good["config.json"])["settings"], **changes}
        return with_json("config.json", settings=settings)(good)

    return make


def _origin(**changes):
    origin = {"run": "00001-x", "images_seen": 8, "changed": {}, **changes}
    return with_member("fork.json", json.dumps(origin))


def _place(**changes):
    place = {"sweep": "00001-x@0f", "setting": "lr_D", "value": 0.1, "number": 0, **changes}
    return with_member("sweep.json", json.dumps(place))


def _state(change):
    """A checkpoint with something else in it."""

    def make(content):
        state = torch.load(io.BytesIO(content), weights_only=True)
        change(state)
        stream = io.BytesIO()
        torch.save(state, stream)
        return stream.getvalue()

    return make


def _nan_weights(state):
    next(iter(state["G"].values())).view(-1)[0] = float("nan")


def _packed(content):
    """A checkpoint whose tensors unpack to far more than its file holds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                new.writestr(info.filename, old.read(info))
    return stream.getvalue()


def _executes(content):
    """A checkpoint whose description is a pickle that calls a program."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            is_pickle = info.filename.endswith(".pkl")
            new.writestr(info.filename, PICKLED if is_pickle else old.read(info))
    return stream.getvalue()


def _wide_png(content):
    """A PNG that says it is 60,000 by 60,000 pixels."""
    return content[:16] + struct.pack(">II", 60_000, 60_000) + content[24:]


def _understated(good):
    """The list of members says that stats.jsonl is small."""
    content = bytearray(zip_of({**good, "stats.jsonl": b" " * 5_000_000}.items()))
    at = content.rfind(b"PK\1\2", 0, content.rfind(b"stats.jsonl"))
    struct.pack_into("<I", content, at + 24, 10)
    return bytes(content)


def _encrypted(good):
    """The list of members says that the last one needs a password."""
    content = bytearray(zip_of(good.items()))
    at = content.rfind(b"PK\1\2")
    struct.pack_into("<H", content, at + 8, 1)
    return bytes(content)


def _many(count):
    """A zip of so many members, of which only the list is written."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", *([0] * 6), 0, 0, 0, 1, *([0] * 4), 0, 0) + b"x"
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, *([min(count, 0xFFFF)] * 2),
                      min(len(entry) * count, 0xFFFFFFFF), 0, 0)  # fmt: skip
    return entry * count + end


def _huge_step(content):
    return content.replace(b'"step": ', b'"step": 9' + b"9" * 4000)


# What each is made by, and what the sentence says of it.
HOSTILE = {
    "name-upwards": (with_member("../config.json"), "a run has no file"),
    "name-upwards-inside": (with_member("samples/../../fakes_00000008.png"), "a run has no file"),
    "name-absolute": (with_member("/etc/cron.d/gan"), "a run has no file"),
    "name-windows": (with_member("C:\\Windows\\gan.png"), "a run has no file"),
    "name-backslash": (with_member("samples\\fakes_00000008.png"), "a run has no file"),
    "name-with-nul": (with_member("samples/fakes_00000008.png\0.exe"), "a run has no file"),
    "name-reversed": (with_member("samples/\u202efakes_00000008.png"), "a run has no file"),
    "name-of-an-owner": (with_member("owner.json", b'{"owner": "me"}'), "a run has no file"),
    "name-of-a-lock": (with_member("alive.lock"), "a run has no file"),
    "name-of-a-folder": (with_member("samples/"), "a run has no file"),
    "name-twice": (with_member("config.json"), "config.json twice"),
    "name-in-other-case": (with_member("CONFIG.JSON"), "a run has no file"),
    "link": (
        with_member("samples/fakes_00000099.png", b"/etc/passwd", external_attr=LINK),
        "is a link",
    ),
    "encrypted": (_encrypted, "needs a password"),
    "packed-otherwise": (
        with_member("samples/fakes_00000099.png", b"x" * 99, compress_type=zipfile.ZIP_LZMA),
        "packed in an unknown way",
    ),
    "bomb": (
        with_member("metrics.jsonl", b" " * 60_000_000, compress_type=zipfile.ZIP_DEFLATED),
        "unpacked it would take",
    ),
    "bomb-understated": (_understated, "damaged"),
    "bomb-in-the-checkpoint": (instead("checkpoints/", _packed), "state_.* does not hold"),
    "bomb-of-pixels": (instead("samples/", _wide_png), "is no image"),
    "100000-members": (lambda good: _many(100_000), "more than 10,000 files"),
    "half-a-file": (
        lambda good: zip_of(good.items())[: sum(map(len, good.values())) // 2],
        "only part",
    ),
    "without-its-end": (lambda good: zip_of(good.items())[:-1], "only part"),
    "empty": (lambda good: b"", "only part"),
    "no-zip": (lambda good: b"<html>not found</html>" * 9, "is no zip"),
    "an-empty-zip": (lambda good: zip_of([]), "no run.json"),
    "no-config": (without("config.json"), "no config.json"),
    "no-manifest": (without("run.json"), "no run.json"),
    "newer-zip": (
        with_json("run.json", format="gan-playground run 2", version="9.1"),
        "by version 9.1",
    ),
    "newer-config": (with_json("config.json", format=2), "format 2"),
    "other-program": (with_json("run.json", format="another run 1"), "another program"),
    "id-upwards": (with_json("run.json", id="../../00001-x"), "no name"),
    "recipe-unknown": (with_json("config.json", recipe="os.system"), "no recipe"),
    "recipe-a-list": (with_json("config.json", recipe=["dcgan"]), "recipe: a list"),
    "config-a-list": (instead("config.json", b"[]"), "a list for an object"),
    "seed-a-text": (with_json("config.json", seed="x"), "seed: 'x'"),
    "size-true": (with_json("config.json", image_size=True), "True for a count"),
    "size-huge": (with_json("config.json", image_size=10**9), "supports images of"),
    "budget-nan": (
        with_json("config.json", budget={"unit": "images", "amount": float("nan")}),
        "NaN",
    ),
    "width-huge": (_settings(width=10**9), "between 4 and 256"),
    "setting-unknown": (_settings(__class__="x"), "no setting"),
    "images-of-the-machine": (with_json("config.json", dataset="/etc"), "called by a path"),
    "images-of-another-run": (
        with_json("config.json", dataset="$GAN_RUNS/00001-x/samples"),
        "called by a path",
    ),
    "images-upwards": (
        with_json("config.json", dataset="$GAN_DATA_ROOT/../secret"),
        "called by a path",
    ),
    "status-unknown": (with_json("status.json", state="root"), "state: 'root'"),
    "parameters-a-text": (with_json("about.json", parameters="many"), "parameters"),
    "classes-nested": (with_json("about.json", class_names=[["a"]]), "class_names"),
    "origin-upwards": (_origin(run="../../etc/passwd"), "for a run"),
    "origin-of-one-value": (_origin(changed={"lr_D": [1.0]}), "before and after"),
    "sweep-of-this-machine": (_place(sweep="00001-x"), "'00001-x' for a sweep"),
    "sweep-upwards": (_place(sweep="../../etc@0f"), "for a sweep"),
    "sweep-of-a-page": (_place(sweep="00001-x@<script>"), "for a sweep"),
    "sweep-setting": (_place(setting="<b>lr</b>"), "setting: .* for a setting"),
    "sweep-value": (_place(value="<a href='https://x'>x</a>"), "value: "),
    "sweep-value-nan": (_place(value=float("nan")), "NaN"),
    "sweep-number": (_place(number=8), "number: 8"),
    "sweep-number-true": (_place(number=True), "number: True"),
    "sweep-runs": (_place(runs=10**9), "runs: 1000000000"),
    "stats-nan": (instead("stats.jsonl", (STATS % "NaN").encode()), "NaN"),
    "stats-infinite": (instead("stats.jsonl", (STATS % "1e999").encode()), "inf for a number"),
    "stats-no-json": (instead("stats.jsonl", b"{\n"), "no JSON"),
    "stats-one-line": (instead("stats.jsonl", b"[" * 300_000), "a line without end"),
    "json-deep": (instead("about.json", b"[" * 100_000), "no JSON"),
    "json-huge": (
        instead("config.json", lambda old: old + b" " * 200_000),
        "larger than in any run",
    ),
    "json-huge-number": (instead("status.json", _huge_step), "huge number"),
    "json-name-twice": (
        instead("run.json", lambda old: old.replace(b"{", b'{"id": "00001-x",', 1)),
        "a name twice",
    ),
    "pickle-that-executes": (instead("checkpoints/", _executes), "damaged or no checkpoint"),
    "pickle-alone": (instead("checkpoints/", PICKLED), "does not hold"),
    "checkpoint-a-text": (
        instead("checkpoints/", _state(lambda state: state.update(G="weights"))),
        "state_.* does not hold",
    ),
    "checkpoint-nan": (instead("checkpoints/", _state(_nan_weights)), "state_.* does not hold"),
    "checkpoint-of-another-moment": (
        instead("checkpoints/", _state(lambda state: state.update(images_seen=7))),
        "another moment",
    ),
    "generator-html": (instead("generators/", b"<html>" * 99), "no generator"),
    "generator-cut-off": (
        instead("generators/", lambda old: old[:-9]),
        "does not contain the weights",
    ),
    "averages-cut-off": (instead("averages/", lambda old: old[:-9]), "does not hold"),
    "image-html": (instead("samples/", b"<script>alert(1)</script>"), "is no image"),
}
