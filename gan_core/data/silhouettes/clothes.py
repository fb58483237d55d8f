"""One function for each class: it draws an item and returns the probabilities of its patterns."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from gan_core.data.silhouettes.canvas import Canvas, arc, long_sleeves, sleeves, torso

PatternProbabilities = tuple[float, ...]
"""Of horizontal stripes, vertical stripes, checks, dots and a chest print; the rest is plain."""

_SEAM = 0.45  # brightness of a seam: dark enough to survive at 28 px, not so dark as to be a gap


def _tee(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    chest, neck = rng.uniform(0.46, 0.58), rng.uniform(0.16, 0.28)
    reach = rng.uniform(0.33, 0.44)
    if rng.random() > 0.12:  # the others are sleeveless
        end = (min(0.98, chest + reach), rng.uniform(-0.42, -0.1))
        sleeves(canvas, chest + 0.04, chest - 0.06, end, rng.uniform(0.26, 0.36), 0.88)
    bottom, depth = rng.uniform(0.72, 0.95), rng.uniform(0.08, 0.22)
    torso(canvas, rng, chest, chest + rng.uniform(-0.05, 0.06), bottom, neck, depth)
    canvas.line(arc(0, -0.93, neck + 0.02, depth + 0.03, 0, 1), 0.75, 0.04, 0.7)
    canvas.both([(chest, -0.72), (chest - 0.03, -0.35), (chest - 0.07, -0.35)], 0.6)
    return (0.2, 0.05, 0.04, 0.06, 0.3)


def _pullover(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    chest = rng.uniform(0.44, 0.54)
    long_sleeves(canvas, rng, chest, cuff=rng.uniform(0.1, 0.2))
    neck, depth, bottom = rng.uniform(0.15, 0.24), rng.uniform(0.05, 0.12), rng.uniform(0.72, 0.9)
    hem = chest - rng.uniform(-0.02, 0.06)
    torso(canvas, rng, chest, hem, bottom, neck, depth)
    band = rng.uniform(0.1, 0.18)
    canvas.half([(hem, bottom - band), (hem - 0.04, bottom + 0.05), (0, bottom + 0.05),
              (0, bottom - band)], 0.72, 0.8)  # fmt: skip
    if rng.random() < 0.3:
        canvas.half([(neck, -0.9), (neck - 0.03, -1.0), (0, -1.0), (0, -0.76)], 0.8, 0.8)
    else:
        canvas.line(arc(0, -0.93, neck + 0.03, depth + 0.05, 0, 1), 0.7, 0.07, 0.8)
    canvas.both([(chest, -0.6), (chest - 0.03, 0.35), (chest - 0.09, -0.3)], _SEAM)
    return (0.25, 0.03, 0.05, 0.06, 0.15)


def _coat(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    chest, bottom = rng.uniform(0.46, 0.56), rng.uniform(0.86, 0.98)
    long_sleeves(canvas, rng, chest)
    hem = chest + rng.uniform(0.0, 0.12)
    torso(canvas, rng, chest, hem, bottom, 0.2, 0.06)
    canvas.both([(chest, -0.6), (chest - 0.02, 0.5), (chest - 0.09, -0.3)], _SEAM)
    if rng.random() < 0.35:  # with a zip, some with a hood
        canvas.line([(0, -0.9), (0, bottom)], 0.1, 0.05)
        canvas.line([(0.07, -0.8), (0.07, bottom)], 0.7, 0.04, 0.8)
        if rng.random() < 0.5:
            canvas.fill(arc(0, -0.72, 0.34, 0.26, 1, 2) + arc(0, -0.72, 0.34, 0.14, 0, 1), 0.74)
            canvas.fill(arc(0, -0.76, 0.2, 0.14, 0, 2, 20), 0.25, 0.8)
        else:
            canvas.both([(0.02, -0.98), (0.24, -0.98), (0.27, -0.76), (0.02, -0.7)], 0.74, 0.6)
    else:
        _lapels(canvas, rng, bottom)
    pocket = rng.uniform(0.25, 0.45)
    for side in (-1, 1):
        canvas.line([(side * 0.2, pocket), (side * 0.38, pocket - 0.05)], _SEAM, 0.06)
    if rng.random() < 0.35:
        canvas.half([(chest - 0.03, 0.08), (chest - 0.03, 0.2), (0, 0.2), (0, 0.08)], 0.5, 1)
    return (0.0, 0.05, 0.14, 0.0, 0.0)


def _lapels(canvas: Canvas, rng: Generator, bottom: float) -> None:
    gap, lapel = rng.uniform(0.02, 0.14), rng.uniform(-0.4, 0.0)
    canvas.half([(0.04, lapel), (gap, bottom + 0.08), (0, bottom + 0.08), (0, lapel)], 0.06)
    canvas.fill([(-0.17, -0.9), (0.17, -0.9), (0, lapel + 0.06)], 0.12, 0.3)
    wide = rng.uniform(0.3, 0.4)
    canvas.both([(0.12, -0.98), (0.22, -0.94), (wide, -0.55), (0.05, lapel + 0.04)], 0.74, 0.6)
    for side in (-1, 1):
        canvas.line([(side * wide, -0.55), (side * 0.05, lapel + 0.04)], _SEAM, 0.04)


def _shirt(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    chest, bottom = rng.uniform(0.44, 0.54), rng.uniform(0.78, 0.94)
    cuff = rng.uniform(0.08, 0.14)
    if rng.random() < 0.75:
        long_sleeves(canvas, rng, chest, cuff)
    else:
        end = (min(0.98, chest + 0.36), rng.uniform(0.0, 0.15))
        sleeves(canvas, chest + 0.04, chest - 0.06, end, 0.28, 0.86, cuff)
    torso(canvas, rng, chest, chest + rng.uniform(-0.04, 0.05), bottom, 0.17, 0.05)
    canvas.both([(chest, -0.6), (chest - 0.03, 0.3), (chest - 0.08, -0.3)], _SEAM)
    canvas.half([(0.07, -0.8), (0.07, bottom), (0, bottom + 0.04), (0, -0.8)], 0.9)
    canvas.line([(0.08, -0.75), (0.08, bottom)], 0.6, 0.03)
    open_to = rng.uniform(-0.8, -0.45)
    canvas.fill([(-0.13, -0.92), (0.13, -0.92), (0, open_to)], 0.08)
    canvas.both([(0.08, -1.0), (0.22, -0.94), (0.25, -0.68), (0.02, open_to)], 1, 0.25)
    canvas.line([(0.24, -0.68), (0.02, open_to)], 0.5, 0.04)
    canvas.line([(-0.24, -0.68), (-0.02, open_to)], 0.5, 0.04)
    for y in np.arange(open_to + 0.16, bottom - 0.08, rng.uniform(0.2, 0.28)):
        canvas.dot(0, y, 0.045, 0.2, 0.5)
    if rng.random() < 0.5:
        canvas.fill([(0.18, -0.3), (0.36, -0.3), (0.36, -0.08), (0.27, -0.03), (0.18, -0.08)], 0.78)
    return (0.08, 0.2, 0.26, 0.06, 0.0)


def _dress(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    chest, waist = rng.uniform(0.24, 0.36), rng.uniform(0.18, 0.27)
    flare, bottom = rng.uniform(0.3, 0.72), rng.uniform(0.82, 0.98)
    middle, neck = rng.uniform(-0.25, 0.05), rng.uniform(0.1, 0.18)
    top, kind = -0.92, rng.random()
    if kind < 0.3:  # thin straps
        top = -0.68
        canvas.line([(0.75 * chest, top + 0.1), (0.5 * chest, -0.95)], 0.8, 0.05)
        canvas.line([(-0.75 * chest, top + 0.1), (-0.5 * chest, -0.95)], 0.8, 0.05)
    elif kind < 0.65:
        drop = rng.uniform(-0.55, 0.3)
        sleeves(canvas, chest, chest - 0.06, (chest + 0.28, drop), 0.16, 0.84)
    canvas.half([(neck, top), (chest, top + 0.1), (chest - 0.02, -0.45), (waist, middle),
              (0.5 * (waist + flare) + 0.04, middle + 0.35), (flare, bottom),
              (0, bottom + 0.04), (0, top)])  # fmt: skip
    canvas.fill(arc(0, top - 0.02, neck, rng.uniform(0.06, 0.2), 0, 1), 0)
    if rng.random() < 0.6:
        canvas.half([(waist, middle - 0.05), (waist, middle + 0.05), (0, middle + 0.05),
                  (0, middle - 0.05)], 0.5, 1)  # fmt: skip
    for x in (-0.5, 0.0, 0.5):
        canvas.line([(x * waist, middle + 0.15), (x * flare, bottom - 0.04)], 0.74, 0.03)
    return (0.1, 0.05, 0.05, 0.2, 0.0)


def _trouser(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    waist, hip = rng.uniform(0.26, 0.34), rng.uniform(0.32, 0.42)
    crotch, bottom = rng.uniform(-0.4, -0.2), rng.uniform(0.8, 0.98)
    if rng.random() < 0.08:
        bottom = rng.uniform(0.15, 0.4)  # shorts
    spread, leg = rng.uniform(0.0, 0.14), rng.uniform(0.15, 0.25)
    outer = hip + spread * 0.6
    knee = 0.5 * (crotch + bottom)
    canvas.both([(0, -0.95), (waist, -0.95), (hip, -0.5), (0.5 * (hip + outer) - 0.01, knee),
              (outer, bottom), (outer - leg, bottom), (0.03 + spread * 0.3, knee),
              (0.012, crotch), (0, crotch)])  # fmt: skip
    canvas.half([(waist, -0.97), (waist + 0.02, -0.83), (0, -0.83), (0, -0.97)], 0.7, 0.8)
    canvas.line([(0, -0.83), (0, crotch)], 0.5, 0.04)
    for side in (-1, 1):
        crease = side * (outer - 0.5 * leg)
        canvas.line([(side * 0.5 * hip, -0.6), (crease, bottom - 0.05)], 0.82, 0.04)
        canvas.line([(side * (hip - 0.14), -0.8), (side * (hip - 0.02), -0.58)], 0.55, 0.04)
        if rng.random() < 0.3:
            canvas.line([(side * (outer - leg), bottom - 0.04), (side * outer, bottom - 0.04)], 0.6)
    return (0.02, 0.08, 0.06)


def _sandal(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    heel, thick = max(0.0, rng.uniform(-0.35, 0.75)), rng.uniform(0.07, 0.13)
    floor = 0.42 + 0.3 * heel
    back, ball = floor - heel - 0.08, floor - 0.04
    canvas.fill([(-0.95, ball - 0.04), (-0.5, ball), (-0.1, ball - 0.1), (0.35, back + 0.06),
              (0.92, back - 0.02), (0.92, back + thick), (0.4, back + thick + 0.1),
              (-0.1, ball + thick - 0.02), (-0.5, floor + thick), (-0.92, floor + 0.04)],
             0.85)  # fmt: skip
    if heel > 0.12:
        slim = rng.uniform(0.04, 0.16)
        canvas.fill([(0.62, back + 0.08), (0.93, back), (0.86, floor + thick),
                  (0.86 - slim, floor + thick)], 0.7, 0.4)  # fmt: skip
    else:
        canvas.line([(-0.9, floor + thick), (0.92, floor + thick)], 0.6, 0.08, 0.6)
    width, lift = rng.uniform(0.07, 0.14), rng.uniform(0.26, 0.42)
    ankle = back - rng.uniform(0.38, 0.6)
    toes = [(-0.82, ball), (-0.62, ball - lift), (-0.32, ball - lift), (-0.2, ball - 0.06)]
    kind = rng.random()
    if kind < 0.35:  # a broad band over the toes
        canvas.fill(toes, 0.95, 0.5, 1)
        canvas.line([toes[1], (-0.46, ball - 0.04)], 0.6, 0.04)
    else:
        canvas.line(toes, 0.95, width, 0.5)
    if kind > 0.6:
        canvas.line(
            [(-0.55, ball - 0.02), (-0.3, ball - lift - 0.1), (0.0, ball - 0.16)], 0.8, width
        )
    if kind < 0.15 and heel < 0.2:  # a slipper, without a strap at the ankle
        return ()
    canvas.line([(0.3, back), (0.38, ankle), (0.86, ankle - 0.04), (0.9, back)], 0.95, width, 0.5)
    bridge = [(-0.4, ball - lift), (0.02, 0.5 * (ball + ankle) - 0.1), (0.4, ankle)]
    canvas.line(bridge if rng.random() < 0.55 else [(0.4, ankle), (0.86, back - 0.1)], 0.9, width)
    canvas.dot(0.44, ankle, 0.07, 0.4)
    return ()


def _shoe_sole(canvas: Canvas, floor: float, thick: float, heel: float = 0.0) -> None:
    canvas.fill([(-0.97, floor - 0.1), (0.93, floor - 0.08), (0.95, floor + thick + heel),
              (0.45, floor + thick + heel), (0.38, floor + thick), (-0.9, floor + thick)],
             1.0, 1.0)  # fmt: skip
    canvas.line([(-0.95, floor - 0.08), (0.93, floor - 0.07)], 0.4, 0.04, 1.0)


def _sneaker(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    floor, thick = rng.uniform(0.32, 0.46), rng.uniform(0.08, 0.2)
    collar, toe = floor - rng.uniform(0.5, 0.82), floor - rng.uniform(0.2, 0.3)
    throat = rng.uniform(0.05, 0.2)
    canvas.fill([(-0.97, floor), (-0.94, toe + 0.05), (-0.72, toe - 0.04), (-0.4, toe - 0.08),
              (throat - 0.1, collar + 0.08), (throat, collar), (0.35, collar + 0.14),
              (0.68, collar + 0.06), (0.86, collar - 0.06), (0.92, collar + 0.04),
              (0.9, floor - 0.2), (0.95, floor)], 0.92, 0.0, 1)  # fmt: skip
    _shoe_sole(canvas, floor, thick)
    cap = arc(-0.97, floor - 0.07, 0.36, floor - toe - 0.02, 1.5, 2.0)
    canvas.fill([*cap, (-0.97, floor - 0.07)], 0.75, 0.6)
    for step in np.linspace(0.15, 0.9, int(rng.integers(3, 6))):
        x, y = -0.42 + step * (throat + 0.35), toe - 0.06 + step * (collar - toe + 0.1)
        canvas.line([(x - 0.03, y), (x + 0.13, y + 0.14)], 0.35, 0.045, 0.8)
    kind = rng.random()
    if kind < 0.45:
        for x in np.arange(3) * 0.15:
            canvas.line([(x, floor - 0.1), (x + 0.15, collar + 0.22)], 0.5, 0.06, 1)
    elif kind < 0.75:
        canvas.line([(-0.2, floor - 0.22), (0.1, floor - 0.14), (0.7, collar + 0.2)], 0.5, 0.08, 1)
    canvas.line([(0.72, collar + 0.14), (0.74, floor - 0.12)], 0.6, 0.04)
    return ()


def _boot(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    floor, thick = rng.uniform(0.62, 0.74), rng.uniform(0.06, 0.11)
    heel = max(0.0, rng.uniform(-0.05, 0.18))
    top, front = rng.uniform(-0.9, -0.55), rng.uniform(0.0, 0.2)
    toe, instep = floor - rng.uniform(0.26, 0.36), rng.uniform(0.0, 0.16)
    canvas.fill([(-0.97, floor), (-0.93, toe + 0.06), (-0.66, toe - 0.06), (-0.25, toe - 0.2),
              (front - 0.04, instep), (front, top), (0.4, top + 0.02), (0.86, top - 0.02),
              (0.82, 0.1), (0.92, floor - 0.2), (0.93, floor)], 0.95, 0.0, 1)  # fmt: skip
    _shoe_sole(canvas, floor, thick, heel)
    kind = rng.random()
    if kind < 0.4:
        for y in np.linspace(top + 0.15, instep + 0.1, 5):
            canvas.line([(front - 0.02, y), (front + 0.2, y + 0.06)], 0.3, 0.05, 0.8)
    elif kind < 0.7:  # an elastic side
        canvas.fill([(0.32, top + 0.03), (0.66, top + 0.03), (0.56, 0.2), (0.42, 0.2)], 0.4, 0.6)
    else:
        canvas.line([(front, top + 0.35), (0.84, top + 0.3)], 0.45, 0.09, 1)
        canvas.dot(0.3, top + 0.34, 0.07, 1, 1)
    canvas.line(
        [(front - 0.1, instep + 0.12), (0.3, floor - 0.3), (0.85, floor - 0.36)], 0.62, 0.04
    )
    if rng.random() < 0.4:
        canvas.line([(front, top + 0.04), (0.86, top + 0.02)], 0.6, 0.1, 0.8)
    return ()


def _bag(canvas: Canvas, rng: Generator) -> PatternProbabilities:
    wide, top = rng.uniform(0.68, 0.94), rng.uniform(-0.4, 0.0)
    bottom, taper = rng.uniform(0.62, 0.86), rng.uniform(-0.14, 0.16)
    reach, kind = rng.uniform(0.35, 0.6), rng.random()
    spread, width = wide * rng.uniform(0.4, 0.8), rng.uniform(0.06, 0.11)
    handle = arc(0, top + 0.05, spread, reach, 1, 2)
    canvas.line(handle, 0.85, width, 0.7)
    if kind < 0.3:
        canvas.line(arc(0.08, top + 0.05, spread * 0.8, reach * 0.7, 1, 2), 0.55, width, 0.7)
    canvas.fill([(-wide + taper, top), (wide - taper, top), (wide, bottom - 0.1), (wide, bottom),
              (-wide, bottom), (-wide, bottom - 0.1)], 0.95, 0.0, 1)  # fmt: skip
    if kind < 0.55:  # a flap with a clasp
        fold = top + rng.uniform(0.4, 0.6) * (bottom - top)
        edge = [(wide - taper, top), (0.85 * wide, fold - 0.08), (0, fold), (0, top)]
        canvas.half(edge, 0.82, 0.5, 0)
        canvas.line([(-0.85 * wide, fold - 0.08), (0, fold), (0.85 * wide, fold - 0.08)], _SEAM)
        canvas.dot(0, fold, 0.09, 1, 1)
    elif kind < 0.8:
        canvas.line(
            [(-wide + taper + 0.04, top + 0.1), (wide - taper - 0.04, top + 0.1)], _SEAM, 0.06
        )
        canvas.fill([(-0.5 * wide, 0.3 * top + 0.2), (0.5 * wide, 0.3 * top + 0.2),
                  (0.5 * wide, bottom - 0.1), (-0.5 * wide, bottom - 0.1)], 0.8, 0.2)  # fmt: skip
    for side in (-1, 1):
        canvas.dot(side * spread, top + 0.08, 0.07, 0.5, 1)
    return (0.06, 0.06, 0.08, 0.06, 0.06)


DRAW_CLASS = (_tee, _trouser, _pullover, _dress, _coat, _sandal, _shirt, _sneaker, _bag, _boot)
