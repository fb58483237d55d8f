"""A generator of another program, or of a raw checkpoint of ours, as a generator of this project.

BatchNorm uses its running statistics (eval mode), hidden layers end in ReLU. Which function G ends
in is in no file: tanh, as in DCGAN's paper, unless the person says otherwise.
"""

import re
import shlex
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from gan_core import GanError
from gan_core.config.settings import settings_from, with_new_names
from gan_core.data import durable_files
from gan_core.generator import foreign_file
from gan_core.generator.file_kinds import CAN_OPEN, Kind, kind_of, sentence
from gan_core.generator.foreign_layers import (
    NoGenerator,
    has_statistics,
    is_discriminator,
    stack_of,
)
from gan_core.recipes import find_recipe, imported
from gan_core.recipes.generators import build_generator
from gan_core.recipes.imported import Output, Stack
from gan_core.recipes.without_values import without_values
from gan_core.runs.checkpoint import (
    STATE_FORMAT,
    load_generator_file,
    read_about,
    save_generator,
)
from gan_core.runs.run_dir import run_of_checkpoint

Generator = tuple[nn.Module, dict[str, Any]]  # G in eval mode, and its description


def import_generator(path: Path, output: Output = "tanh", name: str = "") -> Generator:
    """The generator in a file; `name` is told in its description in place of the file's.

    Raises GanError, which names what the file is, for all that cannot be opened.
    """
    kind = kind_of(path)
    if kind == Kind.GENERATOR:
        return _complete(*load_generator_file(path))
    if kind == Kind.PICKLE:
        raise foreign_file.refuse_pickle(path)
    if kind not in (Kind.TORCH, Kind.SAFETENSORS):
        raise sentence(path, kind)
    content = foreign_file.content_of(path, kind)
    if _is_own_state(content):
        return _complete(*_from_state(path, content))
    return _from_foreign(path, content, output, name or path.name)


def write_generator(path: Path, generator: Generator) -> None:
    """Write an imported generator as a generator file, without rounding its weights."""
    durable_files.make_folder(path.parent)
    save_generator(path, *generator, exact=True)


def refusal(path: Path) -> GanError:
    """Why a file is no generator file: what it is, and whether it can be imported."""
    try:
        _, about = import_generator(path)
    except GanError as error:
        return error
    out = f"{path.stem}-imported.safetensors"
    into = shlex.join(["python", "-m", "gan_core", "import", path.name, "--out", out])
    if about["recipe"] == imported.RECIPE:
        return GanError(
            f"{path.name} holds a DCGAN generator of another program; import it: {into}."
        )
    return GanError(
        f"{path.name} is a training checkpoint of this project; give the folder of its run, or "
        f"import it: {into}."
    )


def in_words(about: dict[str, Any]) -> str:
    """What was imported and what was assumed, for the person who imports it."""
    colours = "greyscale" if about["channels"] == 1 else "colour"
    size = f"{about['image_size']} px, {colours}, z of {about['settings']['z_dim']} numbers"
    source = about.get("imported")
    if about["recipe"] != imported.RECIPE or not isinstance(source, dict):
        return f"G_ema of {about['recipe']}: {size}."
    layers, output = len(about["settings"]["widths"]), about["settings"]["output"]
    return (
        f"{source.get('part')}: {layers} transposed convolutions, {size}. Assumed: "
        f"BatchNorm with its running statistics (eval mode), ReLU, and {output} at the "
        "end."
    )


def _complete(G: nn.Module, about: dict[str, Any]) -> Generator:
    """A description may leave out the length of z where it is the default of its recipe."""
    settings = with_new_names(about["settings"])
    if "z_dim" not in settings:
        usual = settings_from(find_recipe(about["recipe"]).settings_type, settings)
        about = {**about, "settings": {**settings, "z_dim": usual.z_dim}}
    return G, about


def _from_foreign(path: Path, content: Any, output: Output, name: str) -> Generator:
    found: list[tuple[str, Stack, dict[str, Tensor]]] = []
    reasons: list[NoGenerator] = []
    discriminator = False
    for place, tensors in foreign_file.networks_in(content):
        if sum(4 * tensor.numel() for tensor in tensors.values()) > foreign_file.MAX_BYTES:
            raise GanError(f"{path.name} holds tensors that are larger than the file; not opened.")
        try:
            found.append((place, *stack_of(tensors, output)))
        except NoGenerator as reason:
            reasons.append(reason)
            discriminator |= is_discriminator(tensors)
        except GanError as limit:
            raise GanError(f"{path.name}: {limit}") from limit
    if not found:
        if near := next((reason for reason in reasons if reason.near), None):
            raise GanError(
                f"{path.name} holds a network much like a DCGAN generator, but {near}; {CAN_OPEN}."
            )
        raise foreign_file.refuse_content(path, content, discriminator)
    place, stack, weights = max(found, key=_preference)
    G = imported.Generator(stack)
    G.load_state_dict(weights)
    about = {
        "recipe": imported.RECIPE, "settings": stack.to_json(), "channels": stack.channels,
        "image_size": stack.image_size, "num_classes": 0, "class_names": [], "images_seen": 0,
        "imported": {"file": _plain(name), "part": _plain(place) or "the weights"},
    }  # fmt: skip
    return G.eval().requires_grad_(False), about


def _preference(found: tuple[str, Stack, dict[str, Tensor]]) -> tuple[bool, bool]:
    """Of several generators the averaged one, unless its BatchNorm never saw an image."""
    place, _, weights = found
    return has_statistics(weights), bool(re.search("ema|avg|average", place.lower()))


def _is_own_state(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and content.get("format") == STATE_FORMAT
        and {"G", "D", "G_ema", "images_seen"} <= content.keys()
    )


def _from_state(path: Path, state: dict[str, Any]) -> Generator:
    """G_ema of a raw checkpoint, described by itself, or by its run where it is older."""
    about = state.get("about") or _about_of_run(path)
    try:
        with without_values():
            G = build_generator(about)
        G.load_state_dict(state["G_ema"], assign=True)
        about = {**about, "recipe": str(about["recipe"]), "images_seen": int(state["images_seen"])}
    except GanError:
        raise
    except Exception as error:
        raise GanError(
            f"{path.name} does not contain the weights it describes; it was not used."
        ) from error
    return G.eval().requires_grad_(False), about


def _about_of_run(path: Path) -> dict[str, Any]:
    run = run_of_checkpoint(path.resolve())
    generators = list(run[0].generators().values()) if run else []
    if not generators:
        raise GanError(
            f"{path.name} is a training checkpoint that does not describe its network; import it "
            "from the folder of its run, RUN/checkpoints."
        )
    return read_about(generators[-1])


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[-80:]
