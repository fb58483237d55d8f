"""Settings of a recipe: frozen dataclasses, one line and a unit a field."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from gan_core import GanError, unknown

MAX_SEED = 2**32 - 1  # what numpy.random.RandomState takes

# Why a setting that shapes the networks stays as it is when a run is forked.
BUILT = "the networks are built for it"
CONDITIONED = "G and D are built for these classes"

OLD_NAMES = {"groups": "clusters"}  # of settings, in files that version 0.1 wrote

S = TypeVar("S", bound="Settings")


def setting(
    default: Any,
    doc: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
    main: bool = False,
    fixed: str = "",
    before: Any = None,
) -> Any:
    """A settings field: its default, what it does in one plain line, and its range.

    Text takes one of `choices`. `main` marks the few that the form shows first; the others are
    folded away. `fixed` says, as a clause, why it stays as it is when a run is forked
    (`gan_core.runs.fork`); "" for a setting that a branch may change. `before` is its value in runs
    older than the setting, where that is not the default.
    """
    about = {
        "doc": doc, "unit": unit, "low": low, "high": high, "choices": choices, "main": main,
        "fixed": fixed, "before": before,
    }  # fmt: skip
    return dataclasses.field(default=default, metadata=about)


def override(base: type["Settings"], name: str, default: Any, **about: Any) -> Any:
    """The field `name` of `base` with another default; `about` replaces its doc, unit or range."""
    metadata = base.__dataclass_fields__[name].metadata
    return dataclasses.field(default=default, metadata={**metadata, **about})


def values_before(settings_type: type["Settings"]) -> dict[str, Any]:
    """Of settings that are not at their default in runs older than they are, the values there."""
    fields = dataclasses.fields(settings_type)
    return {it.name: before for it in fields if (before := it.metadata["before"]) is not None}


def may_change(field: dataclasses.Field[Any]) -> bool:
    """Whether a branch of a run may differ from its parent in this setting."""
    return not field.metadata["fixed"]


@dataclass(frozen=True)
class Settings:
    """What every recipe can be set to. A recipe subclasses it to change defaults or add its own."""

    batch_size: int = setting(
        64,
        "Real images in each update of D; larger batches are smoother and slower.",
        unit="images", low=2, high=4096, main=True,
    )  # fmt: skip
    lr_G: float = setting(
        2e-4,
        "Step size of G; too large is unstable.",
        low=1e-7,
        high=1.0,
        main=True,
    )
    lr_D: float = setting(
        2e-4,
        "Step size of D; higher than G's, D may overpower G.",
        low=1e-7,
        high=1.0,
        main=True,
    )
    z_dim: int = setting(
        100, "Length of the noise vector z.",
        unit="numbers", low=1, high=1024, main=True, fixed="G's first layer is as wide as z",
    )  # fmt: skip
    real_label: float = setting(
        1.0,
        "Target for real images; 0.9 (label smoothing) stops over-confidence.",
        low=0.5, high=1.0, main=True,
    )  # fmt: skip
    labels: bool = setting(
        False,
        "Give G and D the class of each image; lets you choose the class to generate.",
        main=True,
        fixed=CONDITIONED,
    )
    clusters: int = setting(
        0,
        "Without labels: similar images are clustered, and clusters used as classes.",
        unit="clusters", low=0, high=256, fixed=CONDITIONED,
    )  # fmt: skip
    beta1: float = setting(0.5, "Adam's momentum; 0.9 makes GANs oscillate.", low=0.0, high=0.999)
    beta2: float = setting(
        0.999, "Adam's decay rate of the squared gradient.", low=0.0, high=0.99999
    )
    adam_eps: float = setting(
        1e-8, "Small constant in Adam's denominator, for numerical stability.",
        low=1e-12, high=0.01,
    )  # fmt: skip
    ema_kimg: float = setting(
        500.0,
        "Half-life of the averaged generator G_ema, at most 5% of the images seen so far.",
        unit="thousand images", low=0.0, high=1e6,
    )  # fmt: skip
    posthoc_ema: bool = setting(
        True,
        "Save two more averages of G, from which an EMA of any length can be made afterwards.",
        fixed="its averages begin with the run",
    )
    keep_checkpoints: bool = setting(
        True, "Keep up to 10 checkpoints to fork the run from, 200 MB in all."
    )
    log_every: int = setting(
        5, "Updates averaged into one point of the curves.", unit="updates", low=1, high=10000
    )

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, checked(field, getattr(self, field.name)))


def settings_from(settings_type: type[S], values: dict[str, Any]) -> S:
    """Settings with `values` in place of the defaults. Raises GanError for bad names and values."""
    names = {field.name.lower(): field.name for field in dataclasses.fields(settings_type)}
    for name in values:
        if str(name).lower() not in names:
            raise unknown("setting", str(name), names.values())
    return settings_type(**{names[name.lower()]: value for name, value in values.items()})


def with_new_names(values: dict[str, Any]) -> dict[str, Any]:
    """Stored settings of any version under the names of this one."""
    return {OLD_NAMES.get(name, name): value for name, value in values.items()}


def parse_assignments(assignments: Iterable[str]) -> dict[str, str]:
    """Names and values of `key=value` arguments; of two with one name the last counts."""
    values: dict[str, str] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise GanError(
                f'"{assignment}" is not a setting: write it as key=value, for example lr_G=1e-4.'
            )
        values[name.strip()] = text.strip()
    return values


def checked(field: dataclasses.Field, value: Any) -> Any:
    """The value in the field's own type and range, text parsed. Raises GanError for all else."""
    kind = type(field.default)
    try:
        value = _TYPES[kind](value)
    except (TypeError, ValueError, KeyError, OverflowError):
        raise GanError(f"{field.name} must be {_NAMES[kind]}, not {value!r}.") from None
    choices = field.metadata["choices"]
    if choices and value not in choices:
        raise unknown(field.name, value, choices)
    low, high = field.metadata["low"], field.metadata["high"]
    if low is not None and not low <= value <= high:  # NaN fails the comparison too
        unit = f" {field.metadata['unit']}" if field.metadata["unit"] else ""
        raise GanError(f"{field.name} must lie between {low:g} and {high:g}{unit}, not {value:g}.")
    return value


def _whole(value: Any) -> int:
    number = float(value)
    if isinstance(value, bool) or number != int(number):
        raise ValueError
    return int(number)


def _real(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError
    return float(value)


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[
        str(value).lower()
    ]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


_TYPES = {int: _whole, float: _real, bool: _truth, str: _text}
_NAMES = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
