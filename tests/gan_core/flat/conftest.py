"""Torch on one thread: networks this small are slower on several, the more so on a busy machine."""

from collections.abc import Iterator

import pytest

from gan_core.flat.step import one_thread


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield
