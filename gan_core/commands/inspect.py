"""inspect: one look at images before training."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.config.settings import parse_assignments


@dataclass(frozen=True)
class Inspect:
    """Print what a folder or archive contains, what is left out and why, and what is odd."""

    data: Annotated[Path, tyro.conf.Positional]
    """Folder, archive, array or table of images."""
    set: Annotated[tuple[tuple[str, ...], ...], tyro.conf.UseAppendAction] = ()
    """Choices as key=value: fit, background, classes, leave_out, subset, flip."""
    split: Literal["train", "test"] = "train"
    """Which images."""
    json: bool = False
    """Print JSON, for scripts."""

    def run(self) -> None:
        """Decode every image once and print what was found."""
        from gan_core.data.image_set import print_progress
        from gan_core.data.inspection import inspect_images

        if not self.data.exists():
            raise GanError(f"There is no {self.data}; give a folder, archive, array or table.")
        assignments = parse_assignments(word for words in self.set for word in words)
        try:
            choices = ImageChoices(**assignments)  # type: ignore[arg-type]  # texts are parsed
        except TypeError:
            names = ", ".join(ImageChoices.__dataclass_fields__)
            raise GanError(f"The choices are {names}; write them as key=value.") from None
        found = inspect_images(self.data, choices, self.split, print_progress)
        if self.json:
            print(json.dumps(found.to_json(), indent=2, ensure_ascii=False))
            return
        print("\n".join(found.sentences()))
        for name, count in found.class_counts.items():
            print(f"  {name}: {count:,}")
        sizes = ", ".join(f"{width}x{height} ({count:,})" for width, height, count in found.sizes)
        more = f" and {found.size_count - len(found.sizes)} more" if found.size_count > 5 else ""
        print(f"Sizes in px: {sizes}{more}")
