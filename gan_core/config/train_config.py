"""What a run was asked to do, completely; to and from config.json."""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

from gan_core import GanError, unknown
from gan_core.config.followed_seeds import followed_seeds
from gan_core.config.image_choices import ImageChoices, image_choices_from
from gan_core.config.settings import MAX_SEED, Settings, settings_from, values_before
from gan_core.config.training_options import TrainingOptions

FORMAT = 1  # of config.json; a reader refuses a number it does not know
BUDGET_UNITS = ("minutes", "epochs", "images")


@dataclass(frozen=True)
class Budget:
    """When a run is over: `amount` in `unit`, from the start of the run, resumes included."""

    unit: str = "minutes"
    amount: float = 5.0

    def __post_init__(self) -> None:
        if self.unit not in BUDGET_UNITS:
            raise unknown("budget unit", str(self.unit), BUDGET_UNITS)
        if not _is_number(self.amount) or not 0 < self.amount < 1e12:
            raise GanError(
                f"A budget of {self.amount} {self.unit} is no budget: give a number above 0."
            )

    def images(self, images_per_epoch: int) -> int | None:
        """Images after which the run is over, or None when the clock decides."""
        if self.unit == "minutes":
            return None
        per_unit = images_per_epoch if self.unit == "epochs" else 1
        return max(1, math.ceil(self.amount * per_unit))

    def fraction(self, images_seen: int, seconds: float, images_per_epoch: int) -> float:
        """How much of the budget is used, 0 to 1."""
        target = self.images(images_per_epoch)
        used = seconds / (60 * self.amount) if target is None else images_seen / target
        return min(1.0, used)


@dataclass(frozen=True)
class TrainConfig:
    """One run, completely: with the same config on the same machine the same weights come out."""

    recipe: str
    dataset: str  # a name from the catalogue, or the path of a folder or archive of images
    image_size: int  # px, square
    settings: TrainingOptions
    budget: Budget = dataclasses.field(default_factory=Budget)
    channels: int | None = None  # 1 grey, 3 colour, None as the data has
    seed: int = 0  # of the initial weights, the order of images and the training noise
    device: str = "cpu"
    threads: int = 0  # CPU threads, part of exact resuming; 0 lets torch decide
    data_root: str | None = None  # where named data sets lie; None: GAN_DATA_ROOT or the user cache
    image_choices: ImageChoices = dataclasses.field(default_factory=ImageChoices)
    followed_seeds: tuple[int, ...] = ()  # of its sample grids; (): the first ones, 0, 1, 2, ...

    def __post_init__(self) -> None:
        if not (isinstance(self.seed, int) and 0 <= self.seed <= MAX_SEED):
            raise GanError(f"A seed is a whole number from 0 to {MAX_SEED}, not {self.seed}.")
        object.__setattr__(self, "followed_seeds", followed_seeds(self.followed_seeds))
        if self.channels not in (None, 1, 3):
            raise GanError(f"Images have 1 channel (grey) or 3 (colour), not {self.channels}.")

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for config.json."""
        values = {"format": FORMAT, **dataclasses.asdict(self)}
        lists = {"followed_seeds": [*self.followed_seeds]}
        return values | lists | {"image_choices": self.image_choices.to_json()}

    @classmethod
    def from_json(cls, values: Any, settings_type: type[TrainingOptions]) -> "TrainConfig":
        """The config that `to_json` gave. Raises GanError for another format or unknown fields."""
        check_format(values)
        values = {key: value for key, value in values.items() if key != "format"}
        try:
            # A setting younger than the run is, in it, what it is where no recipe says otherwise.
            first = {name: field.default for name, field in Settings.__dataclass_fields__.items()}
            first |= values_before(settings_type)
            values["settings"] = settings_from(settings_type, {**first, **values["settings"]})
            values["budget"] = Budget(**values["budget"])
            values["image_choices"] = image_choices_from(values.get("image_choices"))
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise GanError(f"The run's config.json cannot be read ({error}).") from error


def check_format(values: Any) -> None:
    """Refuse a config that is no JSON object of the format this version writes."""
    if not isinstance(values, dict):
        raise GanError("The run has no readable config.json; it cannot be used.")
    if values.get("format") != FORMAT:
        raise GanError(
            f"The run was written in format {values.get('format')} and this version reads format "
            f"{FORMAT}; open it with the version that wrote it."
        )
    for part, kind in _PARTS.items():
        if not isinstance(values.get(part), kind):
            raise GanError(f"The run's config.json has no {part}; the run cannot be used.")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_PARTS = {"recipe": str, "dataset": str, "image_size": int, "settings": dict, "budget": dict}
