"""What the lab can be set to: the table of engine/settings.js, held equal by a test."""

import re
from dataclasses import dataclass
from typing import Any

from gan_core import GanError
from gan_core.config.settings import MAX_SEED
from gan_core.config.training_options import LOSSES

DATA = (
    "ring8", "grid25", "moons", "swiss", "line", "circle", "unequal", "blob", "few", "drawn",
)  # fmt: skip
MOST_POINTS = 64
LATTICE = 500  # own points lie on multiples of 1 / 500, so that a link gives them back exactly


@dataclass(frozen=True)
class Field:
    """One setting: its range or choices, and whether a change starts a new run."""

    name: str
    title: str
    kind: str  # choice, whole, number or points
    start: Any
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    restart: bool = False


def _choice(name: str, title: str, *choices: str, restart: bool = False) -> Field:
    return Field(name, title, "choice", choices[0], choices=choices, restart=restart)


def _whole(name: str, title: str, start: int, low: int, high: int, restart: bool = False) -> Field:
    return Field(name, title, "whole", start, low, high, restart=restart)


def _number(name: str, title: str, start: float, low: float, high: float) -> Field:
    return Field(name, title, "number", start, low, high)


FIELDS = (
    _choice("data", "data", *DATA, restart=True),
    Field("points", "own points", "points", [], restart=True),
    Field("z_dim", "dimensions of z", "whole", 2, 1, 8, ("2", "1", "8"), True),
    _whole("layers_G", "hidden layers of G", 2, 1, 3, True),
    _whole("width_G", "width of G", 32, 2, 128, True),
    _whole("layers_D", "hidden layers of D", 2, 1, 3, True),
    _whole("width_D", "width of D", 32, 2, 128, True),
    _choice("activation", "activation", "leaky", "tanh", restart=True),
    _whole("batch_size", "batch size", 256, 2, 1024, True),
    _whole("seed", "seed", 0, 0, MAX_SEED, True),
    _choice("loss", "loss", *LOSSES),
    _number("lr_G", "learning rate of G", 0.001, 0, 10),
    _number("lr_D", "learning rate of D", 0.001, 0, 10),
    _choice("optimizer", "optimizer", "adam", "sgd"),
    _number("beta1", "beta1 of Adam", 0.5, 0, 0.99),
    _whole("d_steps", "updates of D a step", 1, 1, 20),
    _whole("g_steps", "updates of G a step", 1, 1, 20),
    _choice("order", "order of the updates", "alternating", "simultaneous"),
    _number("r1_gamma", "R1 gamma", 0, 0, 1000),
    _number("r2_gamma", "R2 gamma", 0, 0, 1000),
    _number("gp_weight", "weight of the gradient penalty", 0, 0, 1000),
    _number("weight_clip", "weight clip of D", 0, 0, 10),
    _number("instance_noise", "standard deviation of instance noise", 0, 0, 2),
    _number("real_label", "target for reals", 1, 0.5, 1),
    _number("ema_decay", "EMA decay of G", 0, 0, 0.9999),
    _choice("freeze", "frozen network", "none", "G", "D"),
)
BY_NAME = {field.name: field for field in FIELDS}
DEFAULTS: dict[str, Any] = {field.name: field.start for field in FIELDS}


@dataclass(frozen=True)
class FlatSettings:
    """Complete, checked settings of a lab; made by `checked`."""

    data: str
    points: list[list[float]]
    z_dim: int
    layers_G: int
    width_G: int
    layers_D: int
    width_D: int
    activation: str
    batch_size: int
    seed: int
    loss: str
    lr_G: float
    lr_D: float
    optimizer: str
    beta1: float
    d_steps: int
    g_steps: int
    order: str
    r1_gamma: float
    r2_gamma: float
    gp_weight: float
    weight_clip: float
    instance_noise: float
    real_label: float
    ema_decay: float
    freeze: str


def checked(given: Any) -> FlatSettings:
    """The settings that JSON asks for, the rest at their defaults. Raises GanError otherwise."""
    if not isinstance(given, dict):
        raise GanError("The settings of the lab must be an object of names and values.")
    values = dict(DEFAULTS)
    for name, value in given.items():
        if name not in BY_NAME:
            raise GanError(f'The lab has no setting "{shown(str(name))}".')
        values[name] = value_of(BY_NAME[name], value)
    if values["data"] == "drawn" and not values["points"]:
        raise GanError("Own points were chosen, but none are given; draw at least one.")
    return FlatSettings(**values)


def value_of(field: Field, value: Any) -> Any:
    """The value, if it is one for this field. Raises GanError otherwise."""
    if field.kind == "points":
        return _points(value)
    if field.kind == "choice":
        if value in field.choices if isinstance(value, str) else False:
            return value
        raise GanError(f"The {field.title} must be {', '.join(field.choices)}.")
    fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = fits and field.low <= value <= field.high
    if field.kind == "whole":
        fits = fits and value == int(value)
    if field.name == "z_dim":
        fits = fits and value in (1, 2, 8)
    if not fits:
        limits = "1, 2 or 8" if field.name == "z_dim" else f"{field.low:g} to {field.high:g}"
        raise GanError(f"The {field.title} must be {limits}.")
    return int(value) if field.kind == "whole" else value + 0.0


def shown(text: str) -> str:
    """Enough of a wrong text to know it by, and no letter that could do harm in a sentence."""
    return re.sub(r"[^A-Za-z0-9_ .+-]", "?", text[:24])


def _points(value: Any) -> list[list[float]]:
    fits = isinstance(value, list) and len(value) <= MOST_POINTS
    fits = fits and all(isinstance(point, list) and len(point) == 2 for point in value)
    fits = fits and all(
        isinstance(x, (int, float)) and not isinstance(x, bool) and abs(x) <= 1
        for point in value
        for x in point
    )
    if not fits:
        raise GanError(f"Own points are at most {MOST_POINTS} pairs of numbers from -1 to 1.")
    return [[round(x * LATTICE) / LATTICE for x in point] for point in value]
