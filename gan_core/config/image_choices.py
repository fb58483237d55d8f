"""What is made of the images of a run before D sees them: decided once, and kept in config.json."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from gan_core import GanError, composed, unknown
from gan_core.config.settings import checked, setting

AUTO_BACKGROUND = "auto"
# Of folders; Windows forbids it in names, and elsewhere hardly a name holds it.
SEPARATOR = "|"


@dataclass(frozen=True)
class ImageChoices:
    """How images become squares, and which of them are used."""

    fit: str = setting(
        "crop", "crop: the centre square; pad: all of it, with bars; squash: all of it, distorted.",
        choices=("crop", "pad", "squash"),
    )  # fmt: skip
    background: str = setting(
        AUTO_BACKGROUND, "What transparent parts and bars become; auto is the more visible one.",
        choices=(AUTO_BACKGROUND, "black", "white"),
    )  # fmt: skip
    classes: str = setting(
        "folders", "folders: each folder is a class; one: all images are one class.",
        choices=("folders", "one"),
    )  # fmt: skip
    leave_out: str = setting(
        "", f"Folders that are not used, separated by {SEPARATOR}: their names or paths."
    )
    subset: int = setting(
        0, "Only so many images, chosen at random; 0 for all.", unit="images", low=0, high=10**7
    )
    flip: bool = setting(False, "Each image also mirrored: twice the images, where left is right.")
    like: str = setting(
        "", "Named data set that these images are a copy of: its metrics and loss network are used."
    )

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, checked(field, getattr(self, field.name)))

    @property
    def folders_left_out(self) -> frozenset[str]:
        text = composed(self.leave_out)
        names = (name.strip().strip("/") for name in text.split(SEPARATOR))
        return frozenset(name for name in names if name)

    def to_json(self) -> dict[str, Any]:
        """Plain values for config.json, the folders left out as a list."""
        folders = self.leave_out.split(SEPARATOR) if self.leave_out else []
        return {**dataclasses.asdict(self), "leave_out": folders}


NAMES = frozenset(ImageChoices.__dataclass_fields__)


def image_choices_from(values: Any) -> ImageChoices:
    """The choices in a config, or the defaults for one that was written before there were any.

    Until then transparent images were composited on black. Where the folders left out are no list
    yet, commas separate them. Raises GanError for a bad value.
    """
    if values is None:
        return ImageChoices(background="black")
    if not isinstance(values, dict):
        raise GanError("The run's config.json has image choices that cannot be read.")
    for name in values:
        if name not in NAMES:
            raise unknown("image choice", str(name), sorted(NAMES))
    folders = values.get("leave_out", "")
    if isinstance(folders, str) and SEPARATOR not in folders:
        folders = folders.split(",")
    if isinstance(folders, list):
        folders = SEPARATOR.join(map(str, folders))
    return ImageChoices(**{**values, "leave_out": folders})
