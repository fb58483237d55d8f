"""Colours and animals: class codes such as amber-fox-42, and what a class calls its owners of runs.

Short common words, spelled as they sound.
"""

import hashlib
import secrets

COLOURS = (
    "amber", "azure", "black", "blue", "bronze", "brown", "copper", "coral", "cream", "cyan",
    "ebony", "gold", "green", "grey", "indigo", "ivory", "jade", "lemon", "lilac", "lime",
    "mint", "navy", "ochre", "olive", "orange", "peach", "pearl", "pink", "plum", "purple",
    "red", "rose", "ruby", "rust", "sand", "scarlet", "silver", "sky", "teal", "violet",
    "white", "yellow",
)  # fmt: skip
ANIMALS = (
    "ant", "badger", "bat", "bear", "beaver", "bee", "bison", "camel", "cat", "cod", "crab",
    "crane", "crow", "deer", "dog", "dolphin", "duck", "eagle", "eel", "falcon", "finch", "fox",
    "frog", "gecko", "goat", "goose", "hare", "hawk", "heron", "horse", "ibis", "jay", "koala",
    "lark", "lemur", "lion", "llama", "lynx", "mole", "moose", "moth", "mouse", "newt", "otter",
    "owl", "ox", "panda", "pike", "pony", "puma", "rabbit", "raven", "robin", "salmon", "seal",
    "shark", "sheep", "snail", "spider", "stork", "swan", "tapir", "tiger", "toad", "trout",
    "turtle", "viper", "walrus", "wasp", "whale", "wolf", "wren", "yak", "zebra",
)  # fmt: skip
NUMBERS = range(10, 100)


def new_code() -> str:
    """One of about 280,000 codes, drawn by the system's random numbers."""
    words = secrets.choice(COLOURS), secrets.choice(ANIMALS)
    return f"{words[0]}-{words[1]}-{secrets.choice(NUMBERS)}"


def owner_words(owner: str) -> str:
    """`amber fox` for an owner as a run keeps it, always the same; "" for nobody.

    Two of thirty people share their words in one class of eight: they call somebody and prove
    nothing.
    """
    if not owner:
        return ""
    number = int.from_bytes(hashlib.sha256(owner.encode("utf-8", "replace")).digest()[:8], "big")
    return f"{COLOURS[number % len(COLOURS)]} {ANIMALS[number // len(COLOURS) % len(ANIMALS)]}"
