"""Counter-based random numbers: Threefry2x32 with 20 rounds (Salmon et al., SC 2011).

A number is a pure function of (seed, stream, counter, index): data, z and noise never disturb each
other, nothing has to be stored, and the browser draws the same bits (engine/draws.js).
"""

from enum import IntEnum

import numpy as np

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA
MASK = 0xFFFFFFFF


class Stream(IntEnum):
    """What a number is for; the counter is the number of updates of D or of G so far."""

    INIT_G = 0
    INIT_D = 1
    REAL = 2
    Z_D = 3
    Z_G = 4
    NOISE_REAL = 5
    NOISE_FAKE = 6
    GP = 7
    REAL_G = 8
    NOISE_G = 9
    NOISE_REAL_G = 10
    FIXED_Z = 11
    REFERENCE = 12


def words(seed: int, stream: int, counter: int, count: int) -> np.ndarray:
    """Blocks 0 to count - 1 of two words, [count, 2] uint32."""
    keys = (seed & MASK, stream & MASK, PARITY ^ (seed & MASK) ^ (stream & MASK))
    a = np.full(count, (counter + keys[0]) & MASK, np.uint32)
    b = np.arange(count, dtype=np.uint32) + np.uint32(keys[1])
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            a = a + b
            b = ((b << np.uint32(rotation)) | (b >> np.uint32(32 - rotation))) ^ a
        a = a + np.uint32(keys[(group + 1) % 3])
        b = b + np.uint32((keys[(group + 2) % 3] + group + 1) & MASK)
    return np.stack([a, b], axis=1)


def uniforms(count: int, seed: int, stream: int, counter: int) -> np.ndarray:
    """Uniform numbers in (0, 1), (word + 1/2) / 2^32, [count] float64."""
    return (words(seed, stream, counter, (count + 1) // 2).reshape(-1)[:count] + 0.5) / 2**32


def normals(count: int, seed: int, stream: int, counter: int) -> np.ndarray:
    """Standard normal numbers by Box and Muller, [count] float64."""
    drawn = words(seed, stream, counter, (count + 1) // 2) + 0.5
    radius = np.sqrt(-2 * np.log(drawn[:, 0] / 2**32))
    angle = 2 * np.pi * drawn[:, 1] / 2**32
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return pairs.reshape(-1)[:count]
