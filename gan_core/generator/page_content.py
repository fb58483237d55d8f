"""What a page with a generator says of it: the rows of its model card, and its directions."""

from collections.abc import Iterator
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.files.names import normal
from gan_core.generator import directions
from gan_core.generator.directions import Direction
from gan_core.generator.session import GeneratorSession
from gan_core.generator.shipped import PRETRAINED

LIMITS = (
    "Its images are no evidence of anything: they resemble the training images, with their gaps "
    "and prejudices, and some may be nearly copies of them."
)


def title(session: GeneratorSession) -> str:
    return normal(f"{_dataset(session)} by {session.about['recipe']}")


def _dataset(session: GeneratorSession) -> str:
    """The name of the data set; of a folder or file, without where it lay."""
    name = _metrics(session).get("dataset") or session.about.get("dataset", "images")
    return str(name).replace("\\", "/").rsplit("/", 1)[-1]


def card_rows(session: GeneratorSession) -> Iterator[tuple[str, str]]:
    """Name and value of each row of the model card."""
    about, settings = session.about, session.about["settings"]
    colour = "colour" if session.channels == 3 else "grey"
    yield "recipe", str(about["recipe"])
    yield "data set", _dataset(session)
    if isinstance(seen := about.get("images_seen"), int):
        yield "length of the training", f"{seen:,} images seen"
    if "seed" in about:
        yield "seed of the training", str(about["seed"])
    yield "images", f"{session.image_size} px, {colour}"
    yield "z", f"{session.z_dim} numbers, normally distributed"
    if session.class_names:
        yield "classes", ", ".join(session.class_names)
    if "loss" in settings:
        yield "loss", str(settings["loss"])
    yield from _measured(_metrics(session))
    yield "limits", LIMITS


def _metrics(session: GeneratorSession) -> dict[str, Any]:
    """Of a shipped generator, from the file beside it."""
    folder = session.path.parent if session.path else None
    if folder is None or folder.parent != PRETRAINED:
        return {}
    found = durable_files.read_json(folder / "metrics.json")
    return found if isinstance(found, dict) else {}


def _measured(metrics: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What was measured, on how many samples, and what real images reach."""
    if "licence" in metrics:
        yield "licence of the data", str(metrics["licence"])
    if not {"fd", "fd_name", "coverage", "samples", "reals"} <= metrics.keys():
        return
    yield "measured on", f"{metrics['samples']:,} samples and {metrics['reals']:,} held-out images"
    for name, key, ideal in ((metrics["fd_name"], "fd", "0"), ("coverage", "coverage", "1")):
        reals = metrics.get(f"{key}_floor")
        beside = f"; real images: {reals:.3g}" if reals is not None else ""
        yield name, f"{metrics[key]:.3g} (ideal: {ideal}{beside})"
    yield "", f"{metrics['fd_name']} is a distance on features of this project's network, not FID."


def known_directions(session: GeneratorSession) -> list[dict[str, Any]]:
    """The directions in the file beside the generator, those of a property first; JSON values."""
    path = session.path and session.path.with_name(directions.FILE)
    if path is None or not path.is_file():
        return []
    try:
        found = directions.read(path, session.path)
    except GanError:  # damaged, or of another generator: the page is whole without it
        return []
    fitting = [each for each in found if len(each.vector) == session.z_dim]
    order = sorted(fitting, key=lambda each: (each.rising is None, -(each.rising or 0)))
    return [_as_values(each, session) for each in order]


def _as_values(each: Direction, session: GeneratorSession) -> dict[str, Any]:
    facts = [f"pixels change by {each.strength:.3f} of 1 a step"]
    if each.rising is not None:
        facts.append(f"works for {each.rising:.0%} of 200 other seeds")
    if each.explains is not None:
        facts.append(f"explains {each.explains:.1%}")
    only = f" ({_class_name(session, each.only)})" if each.only is not None else ""
    is_named = each.kind == "measured"
    return {
        "id": each.id,
        "named": is_named,
        "title": normal((each.id.partition("-c")[0] if is_named else each.name) + only),
        "low": normal(each.opposite + only) if is_named else normal(each.id),
        "high": normal(each.name) if is_named else "",
        "facts": ", ".join(facts),
        "vector": [round(value, directions.DIGITS) for value in each.vector],
    }


def _class_name(session: GeneratorSession, index: int) -> str:
    names = session.class_names
    return names[index] if index < len(names) else f"class {index}"
