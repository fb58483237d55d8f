"""Tiny generators for the tests of the Explore page, and a way to ask an app without a server."""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import torch
from starlette.applications import Starlette

from gan_core.recipes import RECIPES
from gan_core.runs import checkpoint, run_dir

SIZE, Z_DIM = 28, 4
RUN = "run:00001-silhouettes-dcgan-seed0"  # the first that make_run makes


def save_tiny(path, num_classes=0, seed=0, images_seen=160):
    """A generator file of an untrained dcgan with z of 4 numbers."""
    torch.manual_seed(seed)
    settings = {"width": 4, "z_dim": Z_DIM}
    G, _ = RECIPES["dcgan"].build(1, SIZE, num_classes, **settings)
    about = {
        "recipe": "dcgan",
        "settings": {**settings, "labels": num_classes > 0},
        "channels": 1,
        "image_size": SIZE,
        "num_classes": num_classes,
        "class_names": [f"kind {index}" for index in range(num_classes)],
        "dataset": "silhouettes",
        "images_seen": images_seen,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save_generator(path, G, about)
    return path


def make_run(root, name="silhouettes-dcgan-seed0", snapshots=(0, 160), num_classes=0):
    """A run directory that holds snapshots and sample grids but was never trained."""
    run = run_dir.create(root, name, {"format": 1})
    for seen in snapshots:
        save_tiny(run.generator_file(seen), num_classes, seed=seen, images_seen=seen)
        run.write_samples(seen, b"\x89PNG grid %d" % seen)
    return run


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


def get(routes, address, **headers):
    """What a GET of `address` answers. Header names with _ for -."""
    return asyncio.run(ask(Starlette(routes=routes), address, **headers))


def post(routes, address, body, **headers):
    """What a POST of `body` to `address` answers."""
    return asyncio.run(ask(Starlette(routes=routes), address, "POST", body, **headers))


async def ask(app, address, method="GET", body=b"", **headers):
    """The same of an app that goes on being asked."""
    sent, asked = [], []
    url = urlsplit(address)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": url.path,
        "raw_path": url.path.encode(),
        "query_string": url.query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        "server": ("testserver", 80),
        "client": ("testclient", 1),
        "root_path": "",
    }

    async def receive():
        if asked:
            await asyncio.Event().wait()  # a client that stays; it says no more
        asked.append(True)
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    answer = b"".join(message.get("body", b"") for message in sent)
    pairs = {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], pairs, answer)
