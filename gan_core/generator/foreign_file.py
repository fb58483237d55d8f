"""Files of other programs, opened without running anything in them, down to named tensors.

PyTorch's files are read with weights_only=True. Checkpoints often hold settings beside the weights,
as objects of classes that torch refuses; the known ones are replaced by a stand-in that keeps
nothing and does nothing.
"""

import threading
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.generator.file_kinds import CAN_OPEN, Kind, safetensors_header
from gan_core.generator.pickled_names import MODULES, STYLEGAN, names_in

MAX_BYTES = 1_000_000_000
MAX_DEPTH = 5  # of dictionaries in dictionaries, and of prefixes of names
STAND_INS = (  # classes of settings and numbers that checkpoints hold beside their weights
    "argparse.Namespace", "types.SimpleNamespace", "pathlib.PosixPath", "pathlib.WindowsPath",
    "pathlib._local.PosixPath", "pathlib._local.WindowsPath", "models.utils.config.BaseConfig",
    "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    *(f"{package}.AttributeDict" for package in (
        "pytorch_lightning.utilities.parsing", "lightning.pytorch.utilities.parsing",
        "lightning_fabric.utilities.data", "lightning.fabric.utilities.data",
    )),
)  # fmt: skip
FAMILIES = {  # parts of the names of tensors, by what they are the weights of
    "a diffusion model": ("diffusion_model", "down_blocks.", "mid_block.", "time_embed", "lora_"),
    "a StyleGAN": ("modulation", "mapping.", "synthesis.", "style_mod", "g_synthesis"),
    "a transformer": ("self_attn", "attention.", "attn."),
}


class StandIn(dict):
    """In place of an object of another class, whose content is not wanted."""

    def __init__(self, *arguments: Any):
        super().__init__()

    def __setstate__(self, state: Any) -> None:
        pass


_stand_ins = threading.Lock()  # torch keeps the classes that it accepts for the whole process


def content_of(path: Path, kind: Kind) -> Any:
    """What a file of PyTorch or a foreign safetensors file holds. Raises GanError."""
    if kind == Kind.SAFETENSORS:
        _refuse_family(path, safetensors_header(path))
    _check_size(path)
    try:
        if kind == Kind.SAFETENSORS:
            tensors = safetensors.torch.load_file(path)
            return {name: tensors[name] for name in sorted(tensors, key=_natural)}
        _check_names(path, names_in(path))
        with _stand_ins, torch.serialization.safe_globals([(StandIn, n) for n in STAND_INS]):
            return torch.load(path, map_location="cpu", weights_only=True)
    except GanError:
        raise
    except Exception as error:  # any damage, and any pickle that torch refuses
        raise GanError(
            f"{path.name} is damaged or cut off, or holds more than weights; fetch it again, or "
            "save the generator alone: torch.save(netG.state_dict(), FILE)."
        ) from error


def refuse_pickle(path: Path) -> GanError:
    """The refusal of a pickle that is no file of PyTorch's; StyleGAN's are named."""
    try:
        names = names_in(path)
    except Exception:
        names = set()
    if any(name.startswith(STYLEGAN) for name in names):
        return GanError(f"{path.name} is a StyleGAN pickle, which is code; {CAN_OPEN}.")
    return GanError(f"{path.name} {Kind.PICKLE.value}.")


def networks_in(content: Any) -> Iterator[tuple[str, dict[str, Tensor]]]:
    """Each dictionary of tensors that may be one network, with the name of its place.

    Those of a file are its dictionaries; within one, tensors below a name that is a generator's
    ("generator.main.0.weight") or the only one ("module.main.0.weight") are tried by themselves.
    """
    yield from _dictionaries(content, "", MAX_DEPTH, set())


def refuse_content(path: Path, content: Any, discriminator: bool) -> GanError:
    """The refusal of a file in which no generator was found."""
    names = [name for _, tensors in networks_in(content) for name in tensors]
    _refuse_family(path, dict.fromkeys(names))
    held = ["a discriminator's weights"] * discriminator
    held += ["an optimiser's state"] * _has_optimiser(content, MAX_DEPTH, set())
    if not held and not names:
        return GanError(f"{path.name} holds no weights; {CAN_OPEN}.")
    held = held or [f'weights of another network (such as "{names[0][:60]}")']
    return GanError(f"{path.name} holds {' and '.join(held)} but no generator; {CAN_OPEN}.")


def _dictionaries(
    value: Any, place: str, depth: int, seen: set[int]
) -> Iterator[tuple[str, dict[str, Tensor]]]:
    if not isinstance(value, dict) or depth < 0 or id(value) in seen:
        return
    seen.add(id(value))  # a file may hold a dictionary that holds itself
    tensors = {n: t for n, t in value.items() if isinstance(n, str) and isinstance(t, Tensor)}
    if tensors:
        yield from _parts(tensors, place, MAX_DEPTH)
    for name, inner in value.items():
        yield from _dictionaries(inner, f"{place}.{name}".lstrip("."), depth - 1, seen)


def _parts(
    tensors: dict[str, Tensor], place: str, depth: int
) -> Iterator[tuple[str, dict[str, Tensor]]]:
    yield place, tensors
    by_first: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        first, dot, rest = name.partition(".")
        if dot:
            by_first.setdefault(first, {})[rest] = tensor
    for first, part in by_first.items():
        if depth > 0 and len(by_first) > 1 and is_generators_name(first):
            yield from _parts(part, f"{place}.{first}".lstrip("."), depth - 1)
        elif depth > 0 and len(by_first) == 1:
            for name, inner in _parts(part, place, depth - 1):
                if inner is not part:  # one prefix for all changes nothing
                    yield name, inner


def is_generators_name(name: str) -> bool:
    """Whether a name in a checkpoint says that what follows is a generator, G, netG, G_ema, ..."""
    words = name.lower().replace("_", "").removesuffix("ema").removesuffix("avg")
    return words in ("g", "gen", "netg", "gnet", "modelg") or "generator" in words


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if zipfile.is_zipfile(path):  # entries may be compressed, to a thousandth
        with zipfile.ZipFile(path) as archive:
            size = max(size, sum(entry.file_size for entry in archive.infolist()))
    if size > MAX_BYTES:
        raise GanError(
            f"{path.name} has {size / 1e9:.1f} GB and up to {MAX_BYTES / 1e9:g} GB are opened; "
            "save the generator alone: torch.save(netG.state_dict(), FILE)."
        )


def _check_names(path: Path, names: set[str]) -> None:
    """Name what torch would refuse, in words that help."""
    if any(name.startswith(MODULES) for name in names):
        raise GanError(
            f"{path.name} is a whole pickled module, which could run any code and was not opened; "
            "save its weights instead: torch.save(netG.state_dict(), FILE)."
        )
    if any(name.startswith(STYLEGAN) for name in names):
        raise refuse_pickle(path)
    unknown = {name for name in names if not name.startswith(("torch.", "torch_xla."))}
    unknown -= {*STAND_INS, "collections.OrderedDict", "collections.Counter", "_codecs.encode"}
    unknown = {name for name in unknown if not name.startswith(("__builtin__.", "builtins."))}
    if unknown:
        listed = ", ".join(sorted(unknown)[:3])[:100]
        raise GanError(
            f"{path.name} holds Python objects ({listed}) beside weights and was not opened; save "
            "the generator alone: torch.save(netG.state_dict(), FILE)."
        )


def _refuse_family(path: Path, names: Mapping[str, Any]) -> None:
    for family, marks in FAMILIES.items():
        if any(mark in name for name in names for mark in marks):
            raise GanError(f"{path.name} holds the weights of {family}; {CAN_OPEN}.")


def _has_optimiser(value: Any, depth: int, seen: set[int]) -> bool:
    if not isinstance(value, dict) or depth < 0 or id(value) in seen:
        return False
    seen.add(id(value))
    own = "param_groups" in value and "state" in value
    return own or any(_has_optimiser(inner, depth - 1, seen) for inner in value.values())


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts main.10 behind main.2, as safetensors files sort names as text."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in name.split(".")]
