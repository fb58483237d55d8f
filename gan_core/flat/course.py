"""A run that a link describes, trained in torch: its start, its changes, and what it came to."""

from collections.abc import Callable

from gan_core.flat.link import Course
from gan_core.flat.step import FlatGAN, one_thread


def follow(course: Course, steps: int, each: Callable[[FlatGAN], None] | None = None) -> FlatGAN:
    """The GAN after the steps of the link and `steps` more; `each` sees it after every step.

    A change at step s is made after s steps, before anything is shown.
    """
    gan = FlatGAN(course.settings)
    waiting = list(course.changes)
    with one_thread():
        while True:
            while waiting and waiting[0].step <= gan.step_count:
                change = waiting.pop(0)
                gan.change(**{change.name: change.value})
            if each and gan.step_count:
                each(gan)
            if gan.step_count == course.step + steps:
                return gan
            gan.step()
