"""A short Python script that draws one view again, pixel for pixel."""

from dataclasses import asdict
from pprint import pformat

from gan_core.generator.keyframes import Keyframe, Walk
from gan_core.generator.latent_walk import Directions

PICTURE = '''\
"""Draws this picture again, pixel for pixel. Needs gan-playground{file}."""

{torch}from gan_core import load_generator
from gan_core.data import images
from gan_core.generator import latent_walk
from gan_core.generator.keyframes import Keyframe

session = load_generator({model!r})
key = {key}
directions = {directions}
z = latent_walk.key_z([key], session.z_dim, directions)
c = latent_walk.key_weights([key], session.num_classes)
picture = session.images(z, c)[0]  # uint8 [H, W, C]
images.to_pil(picture, scale=8).save("picture.png")
'''

WALK = '''\
"""Draws this walk again, frame for frame. Needs gan-playground{file}."""

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

    `model` is a shipped name or the name of the generator file that lies beside the script;
    `directions` has those that the view uses.
    """
    keys = view.keys if isinstance(view, Walk) else (view,)
    used = sorted({name for key in keys for name, _ in key.directions})
    template = WALK if isinstance(view, Walk) else PICTURE
    return template.format(
        file=f" and {model} beside it" if model.endswith(".safetensors") else "",
        model=model,
        key=_walk_text(view) if isinstance(view, Walk) else _key_text(view),
        directions=_directions_text(used, directions or {}),
        torch="import torch\n\n" if used else "",
    )


def _key_text(key: Keyframe) -> str:
    plain = Keyframe()
    fields = {name: value for name, value in asdict(key).items()
              if name == "seeds" or value != getattr(plain, name)}  # fmt: skip
    return f"Keyframe({', '.join(f'{name}={value!r}' for name, value in fields.items())})"


def _walk_text(walk: Walk) -> str:
    return pformat(walk.to_json(), width=100, compact=True, sort_dicts=False)


def _directions_text(used: list[str], directions: Directions) -> str:
    entries = (f"{name!r}: torch.tensor({directions[name].tolist()!r})" for name in used)
    return "{" + ", ".join(entries) + "}"
