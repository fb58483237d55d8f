"""Small images as a folder, a zip and a tar, and the call that loads them."""

import io
import tarfile
import zipfile

import pytest
from PIL import Image

from gan_core.data.image_set import load_images


def image_bytes(colour=(200, 40, 90), size=(20, 20), mode="RGB", kind="PNG", **options):
    """The bytes of an image file of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(file, kind, **options)
    return file.getvalue()


def two_classes(top=""):
    """Names to bytes: two red cats, two blue dogs."""
    return {
        f"{top}{name}/{number}.png": image_bytes(colour)
        for name, colour in (("cat", (255, 0, 0)), ("dog", (0, 0, 255)))
        for number in range(2)
    }


def as_folder(root, files):
    for name, content in files.items():
        path = root / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(root / "photos")


def as_zip(root, files):
    with zipfile.ZipFile(root / "photos.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return str(root / "photos.zip")


def as_tar(root, files, ending="tar.gz"):
    path = root / f"photos.{ending}"
    with tarfile.open(path, "w:" + {"tar": "", "tgz": "gz"}.get(ending, ending[4:])) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return str(path)


every_form = pytest.mark.parametrize("pack", [as_folder, as_zip, as_tar])


def load(path, **options):
    return load_images(str(path), progress=None, **options)
