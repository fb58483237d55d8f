"""A short Python script that reproduces an image or a latent walk, pixel for pixel."""

from dataclasses import asdict
from pprint import pformat

from gan_core.generator.keyframes import Keyframe, Walk
from gan_core.generator.latent_walk import Directions

IMAGE_SCRIPT = '''\
"""Reproduces this image pixel for pixel. Needs gan-playground{file}."""

{torch}from gan_core import load_generator
from gan_core.data import images
from gan_core.generator import keyframes, latent_walk

session = load_generator({model!r})
key = {key}
directions = {directions}
z = latent_walk.key_z([key], session.z_dim, directions)
c = latent_walk.key_weights([key], session.num_classes)
image = session.images(z, c)[0]  # uint8 [H, W, C]
images.to_pil(image, scale=8).save("image.png")
'''

WALK_SCRIPT = '''\
"""Reproduces this latent walk frame by frame. Needs gan-playground{file}."""

{torch}from gan_core import load_generator
from gan_core.data import images
from gan_core.generator import keyframes, latent_walk

session = load_generator({model!r})
walk = keyframes.from_json({key})
directions = {directions}
z, c = latent_walk.walk_latents(walk, session.z_dim, session.num_classes, directions)
frames = session.images(z, c)  # uint8 [T, H, W, C]
with open("walk.gif", "wb") as file:
    file.write(images.gif(list(frames), scale=8))
'''


def script(model: str, view: Keyframe | Walk, directions: Directions | None = None) -> str:
    """Source text of the script.

    `model` is a shipped name or the name of a generator file in the same folder as the script;
    `directions` contains those that the view uses.
    """
    keys = view.keys if isinstance(view, Walk) else (view,)
    used = sorted({name for key in keys for name, _ in key.directions})
    template = WALK_SCRIPT if isinstance(view, Walk) else IMAGE_SCRIPT
    return template.format(
        file=f" and {model} in the same folder" if model.endswith(".safetensors") else "",
        model=model,
        key=_walk_text(view) if isinstance(view, Walk) else _key_text(view),
        directions=_directions_text(used, directions or {}),
        torch="import torch\n\n" if used else "",
    )


def _key_text(key: Keyframe) -> str:
    default = Keyframe()
    fields = {name: value for name, value in asdict(key).items()
              if name == "seeds" or value != getattr(default, name)}  # fmt: skip
    return f"keyframes.Keyframe({', '.join(f'{name}={value!r}' for name, value in fields.items())})"


def _walk_text(walk: Walk) -> str:
    return pformat(walk.to_json(), width=100, compact=True, sort_dicts=False)


def _directions_text(used: list[str], directions: Directions) -> str:
    entries = (f"{name!r}: torch.tensor({directions[name].tolist()!r})" for name in used)
    return "{" + ", ".join(entries) + "}"
