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


HOSTILE = {
    "name-upwards": with_member("../config.json"),
    "name-upwards-inside": with_member("samples/../../fakes_00000008.png"),
    "name-absolute": with_member("/etc/cron.d/gan"),
    "name-windows": with_member("C:\\Windows\\gan.png"),
    "name-backslash": with_member("samples\\fakes_00000008.png"),
    "name-with-nul": with_member("samples/fakes_00000008.png\0.exe"),
    "name-reversed": with_member("samples/\u202efakes_00000008.png"),
    "name-of-an-owner": with_member("owner.json", b'{"owner": "me"}'),
    "name-of-a-lock": with_member("alive.lock"),
    "name-of-a-folder": with_member("samples/"),
    "name-twice": with_member("config.json"),
    "name-in-other-case": with_member("CONFIG.JSON"),
    "link": with_member("samples/fakes_00000099.png", b"/etc/passwd", external_attr=LINK),
    "encrypted": _encrypted,
    "packed-otherwise": with_member(
        "samples/fakes_00000099.png", b"x" * 99, compress_type=zipfile.ZIP_LZMA
    ),
    "bomb": with_member("changes.jsonl", b" " * 9_000_000, compress_type=zipfile.ZIP_DEFLATED),
    "bomb-understated": _understated,
    "bomb-in-the-checkpoint": instead("checkpoints/", _packed),
    "bomb-of-pixels": instead("samples/", _wide_png),
    "100000-members": lambda good: _many(100_000),
    "half-a-file": lambda good: zip_of(good.items())[: sum(map(len, good.values())) // 2],
    "without-its-end": lambda good: zip_of(good.items())[:-1],
    "empty": lambda good: b"",
    "no-zip": lambda good: b"<html>not found</html>" * 9,
    "an-empty-zip": lambda good: zip_of([]),
    "no-config": without("config.json"),
    "no-manifest": without("run.json"),
    "newer-zip": with_json("run.json", format="gan-playground run 2", version="9.1"),
    "newer-config": with_json("config.json", format=2),
    "other-program": with_json("run.json", format="another run 1"),
    "id-upwards": with_json("run.json", id="../../00001-x"),
    "recipe-unknown": with_json("config.json", recipe="os.system"),
    "recipe-a-list": with_json("config.json", recipe=["dcgan"]),
    "config-a-list": instead("config.json", b"[]"),
    "seed-a-text": with_json("config.json", seed="x"),
    "size-true": with_json("config.json", image_size=True),
    "size-huge": with_json("config.json", image_size=10**9),
    "budget-nan": with_json("config.json", budget={"unit": "images", "amount": float("nan")}),
    "width-huge": _settings(width=10**9),
    "setting-unknown": _settings(__class__="x"),
    "images-of-the-machine": with_json("config.json", dataset="/etc"),
    "images-of-another-run": with_json("config.json", dataset="$GAN_RUNS/00001-x/samples"),
    "images-upwards": with_json("config.json", dataset="$GAN_DATA_ROOT/../secret"),
    "status-unknown": with_json("status.json", state="root"),
    "parameters-a-text": with_json("about.json", parameters="many"),
    "classes-nested": with_json("about.json", class_names=[["a"]]),
    "stats-nan": instead("stats.jsonl", (STATS % "NaN").encode()),
    "stats-infinite": instead("stats.jsonl", (STATS % "1e999").encode()),
    "stats-no-json": instead("stats.jsonl", b"{\n"),
    "stats-one-line": instead("stats.jsonl", b"[" * 300_000),
    "json-deep": instead("about.json", b"[" * 100_000),
    "json-huge": instead("config.json", lambda old: old + b" " * 200_000),
    "json-huge-number": instead("status.json", lambda old: old.replace(b'"step": ', b'"step": 9' + b"9" * 4000)),
    "json-name-twice": instead("run.json", lambda old: old.replace(b"{", b'{"id": "00001-x",', 1)),
    "pickle-that-executes": instead("checkpoints/", _executes),
    "pickle-alone": instead("checkpoints/", PICKLED),
    "checkpoint-a-text": instead("checkpoints/", _state(lambda state: state.update(G="weights"))),
    "checkpoint-nan": instead("checkpoints/", _state(_nan_weights)),
    "checkpoint-of-another-moment": instead(
        "checkpoints/", _state(lambda state: state.update(images_seen=7))
    ),
    "generator-html": instead("generators/", b"<html>" * 99),
    "generator-cut-off": instead("generators/", lambda old: old[:-9]),
    "averages-cut-off": instead("averages/", lambda old: old[:-9]),
    "image-html": instead("samples/", b"<script>alert(1)</script>"),
}  # fmt: skip
