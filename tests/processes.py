"""Processes that a test started, found by their command; those that have ended do not count."""

import psutil


def children_with(words: str) -> list[psutil.Process]:
    """All below this process, children's children as well, whose command has these words in it."""
    below = psutil.Process().children(recursive=True)
    return [process for process in below if words in command_of(process)]


def command_of(process: psutil.Process) -> str:
    """Its command line; "" once it has ended, also while nobody has asked how."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
