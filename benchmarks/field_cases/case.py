"""One case, and the command line that it is tried through."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.__main__ import main

ROOT = Path(__file__).parents[2]
TINY = ("--device", "cpu", "--set", "width=4", "z_dim=4", "batch_size=8")
WORDS = 90  # letters of a sentence that the table shows


@dataclass(frozen=True)
class Outcome:
    """What happened in a case."""

    right: bool
    happened: str


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def is_sentence(self) -> bool:
        """Whether it was refused in one sentence, with no traceback."""
        last = self.err.strip().splitlines()[-1:]
        return self.code == 2 and "Traceback" not in self.err and bool(last)

    @property
    def sentence(self) -> str:
        """The last line of stderr, without the program's name."""
        return (self.err.strip().splitlines() or [""])[-1].removeprefix("gan_core: ")


@dataclass(frozen=True)
class Bench:
    """The folder of one case."""

    folder: Path

    def run(self, *arguments: str | Path) -> Done:
        """One command of `python -m gan_core`, in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(argument) for argument in arguments])
        return Done(code, out.getvalue(), err.getvalue())

    def begin(self, *arguments: str | Path, **variables: str) -> "subprocess.Popen[str]":
        """One command in a process of its own, with more variables in its environment."""
        path = os.pathsep.join(filter(None, [variables.pop("PYTHONPATH", ""), str(ROOT)]))
        return subprocess.Popen(
            [sys.executable, "-m", "gan_core", *map(str, arguments)], cwd=self.folder,
            env={**os.environ, **variables, "PYTHONPATH": path},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            errors="backslashreplace",
        )  # fmt: skip

    def apart(self, *arguments: str | Path, **variables: str) -> Done:
        """As `begin`, to the end."""
        process = self.begin(*arguments, **variables)
        out, err = process.communicate(timeout=300)
        return Done(process.returncode, out, err)

    def inspect(self, data: Path, *choices: str) -> dict[str, Any]:
        """What `inspect --json` says; the sentence under "refused" where it refuses."""
        more = ("--set", *choices) if choices else ()
        done = self.run("inspect", data, "--json", *more)
        return json.loads(done.out) if done.code == 0 else {"refused": done.sentence, "images": 0}

    def train(self, data: str | Path, *more: str, recipe: str = "dcgan") -> tuple[Done, Path]:
        """A run of 64 images on `data`, and its directory."""
        size = () if "--image-size" in more else ("--image-size", "28")
        done = self.run("train", recipe, "--dataset", data, *size, "--images", "64", *TINY, *more)
        return done, self.folder / (done.out.splitlines() or ["none"])[-1]


@dataclass(frozen=True)
class Case:
    """One thing that people do."""

    name: str
    correct: str
    before: str
    try_it: Callable[[Bench], Outcome]


@contextlib.contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """A folder of its own, with no data, runs or cache of the person who tries the cases."""
    own = {
        "GAN_DATA_ROOT": "data", "GAN_RUNS": "runs", "XDG_CACHE_HOME": "cache",
        "LOCALAPPDATA": "cache", "HOME": "home", "USERPROFILE": "home",
    }  # fmt: skip
    before, place = dict(os.environ), os.getcwd()
    folder.mkdir()
    (folder / "home").mkdir()
    os.environ.update({name: str(folder / value) for name, value in own.items()})
    os.chdir(folder)
    try:
        yield Bench(folder)
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


def short(text: str) -> str:
    """The beginning of a sentence, without the folder of the case."""
    text = re.sub(r"\S*field-cases-[^/\\\s]*[/\\]\w+[/\\]", "", text.replace("\n", " "))
    return text if len(text) <= WORDS else text[: WORDS - 1] + "…"
